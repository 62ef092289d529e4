package org.pixelembedding.train;

/**
 * How learned tables descend. The gradient of a table's entry is a sum over the pixels of one value, and a rare value is seen
 * by few: it is smoothed over neighbouring values (a Gaussian in grey levels), and Adam's second moment is shared by all values of
 * a dimension, so that a rare value does not take steps as long as a frequent one.
 */
final class TableDescent {
    private static final int VALUES = InputLayer.VALUES;
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final int tables;
    private final int dimensions;
    private final double[] kernel;

    /** @param smoothing standard deviation of the gradient's smoothing in grey levels; 0 is none */
    TableDescent(int tables, int dimensions, double smoothing) {
        this.tables = tables;
        this.dimensions = dimensions;
        kernel = gaussian(smoothing);
    }

    private static double[] gaussian(double sigma) {
        int radius = (int) Math.ceil(3 * sigma);
        double[] weights = new double[radius + 1];
        for (int i = 0; i <= radius; i++) {
            weights[i] = sigma == 0 ? 1 : StrictMath.exp(-0.5 * i * i / (sigma * sigma));
        }
        return weights;
    }

    /**
     * Means over neighbouring values.
     *
     * @param gradient order {@code [table][value][dimension]}
     */
    double[] smoothed(double[] gradient) {
        double[] result = new double[gradient.length];
        int radius = kernel.length - 1;
        for (int table = 0; table < tables; table++) {
            for (int value = 0; value < VALUES; value++) {
                int low = Math.max(0, value - radius);
                int high = Math.min(VALUES - 1, value + radius);
                double weights = 0;
                for (int near = low; near <= high; near++) {
                    weights += kernel[Math.abs(near - value)];
                }
                for (int near = low; near <= high; near++) {
                    double weight = kernel[Math.abs(near - value)] / weights;
                    for (int i = 0; i < dimensions; i++) {
                        result[(table * VALUES + value) * dimensions + i] +=
                                weight * gradient[(table * VALUES + near) * dimensions + i];
                    }
                }
            }
        }
        return result;
    }

    /**
     * One Adam update, in place; then latents are clamped.
     *
     * @param latents order {@code [table][value][dimension]}
     * @param first Adam's first moment, as long as the latents
     * @param second Adam's second moment, {@code [table][dimension]}
     * @param gradient with respect to the latents
     * @param step counts updates from 1
     */
    void update(
            float[] latents,
            float[] first,
            float[] second,
            double[] gradient,
            double learningRate,
            long step,
            double least,
            double most) {
        double correction1 = 1 - StrictMath.pow(BETA1, (double) step);
        double correction2 = 1 - StrictMath.pow(BETA2, (double) step);
        for (int table = 0; table < tables; table++) {
            for (int i = 0; i < dimensions; i++) {
                double square = 0;
                for (int value = 0; value < VALUES; value++) {
                    double g = gradient[(table * VALUES + value) * dimensions + i];
                    square += g * g;
                }
                int shared = table * dimensions + i;
                second[shared] = (float) (BETA2 * second[shared] + (1 - BETA2) * square / VALUES);
                double size = learningRate / correction1 / (Math.sqrt(second[shared] / correction2) + EPSILON);
                for (int value = 0; value < VALUES; value++) {
                    int at = (table * VALUES + value) * dimensions + i;
                    first[at] = (float) (BETA1 * first[at] + (1 - BETA1) * gradient[at]);
                    double moved = latents[at] - size * first[at];
                    latents[at] = (float) Math.clamp(moved, least, most);
                }
            }
        }
    }
}
