package org.pixelembedding.train;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.train.Topology.Step;

/**
 * What activation quantizers learn: the keys {@code quantizer} and {@code quantizerFactor}.
 *
 * @param factor on the learning rate of steps and intervals, which are otherwise trained in proportion to the size that
 *     they start with (Adam moves every number by about the learning rate, whatever its gradient)
 */
public record QuantizerConfig(Kind kind, double factor) {
    static final String DEFAULTS = """
            quantizer: linear
            quantizerFactor: 1.0
            """;

    static final List<String> KEYS = List.of("quantizer", "quantizerFactor");

    /** Value of the largest code where a learned step starts; 1.85/3 for 2 bits. */
    static final double FIRST_CEILING = 1.85;

    /** A training step works out one straight line a level: beyond 15 levels that is slow. */
    static final int MOST_THRESHOLD_BITS = 4;

    /** What is learned. */
    public enum Kind implements Word {
        /** Nothing. */
        LINEAR("linear"),
        /** One step a layer (LSQ, arXiv 1902.08153). */
        LEARNED_STEP("learned-step"),
        /** n thresholds a layer (N2UQ, arXiv 2111.14826). */
        LEARNED_THRESHOLDS("learned-thresholds");

        private final String option;

        Kind(String option) {
            this.option = option;
        }

        @Override
        public String option() {
            return option;
        }
    }

    static QuantizerConfig read(YamlSection given, YamlSection defaults) {
        return new QuantizerConfig(
                Word.read(given, defaults, "quantizer", Kind.values()),
                TrainingConfig.real(given, defaults, "quantizerFactor", 0, 100));
    }

    void put(Map<String, String> values) {
        values.put("quantizer", kind.option);
        values.put("quantizerFactor", Double.toString(factor));
    }

    /**
     * Adds what activations learn, where it starts: a step of {@value #FIRST_CEILING}/n; or intervals of m/n each, which are
     * the thresholds of the fixed quantizer. The activation behind a float stem keeps the fixed quantizer instead of
     * thresholds, because a frozen float stem holds a formula.
     *
     * @throws ConfigException if thresholds are wanted for more than {@value #MOST_THRESHOLD_BITS} bits; names the layer
     */
    void putStart(Topology topology, LinearQuantizer base, Parameters parameters) {
        for (Step step : topology.steps()) {
            if (!(step instanceof Step.Activation activation) || kind == Kind.LINEAR) {
                continue;
            }
            LinearQuantizer fixed = activation.quantizer(base);
            boolean behindFloatStem = topology.floatStem()
                    && activation.input().equals(topology.stem().name());
            if (kind == Kind.LEARNED_STEP) {
                parameters.put(
                        Quantizer.stepName(activation.name()), new float[] {(float) (FIRST_CEILING / fixed.maxCode())});
            } else if (!behindFloatStem) {
                if (fixed.bits() > MOST_THRESHOLD_BITS) {
                    throw new ConfigException("layer '" + activation.name() + "' has codes of " + fixed.bits()
                            + " bits, quantizer: learned-thresholds wants at most " + MOST_THRESHOLD_BITS
                            + "; use fewer bits there, or quantizer: learned-step");
                }
                float[] intervals = new float[fixed.maxCode()];
                Arrays.fill(intervals, fixed.step());
                parameters.put(Quantizer.intervalsName(activation.name()), intervals);
            }
        }
    }
}
