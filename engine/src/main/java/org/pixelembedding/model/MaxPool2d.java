package org.pixelembedding.model;

import java.util.List;

/**
 * Largest code of each window, channel by channel. No padding; a last window that does not fit is left out.
 *
 * @param size rows and columns of the window
 * @param stride step in both directions
 */
public record MaxPool2d(int size, int stride) implements Layer {
    public MaxPool2d {
        if (size < 1 || stride < 1) {
            throw new ShapeException("want size, stride >= 1, got " + size + " and " + stride);
        }
    }

    @Override
    public Kind kind() {
        return Kind.MAX_POOL_2D;
    }

    @Override
    public TensorSpec output(List<TensorSpec> inputs) {
        TensorSpec in = Layer.single(inputs, TensorSpec.Kind.CODES);
        return TensorSpec.codes(
                Layer.windows(in.height(), size, stride, 0),
                Layer.windows(in.width(), size, stride, 0),
                in.channels(),
                in.bits());
    }
}
