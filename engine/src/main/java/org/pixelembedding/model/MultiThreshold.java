package org.pixelembedding.model;

import java.util.List;

/** Turns sums into codes by counting the thresholds that each sum reaches. Same height, width and channels. */
public record MultiThreshold(Thresholds thresholds) implements Layer {
    @Override
    public Kind kind() {
        return Kind.MULTI_THRESHOLD;
    }

    @Override
    public TensorSpec output(List<TensorSpec> inputs) {
        TensorSpec in = Layer.single(inputs, TensorSpec.Kind.SUMS);
        if (in.channels() != thresholds.channels()) {
            throw new ShapeException("want " + thresholds.channels() + " channels, is given " + in);
        }
        return TensorSpec.codes(in.height(), in.width(), in.channels(), thresholds.bits());
    }
}
