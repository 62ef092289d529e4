package org.pixelembedding.train;

import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.train.Topology.Step;

/**
 * The activation quantizer of one layer as the exact path knows it: a non-decreasing function from a normalized sum to a
 * code 0..n, n = 2^bits - 1, and what a code is worth to the convolutions that read it. Which one a layer has follows from
 * what it learned: a {@code <activation>.step} (arXiv 1902.08153), {@code <activation>.intervals} (arXiv 2111.14826), or
 * neither.
 */
public sealed interface Quantizer {
    /** Of a code, 1 to 8. */
    int bits();

    /** Value of code 1; part of the weight scale of the convolutions that read the codes, unless theirs is constant. */
    float unit();

    /** The code of x; NaN gives 0. */
    int code(float x);

    /** n, the largest code. */
    default int maxCode() {
        return (1 << bits()) - 1;
    }

    /** Equal steps; fixed ones, or one learned step s, whose ceiling is n s. */
    record Linear(LinearQuantizer formula) implements Quantizer {
        @Override
        public int bits() {
            return formula.bits();
        }

        @Override
        public float unit() {
            return formula.step();
        }

        @Override
        public int code(float x) {
            return formula.code(x);
        }
    }

    /**
     * Thresholds of their own, equal output levels: code = number of i with x >= T_i.
     *
     * @param values T_1 to T_n, none below the one before it
     */
    @SuppressWarnings("ArrayRecordComponent") // made, read and dropped inside one fold, never compared
    record Thresholded(int bits, float[] values, float unit) implements Quantizer {
        public Thresholded {
            if (values.length != (1 << bits) - 1) {
                throw new IllegalArgumentException(
                        "want " + ((1 << bits) - 1) + " thresholds for " + bits + " bits, got " + values.length);
            }
        }

        @Override
        public int code(float x) {
            int code = 0;
            for (float threshold : values) {
                code += x >= threshold ? 1 : 0;
            }
            return code;
        }
    }

    /** Name of the array with an activation's learned step: one number, above 0. */
    static String stepName(String activation) {
        return activation + ".step";
    }

    /** Name of the array with an activation's learned intervals: n numbers above 0, a_1 to a_n. */
    static String intervalsName(String activation) {
        return activation + ".intervals";
    }

    /** Quantizer of an activation. */
    static Quantizer of(Parameters parameters, LinearQuantizer base, Step.Activation activation) {
        return of(parameters, activation.quantizer(base), activation.name());
    }

    /** Quantizer of the codes that a convolution reads; a stem reads those of the input table, whose step is fixed. */
    static Quantizer readBy(Parameters parameters, LinearQuantizer base, Step.Conv conv) {
        return of(parameters, conv.reads(base), conv.input());
    }

    /** Quantizer of the codes that the classifier reads. */
    static Quantizer readBy(Parameters parameters, LinearQuantizer base, Step.Classifier classifier) {
        return of(parameters, classifier.reads(base), classifier.input());
    }

    private static Quantizer of(Parameters parameters, LinearQuantizer fixed, String codes) {
        if (parameters.has(stepName(codes))) {
            float step = parameters.get(stepName(codes))[0];
            return new Linear(new LinearQuantizer(fixed.bits(), (float) ((double) step * fixed.maxCode())));
        }
        if (parameters.has(intervalsName(codes))) {
            return new Thresholded(fixed.bits(), thresholds(parameters.get(intervalsName(codes))), fixed.step());
        }
        return new Linear(fixed);
    }

    /**
     * T_i = a_1 + ... + a_(i-1) + a_i / 2, summed in float64 and rounded once: in the middle of interval i, where the
     * straight line of the training step passes i - 1/2. Positive intervals make them rise.
     */
    static float[] thresholds(float[] intervals) {
        float[] thresholds = new float[intervals.length];
        double from = 0;
        for (int i = 0; i < intervals.length; i++) {
            thresholds[i] = (float) (from + intervals[i] / 2.0);
            from += intervals[i];
        }
        return thresholds;
    }
}
