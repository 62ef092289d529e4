package org.pixelembedding.train.torch;

import java.nio.FloatBuffer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch;
import org.pixelembedding.train.InputLayer;
import org.pixelembedding.train.TableInput;
import org.pixelembedding.train.Topology.Step;

/**
 * The first convolution of a training step on codes that are never written out: see {@link TableConvolution}. The same sums
 * and gradients as the library's convolution of the encoded pictures, but for their order. The caller holds a pointer scope.
 */
final class LookUpStem {
    private final Step.Conv stem;
    private final TableConvolution convolution;

    LookUpStem(Step.Conv stem, int height, int width) {
        this.stem = stem;
        convolution = new TableConvolution(height, width, stem.out(), stem.kernel(), stem.stride());
    }

    /**
     * The stem's sums, channels_last float32, cut off from the weights' history.
     *
     * @param pixels unsigned bytes, order {@code [image][y][x][colour]}
     * @param weight {@code [output][channel][y][x]}
     */
    Tensor forward(TableInput layer, byte[] pixels, int images, Tensor weight) {
        try (NoGradGuard guard = new NoGradGuard()) {
            Tensor table = torch.bmm(rows(layer), byColour(weight)).contiguous();
            Tensor sums = torch.empty(images, convolution.outHeight(), convolution.outWidth(), stem.out());
            convolution.forward(TensorMemory.view(table), pixels, images, TensorMemory.view(sums));
            return sums.permute(0, 3, 1, 2);
        }
    }

    /**
     * Hands the gradient of the sums on to the weights' history.
     *
     * @param gradient with respect to {@link #forward}'s result
     * @param head of so many images, the first ones, the gradient with respect to the codes is wanted
     * @param codes gets it if there are any
     */
    void backward(
            TableInput layer,
            byte[] pixels,
            int images,
            Tensor weight,
            Tensor gradient,
            int head,
            TrainingGraph.InputGradient codes) {
        Tensor byColour = byColour(weight);
        Tensor collected;
        try (NoGradGuard guard = new NoGradGuard()) {
            FloatBuffer sums = TensorMemory.view(gradient.permute(0, 2, 3, 1).contiguous());
            Tensor table = torch.empty(InputLayer.COLOURS, InputLayer.VALUES, byColour.size(2));
            Tensor rows = rows(layer);
            convolution.clear();
            convolution.collect(pixels, 0, head, sums);
            if (head > 0) {
                convolution.gradient(TensorMemory.view(table));
                codes.accept(TensorMemory.read(
                        torch.bmm(table, byColour.transpose(1, 2)).contiguous()));
            }
            convolution.collect(pixels, head, images, sums);
            convolution.gradient(TensorMemory.view(table));
            collected = torch.bmm(rows.transpose(1, 2), table);
        }
        byColour.backward(collected, new BoolOptional(), false, new TensorArrayRefOptional());
    }

    /** The table, {@code [colour][value][dimension]}, as it is now: a copy. */
    private static Tensor rows(TableInput layer) {
        return TensorMemory.of(layer.rows(), InputLayer.COLOURS, InputLayer.VALUES, layer.dimensions());
    }

    /** {@code [colour][dimension][tap and output]}, as products with the table want them. */
    private Tensor byColour(Tensor weight) {
        long dimensions = stem.in() / InputLayer.COLOURS;
        return weight.view(stem.out(), InputLayer.COLOURS, dimensions, (long) stem.kernel() * stem.kernel())
                .permute(1, 2, 3, 0)
                .reshape(InputLayer.COLOURS, dimensions, -1);
    }
}
