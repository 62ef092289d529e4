package org.pixelembedding.train.torch;

import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.pixelembedding.train.WrittenInput;

/**
 * The first convolution of a training step on codes that are written out, where they learn: the gradient with respect to the codes of
 * the first pictures is wanted, and only theirs is worked out. The caller holds a pointer scope.
 */
final class WrittenStem {
    private Optional<Tensor> head = Optional.empty();

    /**
     * Sums.
     *
     * @param codes {@code [image][channel][y][x]}
     * @param learning of so many images, the first ones, the gradient will be asked for
     */
    Tensor forward(Tensor codes, int learning, UnaryOperator<Tensor> convolution) {
        head = Optional.empty();
        if (learning == 0) {
            return convolution.apply(codes);
        }
        Tensor first = codes.narrow(0, 0, learning).detach();
        first.set_requires_grad(true);
        head = Optional.of(first);
        long others = codes.size(0) - learning;
        if (others == 0) {
            return convolution.apply(first);
        }
        Tensor rest = convolution.apply(codes.narrow(0, learning, others));
        return torch.cat(new TensorVector(convolution.apply(first), rest), 0);
    }

    /**
     * After the way back of the whole network.
     *
     * @param pixels of the batch, unsigned bytes, order {@code [image][y][x][colour]}
     * @param codes gets the gradient, if one was asked for
     */
    void backward(WrittenInput layer, byte[] pixels, TrainingGraph.InputGradient codes) {
        if (head.isPresent()) {
            Tensor gradient = head.get()
                    .grad()
                    .to(torch.ScalarType.Float)
                    .permute(0, 2, 3, 1)
                    .contiguous();
            FloatBuffer byCode = TensorMemory.view(gradient);
            long values = gradient.numel() / layer.dimensions();
            codes.accept(layer.rowGradient(pixels, Math.toIntExact(values), byCode));
            head = Optional.empty();
        }
    }
}
