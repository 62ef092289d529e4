package org.pixelembedding.cli.report;

import org.pixelembedding.model.PixelEmbedding;

/** The codes of one colour as points of a space of d dimensions. */
final class CodeSpace {
    /** Enough for eigenvalues a few percent apart; a picture is drawn from it, nothing else. */
    private static final int POWER_STEPS = 300;

    private final PixelEmbedding table;
    private final int colour;

    CodeSpace(PixelEmbedding table, int colour) {
        this.table = table;
        this.colour = colour;
    }

    /** L1 distance between the codes of each value and the next: 255 numbers. */
    double[] steps() {
        double[] steps = new double[PixelEmbedding.VALUES - 1];
        for (int value = 0; value < steps.length; value++) {
            for (int i = 0; i < table.dimensions(); i++) {
                steps[value] += Math.abs(table.code(colour, value + 1, i) - table.code(colour, value, i));
            }
        }
        return steps;
    }

    /** The codes of the 256 values in their two main directions: {@code [value][x, y]}. */
    double[][] plane() {
        return plane(table);
    }

    /**
     * The codes of another table, for example that before training, in the two main directions of this one.
     *
     * @param shown of as many dimensions
     */
    double[][] plane(PixelEmbedding shown) {
        int d = table.dimensions();
        double[] means = new double[d];
        double[][] centred = new double[PixelEmbedding.VALUES][d];
        for (int i = 0; i < d; i++) {
            double mean = 0;
            for (int value = 0; value < centred.length; value++) {
                centred[value][i] = table.code(colour, value, i);
                mean += centred[value][i] / centred.length;
            }
            for (double[] row : centred) {
                row[i] -= mean;
            }
            means[i] = mean;
        }
        double[][] plane = new double[centred.length][2];
        for (int axis = 0; axis < 2; axis++) {
            double[] direction = direction(centred);
            for (int value = 0; value < centred.length; value++) {
                double along = dot(centred[value], direction);
                for (int i = 0; i < d; i++) {
                    centred[value][i] -= along * direction[i];
                    plane[value][axis] += (shown.code(colour, value, i) - means[i]) * direction[i];
                }
            }
        }
        return plane;
    }

    /** The direction of largest spread, by power iteration from a fixed start; towards larger values. */
    private static double[] direction(double[][] rows) {
        int d = rows[0].length;
        double[] direction = new double[d];
        for (int i = 0; i < d; i++) {
            direction[i] = 1 + 0.1 * i;
        }
        for (int step = 0; step < POWER_STEPS; step++) {
            double[] next = new double[d];
            for (double[] row : rows) {
                double along = dot(row, direction);
                for (int i = 0; i < d; i++) {
                    next[i] += along * row[i];
                }
            }
            double length = Math.sqrt(dot(next, next));
            if (length == 0) {
                return next;
            }
            for (int i = 0; i < d; i++) {
                direction[i] = next[i] / length;
            }
        }
        return direction;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
