package org.pixelembedding.model;

import java.util.Arrays;
import java.util.List;

/**
 * The float first layer of the baseline that pixel embedding is compared with: pixels to codes by
 * {@code q(A * conv((x / 255 - mean) / std) + B)}, all in float32. Padding is 0 behind the normalization. A model with
 * it is not fully quantized and says so.
 *
 * <p>Sums of floats depend on their order, so two executors may differ in rare codes; the order that the engine uses
 * is {@code [ky][kx][colour]}.
 *
 * <p>Immutable: owns its arrays.
 */
public final class FloatStem implements Layer {
    private final int outChannels;
    private final int kernel;
    private final int stride;
    private final int padding;
    private final LinearQuantizer quantizer;
    private final float[] mean;
    private final float[] std;
    private final float[] weights;
    private final float[] gain;
    private final float[] bias;

    /**
     * Copies all arrays.
     *
     * @param mean per colour, of pixels scaled to 0..1
     * @param std per colour, above 0
     * @param weights order {@code [out][ky][kx][colour]}, kernel x kernel taps
     * @param gain A, batch norm folded, per output channel
     * @param bias B, per output channel
     */
    public FloatStem(
            int outChannels,
            int kernel,
            int stride,
            int padding,
            LinearQuantizer quantizer,
            float[] mean,
            float[] std,
            float[] weights,
            float[] gain,
            float[] bias) {
        if (outChannels < 1 || outChannels > 1 << 20 || kernel < 1 || kernel > 31 || stride < 1 || padding < 0) {
            throw new IllegalArgumentException("want out channels, kernel, stride >= 1 and padding >= 0, got "
                    + outChannels + ", " + kernel + ", " + stride + ", " + padding);
        }
        if (mean.length != 3
                || std.length != 3
                || weights.length != outChannels * kernel * kernel * 3
                || gain.length != outChannels
                || bias.length != outChannels) {
            throw new IllegalArgumentException("want 3 means, 3 deviations, " + outChannels * kernel * kernel * 3
                    + " weights, " + outChannels + " gains and biases, got " + mean.length + ", " + std.length + ", "
                    + weights.length + ", " + gain.length + ", " + bias.length);
        }
        this.outChannels = outChannels;
        this.kernel = kernel;
        this.stride = stride;
        this.padding = padding;
        this.quantizer = quantizer;
        this.mean = mean.clone();
        this.std = std.clone();
        this.weights = weights.clone();
        this.gain = gain.clone();
        this.bias = bias.clone();
    }

    public int outChannels() {
        return outChannels;
    }

    public int kernel() {
        return kernel;
    }

    public int stride() {
        return stride;
    }

    public int padding() {
        return padding;
    }

    public LinearQuantizer quantizer() {
        return quantizer;
    }

    /** Mean of a colour, of pixels scaled to 0..1. */
    public float mean(int colour) {
        return mean[colour];
    }

    /** Standard deviation of a colour, of pixels scaled to 0..1. */
    public float std(int colour) {
        return std[colour];
    }

    /** Copy, per colour. */
    public float[] toMean() {
        return mean.clone();
    }

    /** Copy, per colour. */
    public float[] toStd() {
        return std.clone();
    }

    /** Copy, order {@code [out][ky][kx][colour]}. */
    public float[] toWeights() {
        return weights.clone();
    }

    /** Copy of A, per output channel. */
    public float[] toGain() {
        return gain.clone();
    }

    /** Copy of B, per output channel. */
    public float[] toBias() {
        return bias.clone();
    }

    @Override
    public Kind kind() {
        return Kind.FLOAT_STEM;
    }

    @Override
    public TensorSpec output(List<TensorSpec> inputs) {
        TensorSpec in = Layer.single(inputs, TensorSpec.Kind.PIXELS);
        return TensorSpec.codes(
                Layer.windows(in.height(), kernel, stride, padding),
                Layer.windows(in.width(), kernel, stride, padding),
                outChannels,
                quantizer.bits());
    }

    @Override
    public long macs(List<TensorSpec> inputs) {
        return (long) output(inputs).pixelCount() * weights.length;
    }

    @Override
    public int weightBits() {
        return 32;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FloatStem that
                && outChannels == that.outChannels
                && kernel == that.kernel
                && stride == that.stride
                && padding == that.padding
                && quantizer.equals(that.quantizer)
                && Arrays.equals(mean, that.mean)
                && Arrays.equals(std, that.std)
                && Arrays.equals(weights, that.weights)
                && Arrays.equals(gain, that.gain)
                && Arrays.equals(bias, that.bias);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(weights);
    }

    @Override
    public String toString() {
        return "FloatStem " + outChannels + "x" + kernel + "x" + kernel + "x3";
    }
}
