package org.pixelembedding.train.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The library's convolution, alike in both directions and without a bias. */
final class Convolution {
    private Convolution() {}

    /**
     * Sums.
     *
     * @param codes {@code [image][channel][y][x]}
     * @param weights {@code [output][channel of the group][ky][kx]}, of the same type
     * @param groups that channels and outputs fall into
     */
    static Tensor of(Tensor codes, Tensor weights, int stride, int padding, int groups) {
        try (LongCalls.Call _ = TorchRuntime.longCall()) {
            return torch.conv2d(
                    codes,
                    weights,
                    TensorMemory.NONE,
                    new long[] {stride, stride},
                    new long[] {padding, padding},
                    new long[] {1, 1},
                    groups);
        }
    }
}
