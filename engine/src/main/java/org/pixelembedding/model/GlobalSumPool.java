package org.pixelembedding.model;

import java.util.List;

/** Sum over all pixels, channel by channel: {@code h x w x c} sums to {@code 1 x 1 x c} sums. */
public record GlobalSumPool() implements Layer {
    @Override
    public Kind kind() {
        return Kind.GLOBAL_SUM_POOL;
    }

    @Override
    public TensorSpec output(List<TensorSpec> inputs) {
        TensorSpec in = Layer.single(inputs, TensorSpec.Kind.SUMS);
        return TensorSpec.sums(1, 1, in.channels(), (long) in.bound() * in.pixelCount());
    }
}
