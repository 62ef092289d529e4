package org.pixelembedding.train;

import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.Thresholds;
import org.pixelembedding.train.Topology.Step;
import org.pixelembedding.train.torch.TrainingGraph;

/**
 * The arithmetic of freezing, in plain Java (docs/NUMERICS.md derives each step). The exact evaluation graph takes its
 * A and B from here too, so both sides compute the very same float32 function and folding needs no libtorch.
 */
public final class Folding {
    private Folding() {}

    /**
     * Batch norm and scales of one activation as two float32 numbers a channel: x = acc * A + B, each operation rounded
     * by itself.
     *
     * @param gain A per channel
     * @param bias B per channel
     */
    @SuppressWarnings("ArrayRecordComponent") // travels from here to the next line of its two users, never compared
    public record Affine(float[] gain, float[] bias) {}

    /** A = gain * scale / sqrt(variance + eps), B = bias - mean * gain / sqrt(variance + eps), in float64, rounded once. */
    public static Affine affine(
            Topology topology, Parameters parameters, LinearQuantizer quantizer, Step.Activation step) {
        float[] gain = parameters.get(step.name() + ".gain");
        float[] bias = parameters.get(step.name() + ".bias");
        float[] mean = parameters.get(step.name() + ".mean");
        float[] variance = parameters.get(step.name() + ".variance");
        double[] scale = scales(topology, parameters, quantizer, step.input());
        float[] a = new float[step.channels()];
        float[] b = new float[step.channels()];
        for (int c = 0; c < a.length; c++) {
            double slope = gain[c] / Math.sqrt(variance[c] + TrainingGraph.EPSILON);
            a[c] = (float) (slope * scale[c]);
            b[c] = (float) (bias[c] - mean[c] * slope);
        }
        return new Affine(a, b);
    }

    /** What one unit of an integer sum is worth in the training graph, per channel of the step that makes the sums. */
    static double[] scales(Topology topology, Parameters parameters, LinearQuantizer quantizer, String producer) {
        for (Step step : topology.steps()) {
            if (step.name().equals(producer)) {
                return switch (step) {
                    case Step.Conv conv -> convScales(topology, parameters, quantizer, conv);
                    case Step.PlaneConv planes -> planeScales(parameters, quantizer, planes);
                    case Step.Add add -> {
                        double[] a = scales(topology, parameters, quantizer, add.left());
                        double[] b = scales(topology, parameters, quantizer, add.right());
                        if (!java.util.Arrays.equals(a, b)) {
                            throw new IllegalStateException("'" + producer + "' adds sums of different scales");
                        }
                        yield a;
                    }
                    case Step.Activation activation ->
                        throw new IllegalStateException("'" + activation.name() + "' makes codes, not sums");
                    case Step.Classifier classifier ->
                        throw new IllegalStateException("'" + classifier.name() + "' is read by no activation");
                };
            }
        }
        throw new IllegalStateException("no step '" + producer + "'");
    }

    private static double[] convScales(
            Topology topology, Parameters parameters, LinearQuantizer quantizer, Step.Conv conv) {
        double[] scale = new double[conv.out()];
        boolean isFloat = topology.floatStem() && conv.equals(topology.stem());
        float[] latent = parameters.get(conv.name() + ".weight");
        double share = new WeightQuantizer(conv.bits().weightBits()).stepShare();
        double unit = Quantizer.readBy(parameters, quantizer, conv).unit();
        for (int o = 0; o < scale.length; o++) {
            scale[o] = isFloat
                    ? 1
                    : switch (conv.scale()) {
                        case CONSTANT -> Topology.CONSTANT_SCALE;
                        case PER_CHANNEL -> share * meanAbs(latent, o * conv.fanIn(), conv.fanIn()) * unit;
                        case PER_LAYER -> share * meanAbs(latent, 0, latent.length) * unit;
                    };
        }
        return scale;
    }

    private static double[] planeScales(Parameters parameters, LinearQuantizer quantizer, Step.PlaneConv planes) {
        float[] latent = parameters.get(planes.name() + ".weight");
        double[] scale = new double[planes.out()];
        for (int o = 0; o < scale.length; o++) {
            scale[o] = meanAbs(latent, o * planes.fanIn(), planes.fanIn()) * Step.PlaneConv.unit(quantizer);
        }
        return scale;
    }

    /** mean|W| in float64, in the order of the array. */
    public static double meanAbs(float[] latent, int from, int count) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += Math.abs(latent[i]);
        }
        return sum / count;
    }

    /** What one unit of a class sum over a picture of one pixel is worth as a logit: one scale a layer, times a code's unit. */
    public static float logitScale(Step.Classifier classifier, Parameters parameters, LinearQuantizer quantizer) {
        float[] latent = parameters.get(classifier.name() + ".weight");
        double share = new WeightQuantizer(classifier.bits().weightBits()).stepShare();
        double unit = Quantizer.readBy(parameters, quantizer, classifier).unit();
        return (float) (share * meanAbs(latent, 0, latent.length) * unit);
    }

    /**
     * Levels of a convolution's latent weights, in their order. The step comes from mean|W| of each output channel, or
     * of the layer where the scale is constant: its channels keep their sizes against each other.
     */
    public static int[] levels(Step.Conv conv, float[] latent) {
        int group = conv.scale() == Topology.Scale.PER_CHANNEL ? conv.fanIn() : latent.length;
        return levels(latent, conv.bits().weightBits(), group);
    }

    /** The same of a convolution of bit planes, order {@code [out][plane][ky][kx]}: signs, without the weights of the bits. */
    public static int[] levels(Step.PlaneConv planes, float[] latent) {
        return levels(latent, 1, planes.fanIn());
    }

    /** The same of a low-bit classifier; one step a layer. */
    public static int[] levels(Step.Classifier classifier, float[] latent) {
        return levels(latent, classifier.bits().weightBits(), latent.length);
    }

    private static int[] levels(float[] latent, int bits, int group) {
        WeightQuantizer quantizer = new WeightQuantizer(bits);
        int[] levels = new int[latent.length];
        for (int from = 0; from < latent.length; from += group) {
            double step = quantizer.stepShare() * meanAbs(latent, from, group);
            for (int i = from; i < from + group; i++) {
                levels[i] = quantizer.level(latent[i], step);
            }
        }
        return levels;
    }

    /**
     * Levels in order {@code [out][in][ky][kx]} as sign planes for the engine: bit p of (level + 2^bits - 1) / 2 tells
     * whether plane p is +1.
     */
    public static PackedWeights pack(int[] levels, int bits, int out, int in, int kernel) {
        int largest = new WeightQuantizer(bits).maxLevel();
        return PackedWeights.pack(bits, out, kernel, kernel, in, index -> {
            int c = index % in;
            int tap = index / in % (kernel * kernel);
            int o = index / in / (kernel * kernel) % out;
            int plane = index / in / (kernel * kernel) / out;
            int level = levels[(o * in + c) * kernel * kernel + tap];
            return ((((level + largest) / 2) >>> plane) & 1) == 1;
        });
    }

    /** The code of one sum, as the exact graph computes it: two rounded operations, then the quantizer. */
    public static int code(int sum, float a, float b, Quantizer quantizer) {
        float scaled = (float) sum * a;
        return quantizer.code(scaled + b);
    }

    /**
     * Thresholds of one activation: for each channel and level, the sum at which the code reaches that level. Rounded
     * multiplication and addition and every quantizer are monotone, hence so is the code, and binary search finds each.
     * A level that is never reached gets a threshold one past the bound.
     *
     * @param bound largest absolute sum; below 2^24 so that every sum is a float32
     */
    public static Thresholds thresholds(Affine affine, Quantizer quantizer, int bound) {
        int channels = affine.gain().length;
        int levels = quantizer.maxCode();
        int[] values = new int[channels * levels];
        boolean[] falling = new boolean[channels];
        for (int c = 0; c < channels; c++) {
            float a = affine.gain()[c];
            float b = affine.bias()[c];
            falling[c] = a < 0;
            for (int level = 1; level <= levels; level++) {
                values[c * levels + level - 1] =
                        a < 0 ? -search(-a, b, quantizer, bound, level) : search(a, b, quantizer, bound, level);
            }
        }
        return new Thresholds(quantizer.bits(), values, falling);
    }

    /**
     * Smallest t in [-bound, bound] whose code is at least {@code level}, else bound + 1. A falling channel is searched
     * with -A: (-t) * (-A) is the same float32 as t * A, so its threshold is the negated result.
     */
    private static int search(float a, float b, Quantizer quantizer, int bound, int level) {
        int low = -bound;
        int high = bound + 1;
        while (low < high) {
            int middle = low + (high - low) / 2;
            if (code(middle, a, b, quantizer) >= level) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
