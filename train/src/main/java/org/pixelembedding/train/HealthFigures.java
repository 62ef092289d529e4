package org.pixelembedding.train;

/**
 * How a low-bit network fares, in five shares (0 to 1, NaN where there is nothing to count): totals of {@link NetworkHealth},
 * columns of {@code metrics.csv}.
 *
 * @param deadChannels of the activations' channels, those that always give the same code
 * @param unusedCodes of all pairs of an activation's channel and a code, those that never occur
 * @param unusedTableCodes of all pairs of a table's dimension and a code, those that no pixel value has
 * @param flippedSigns of the low-bit weights, those whose sign is not what it was at the epoch's beginning
 * @param smallGains of the batch norms' gains, those near 0 (see {@link NetworkHealth})
 */
public record HealthFigures(
        double deadChannels, double unusedCodes, double unusedTableCodes, double flippedSigns, double smallGains) {
    public static final HealthFigures UNKNOWN =
            new HealthFigures(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
