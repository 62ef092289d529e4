package org.pixelembedding.model;

import java.util.Arrays;
import java.util.List;

/**
 * The float classifier of the baseline: {@code logit_k = bias_k + sum over channels c of weight_kc * mean_c}, where
 * {@code mean_c = scale * S_c} and S_c, the sum of the codes of channel c over the image, is an integer. The scale
 * is {@code (float) (step / (height * width))}, worked out from the image's size and {@link #step}.
 *
 * <p>Immutable: owns its arrays.
 */
public final class FloatClassifier implements Layer {
    private final int classes;
    private final int channels;
    private final float step;
    private final float[] weights;
    private final float[] bias;

    /**
     * Copies both arrays.
     *
     * @param step value of code 1 of the input
     * @param weights order {@code [class][channel]}
     */
    public FloatClassifier(int classes, int channels, float step, float[] weights, float[] bias) {
        if (classes < 1
                || channels < 1
                || (long) classes * channels != weights.length
                || bias.length != classes
                || !(step > 0)) {
            throw new IllegalArgumentException("want classes x channels weights, one bias a class, a step above 0, got "
                    + classes + "x" + channels + ", " + weights.length + " weights, " + bias.length + " biases, step "
                    + step);
        }
        this.classes = classes;
        this.channels = channels;
        this.step = step;
        this.weights = weights.clone();
        this.bias = bias.clone();
    }

    public int classes() {
        return classes;
    }

    public int channels() {
        return channels;
    }

    /** Value of code 1 of the input. */
    public float step() {
        return step;
    }

    public float weight(int classIndex, int channel) {
        return weights[classIndex * channels + channel];
    }

    public float bias(int classIndex) {
        return bias[classIndex];
    }

    /** Copy, order {@code [class][channel]}. */
    public float[] toWeights() {
        return weights.clone();
    }

    /** Copy, one per class. */
    public float[] toBias() {
        return bias.clone();
    }

    @Override
    public Kind kind() {
        return Kind.FLOAT_CLASSIFIER;
    }

    @Override
    public TensorSpec output(List<TensorSpec> inputs) {
        TensorSpec in = Layer.single(inputs, TensorSpec.Kind.CODES);
        if (in.channels() != channels) {
            throw new ShapeException("want " + channels + " channels, is given " + in);
        }
        return TensorSpec.logits(classes);
    }

    @Override
    public long macs(List<TensorSpec> inputs) {
        return weights.length;
    }

    @Override
    public int weightBits() {
        return 32;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FloatClassifier that
                && classes == that.classes
                && channels == that.channels
                && step == that.step
                && Arrays.equals(weights, that.weights)
                && Arrays.equals(bias, that.bias);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(weights);
    }

    @Override
    public String toString() {
        return "FloatClassifier " + classes + "x" + channels;
    }
}
