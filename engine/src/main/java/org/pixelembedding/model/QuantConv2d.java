package org.pixelembedding.model;

import java.util.List;

/**
 * Convolution of codes with low-bit weights: {@code sum = sum over taps and channels of weight * code}, exact in int32.
 * Padding is code 0, so a tap outside the image adds nothing.
 *
 * @param stride step in both directions, at least 1
 * @param padding rows and columns of code 0 on every side, at least 0
 */
public record QuantConv2d(PackedWeights weights, int stride, int padding) implements Layer {
    public QuantConv2d {
        if (stride < 1 || padding < 0) {
            throw new ShapeException("want stride >= 1 and padding >= 0, got " + stride + " and " + padding);
        }
    }

    @Override
    public Kind kind() {
        return Kind.QUANT_CONV_2D;
    }

    @Override
    public TensorSpec output(List<TensorSpec> inputs) {
        TensorSpec in = Layer.single(inputs, TensorSpec.Kind.CODES);
        if (in.channels() != weights.inChannels()) {
            throw new ShapeException("want " + weights.inChannels() + " input channels, is given " + in);
        }
        long taps = (long) weights.kernelHeight() * weights.kernelWidth();
        long bound = taps * in.channels() * in.bound() * weights.maxAbs();
        return TensorSpec.sums(
                Layer.windows(in.height(), weights.kernelHeight(), stride, padding),
                Layer.windows(in.width(), weights.kernelWidth(), stride, padding),
                weights.outChannels(),
                bound);
    }

    @Override
    public long macs(List<TensorSpec> inputs) {
        return output(inputs).pixelCount() * weights.count();
    }

    @Override
    public int weightBits() {
        return weights.bits();
    }
}
