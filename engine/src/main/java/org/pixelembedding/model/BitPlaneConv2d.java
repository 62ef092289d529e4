package org.pixelembedding.model;

import java.util.List;

/**
 * Depth-wise convolution of the pixels' bit planes (arXiv 2305.02885): each plane of a colour is convolved with signs of its
 * own, and the eight results are summed with the weights of their bits,
 *
 * <pre>sum_o = sum over taps and planes p of 2^p * sign[o][tap][p] * (bit p of the value).</pre>
 *
 * <p>Input {@code h x w x 3} pixels, output sums of 3F channels, F filters for each colour in the order R block, G block, B
 * block. A tap outside the picture adds nothing.
 *
 * @param weights one bit a weight, 3F outputs; its input channel p is plane p, the lowest first
 * @param stride step in both directions, at least 1
 * @param padding rows and columns of nothing on every side, at least 0
 */
public record BitPlaneConv2d(PackedWeights weights, int stride, int padding) implements Layer {
    /** Bits of a pixel value. */
    public static final int PLANES = 8;

    public BitPlaneConv2d {
        if (weights.bits() != 1
                || weights.inChannels() != PLANES
                || weights.outChannels() % PixelEmbedding.COLOURS != 0) {
            throw new ShapeException("want 1-bit weights of 8 planes and a multiple of 3 outputs, got " + weights);
        }
        if (stride < 1 || padding < 0) {
            throw new ShapeException("want stride >= 1 and padding >= 0, got " + stride + " and " + padding);
        }
    }

    /** F, filters for each colour. */
    public int filters() {
        return weights.outChannels() / PixelEmbedding.COLOURS;
    }

    /** What a value (0 to 255) of the output's own colour adds at a tap. */
    public int term(int out, int ky, int kx, int value) {
        long signs = weights.word(0, out, ky, kx, 0);
        int positive = value & (int) signs;
        return 2 * positive - value;
    }

    @Override
    public Kind kind() {
        return Kind.BIT_PLANE_CONV_2D;
    }

    @Override
    public TensorSpec output(List<TensorSpec> inputs) {
        TensorSpec in = Layer.single(inputs, TensorSpec.Kind.PIXELS);
        long taps = (long) weights.kernelHeight() * weights.kernelWidth();
        return TensorSpec.sums(
                Layer.windows(in.height(), weights.kernelHeight(), stride, padding),
                Layer.windows(in.width(), weights.kernelWidth(), stride, padding),
                weights.outChannels(),
                taps * (PixelEmbedding.VALUES - 1));
    }

    @Override
    public long macs(List<TensorSpec> inputs) {
        return output(inputs).pixelCount() * weights.count();
    }

    @Override
    public int weightBits() {
        return 1;
    }
}
