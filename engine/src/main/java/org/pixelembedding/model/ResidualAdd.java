package org.pixelembedding.model;

import java.util.List;

/** Sum of two tensors of sums of one shape; both come from constant-scale convolutions, so the add is an integer add. */
public record ResidualAdd() implements Layer {
    @Override
    public Kind kind() {
        return Kind.RESIDUAL_ADD;
    }

    @Override
    public TensorSpec output(List<TensorSpec> inputs) {
        if (inputs.size() != 2) {
            throw new ShapeException("want two inputs, got " + inputs.size());
        }
        TensorSpec a = Layer.single(inputs.subList(0, 1), TensorSpec.Kind.SUMS);
        TensorSpec b = Layer.single(inputs.subList(1, 2), TensorSpec.Kind.SUMS);
        if (a.height() != b.height() || a.width() != b.width() || a.channels() != b.channels()) {
            throw new ShapeException("want two inputs of one shape, is given " + a + " and " + b);
        }
        return TensorSpec.sums(a.height(), a.width(), a.channels(), (long) a.bound() + b.bound());
    }
}
