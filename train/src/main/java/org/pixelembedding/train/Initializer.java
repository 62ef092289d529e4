package org.pixelembedding.train;

import org.pixelembedding.data.CounterRandom;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.train.Topology.Step;

/** Where training starts from; the same numbers for a seed on every machine. */
public final class Initializer {
    /** n/m of 2 bits. With the n/m of 8 bits, 127.5, all but 1 % of the sums would start past one end of the window. */
    private static final float MOST_GAIN = 1.5f;

    private Initializer() {}

    /**
     * How the d latents of one colour and tap start: from a common value and one of their own.
     *
     * @param common share of the common value, 0 (independent latents) to 1 (equal ones): 0.75 is 3 to 1
     * @param even whether their own values are spread evenly, so that the common one decides how many are above 0, whichever
     *     it is; or normal and independent
     */
    public record Stem(double common, boolean even) {
        /** From 0 to 1, the multiples of this leave no gap much wider than others, however many they are (Weyl's sequence). */
        private static final double GOLDEN = 0.6180339887498949;
        /** Of a uniform distribution from -1 to 1, the inverse of its standard deviation. */
        private static final double UNIT = 1.7320508075688772;

        private double own(int i, double turn, CounterRandom random) {
            if (!even) {
                return random.nextGaussian();
            }
            double place = i * GOLDEN + turn;
            return UNIT * (2 * (place - StrictMath.floor(place)) - 1);
        }
    }

    /**
     * Latents N(0, sqrt(2 / fan_in)); batch-norm gain n/m, but at most {@value #MOST_GAIN}, so that a
     * normalized sum spreads over the codes without leaving their window; bias 0.
     *
     * <p>In a stem on codes of d dimensions (and in a convolution of bit planes, d = 8) the d latents of one colour and tap start from a common random value plus one
     * of their own, whatever their shares with the same variance: with a larger common share the layer starts nearly linear
     * in the pixel instead of as a jagged random function of it.
     *
     * @param stem what the first-layer latents of one colour and tap have in common
     */
    public static Parameters parameters(Topology topology, LinearQuantizer quantizer, Stem stem, long seed) {
        Parameters parameters = new Parameters();
        int layer = 0;
        for (Step step : topology.steps()) {
            switch (step) {
                case Step.Conv conv -> {
                    CounterRandom random = CounterRandom.of(seed, 0, layer++, CounterRandom.Purpose.WEIGHTS);
                    boolean correlated = topology.readsPicture(conv) && !topology.floatStem();
                    parameters.put(
                            conv.name() + ".weight",
                            correlated
                                    ? correlated(
                                            conv.out(),
                                            InputLayer.COLOURS,
                                            conv.in() / InputLayer.COLOURS,
                                            conv.kernel() * conv.kernel(),
                                            stem,
                                            random)
                                    : normal(conv.out() * conv.fanIn(), conv.fanIn(), random));
                }
                case Step.PlaneConv planes ->
                    parameters.put(
                            planes.name() + ".weight",
                            correlated(
                                    planes.out(),
                                    1,
                                    Step.PlaneConv.PLANES,
                                    planes.kernel() * planes.kernel(),
                                    new Stem(stem.common(), false),
                                    CounterRandom.of(seed, 0, layer++, CounterRandom.Purpose.WEIGHTS)));
                case Step.Activation activation -> {
                    parameters.put(
                            activation.name() + ".gain",
                            filled(activation.channels(), gain(activation.quantizer(quantizer))));
                    parameters.put(
                            activation.name() + ".bias",
                            filled(activation.channels(), shift(topology, activation, quantizer)));
                    parameters.put(activation.name() + ".mean", filled(activation.channels(), 0));
                    parameters.put(activation.name() + ".variance", filled(activation.channels(), 1));
                }
                case Step.Classifier classifier -> {
                    CounterRandom random = CounterRandom.of(seed, 0, layer++, CounterRandom.Purpose.WEIGHTS);
                    parameters.put(
                            classifier.name() + ".weight",
                            normal(classifier.classes() * classifier.in(), classifier.in(), random));
                    if (topology.floatClassifier()) {
                        parameters.put(classifier.name() + ".bias", filled(classifier.classes(), 0));
                    }
                }
                case Step.Add add -> {
                    // Nothing to learn.
                }
            }
        }
        return parameters;
    }

    private static float gain(LinearQuantizer quantizer) {
        return Math.min(quantizer.codesPerUnit(), MOST_GAIN);
    }

    private static float[] normal(int count, int fanIn, CounterRandom random) {
        double deviation = StrictMath.sqrt(2.0 / fanIn);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }

    /** @param groups of d channels each, whose latents at one tap start from a common value */
    private static float[] correlated(int out, int groups, int d, int taps, Stem stem, CounterRandom random) {
        double share = stem.common();
        double length = StrictMath.sqrt(share * share + (1 - share) * (1 - share));
        double commonPart = share / length;
        double ownPart = (1 - share) / length;
        int in = groups * d;
        double deviation = StrictMath.sqrt(2.0 / (in * taps));
        float[] values = new float[out * in * taps];
        for (int o = 0; o < out; o++) {
            for (int group = 0; group < groups; group++) {
                for (int tap = 0; tap < taps; tap++) {
                    double common = random.nextGaussian();
                    double turn = stem.even() ? random.nextDouble() : 0;
                    for (int i = 0; i < d; i++) {
                        int at = (o * in + group * d + i) * taps + tap;
                        double own = stem.own(i, turn, random);
                        values[at] = (float) (deviation * (commonPart * common + ownPart * own));
                    }
                }
            }
        }
        return values;
    }

    /**
     * The thresholds of a classifier's codes lie between each other's, as those of an interleaved thermometer do: code j of r
     * is moved by (j - (r - 1) / 2) / r steps.
     */
    private static float shift(Topology topology, Step.Activation activation, LinearQuantizer base) {
        if (topology.steps().getLast() instanceof Step.Classifier classifier) {
            for (int code = 0; code < classifier.codes(); code++) {
                if (classifier.input(code).equals(activation.name())) {
                    double steps = (code - (classifier.codes() - 1) / 2.0) / classifier.codes();
                    return (float) (steps * activation.quantizer(base).step());
                }
            }
        }
        return 0;
    }

    private static float[] filled(int count, float value) {
        float[] values = new float[count];
        java.util.Arrays.fill(values, value);
        return values;
    }
}
