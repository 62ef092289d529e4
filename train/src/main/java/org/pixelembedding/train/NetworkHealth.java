package org.pixelembedding.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.model.PixelEmbedding;

/**
 * What tells that a low-bit network is dying, layer by layer, at the end of an epoch. Read from parameters and from codes that
 * were counted elsewhere; changes nothing.
 *
 * @param activations in the network's order
 * @param weights layers with low-bit weights; empty if the signs at the epoch's beginning are not known
 * @param unusedTableCodes as in {@link HealthFigures}
 */
public record NetworkHealth(List<Activation> activations, List<Weights> weights, double unusedTableCodes) {
    /**
     * A gain is near 0 below this share of the distance m/n of two codes: three standard deviations of the normalized sums
     * then move the activation by less than a third of a code.
     */
    private static final double SMALL_GAIN = 0.1;

    /** Of a network in full precision, which has nothing that this looks at. */
    static final NetworkHealth NONE = new NetworkHealth(List.of(), List.of(), Double.NaN);

    /**
     * Batch norm and quantizer.
     *
     * @param name of the step
     * @param codes n + 1
     * @param seen numbers of the sample that each channel gave
     * @param dead channels that always give the same code
     * @param deadCode the code that most of these give; 0 if there are none
     * @param unused pairs of channel and code that never occur
     * @param smallGains gains near 0
     */
    public record Activation(
            String name, int channels, int codes, long seen, int dead, int deadCode, int unused, int smallGains) {
        public double deadShare() {
            return (double) dead / channels;
        }

        public double unusedShare() {
            return (double) unused / channels / codes;
        }

        public double smallGainShare() {
            return (double) smallGains / channels;
        }
    }

    /**
     * Latent weights.
     *
     * @param name of the convolution or classifier
     * @param flipped weights whose sign changed in the epoch
     */
    public record Weights(String name, int count, int flipped) {
        public double flippedShare() {
            return (double) flipped / count;
        }
    }

    /**
     * Works it out.
     *
     * @param begin parameters at the epoch's beginning, if they are known
     * @param now parameters at its end
     * @param use codes of a sample of pictures
     * @param table the input layer's codes, if it has any
     */
    public static NetworkHealth of(
            Topology topology,
            LinearQuantizer quantizer,
            Optional<Parameters> begin,
            Parameters now,
            CodeUse use,
            Optional<PixelEmbedding> table) {
        List<Activation> activations = new ArrayList<>();
        List<Weights> weights = new ArrayList<>();
        for (Topology.Step step : topology.steps()) {
            switch (step) {
                case Topology.Step.Activation activation ->
                    activations.add(activation(activation, activation.quantizer(quantizer), now, use));
                case Topology.Step.Conv conv
                when !(topology.floatStem() && conv.equals(topology.stem())) ->
                    begin.ifPresent(it -> weights.add(flips(conv.name(), it, now)));
                case Topology.Step.PlaneConv planes ->
                    begin.ifPresent(it -> weights.add(flips(planes.name(), it, now)));
                case Topology.Step.Classifier classifier
                when !topology.floatClassifier() ->
                    begin.ifPresent(it -> weights.add(flips(classifier.name(), it, now)));
                case Topology.Step.Conv _, Topology.Step.Classifier _, Topology.Step.Add _ -> {}
            }
        }
        return new NetworkHealth(
                List.copyOf(activations),
                List.copyOf(weights),
                table.map(NetworkHealth::unusedShare).orElse(Double.NaN));
    }

    private static Activation activation(
            Topology.Step.Activation step, LinearQuantizer quantizer, Parameters now, CodeUse use) {
        int[] constant = use.constantChannels(step.name());
        int dead = 0;
        int deadCode = 0;
        for (int code = 0; code < constant.length; code++) {
            dead += constant[code];
            deadCode = constant[code] > constant[deadCode] ? code : deadCode;
        }
        int small = 0;
        for (float gain : now.get(step.name() + ".gain")) {
            small += Math.abs(gain) < SMALL_GAIN * quantizer.step() ? 1 : 0;
        }
        return new Activation(
                step.name(),
                step.channels(),
                constant.length,
                use.seen(step.name()),
                dead,
                deadCode,
                use.unused(step.name()),
                small);
    }

    private static Weights flips(String name, Parameters begin, Parameters now) {
        float[] before = begin.get(name + ".weight");
        float[] after = now.get(name + ".weight");
        int flipped = 0;
        for (int i = 0; i < after.length; i++) {
            flipped += (before[i] >= 0) != (after[i] >= 0) ? 1 : 0; // the weight quantizer's sign: +1 for 0 and -0.0
        }
        return new Weights(name, after.length, flipped);
    }

    private static double unusedShare(PixelEmbedding table) {
        int codes = 1 << table.bits();
        boolean[] used = new boolean[codes];
        int unused = 0;
        for (int colour = 0; colour < table.tables(); colour++) {
            for (int i = 0; i < table.dimensions(); i++) {
                java.util.Arrays.fill(used, false);
                for (int value = 0; value < PixelEmbedding.VALUES; value++) {
                    used[table.code(colour, value, i)] = true;
                }
                for (boolean each : used) {
                    unused += each ? 0 : 1;
                }
            }
        }
        return (double) unused / ((long) table.tables() * table.dimensions() * codes);
    }

    /** Over all layers. */
    public HealthFigures figures() {
        double channels = sum(activations, Activation::channels);
        return new HealthFigures(
                sum(activations, Activation::dead) / channels,
                sum(activations, Activation::unused) / sum(activations, each -> each.channels() * each.codes()),
                unusedTableCodes,
                sum(weights, Weights::flipped) / sum(weights, Weights::count),
                sum(activations, Activation::smallGains) / channels);
    }

    /** Of nothing it is 0, and a share of 0 is NaN. */
    private static <T> double sum(List<T> layers, ToIntFunction<T> number) {
        return layers.stream().mapToDouble(number::applyAsInt).sum();
    }
}
