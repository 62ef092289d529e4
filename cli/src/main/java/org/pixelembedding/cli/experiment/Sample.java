package org.pixelembedding.cli.experiment;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Numbers of independent runs and what follows from them.
 *
 * @param values at least one
 */
record Sample(List<Double> values) {
    private static final double COVERED = 0.95;

    Sample {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("want at least one value");
        }
    }

    int size() {
        return values.size();
    }

    double mean() {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    /** Sample standard deviation (divided by n - 1); empty for one value. */
    OptionalDouble deviation() {
        if (size() < 2) {
            return OptionalDouble.empty();
        }
        double mean = mean();
        double squares = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        return OptionalDouble.of(Math.sqrt(squares / (size() - 1)));
    }

    /** Half the width of the 95 % confidence interval of the mean, by Student's t; empty for one value. */
    OptionalDouble margin() {
        OptionalDouble deviation = deviation();
        return deviation.isEmpty()
                ? deviation
                : OptionalDouble.of(quantile(size() - 1) * deviation.getAsDouble() / Math.sqrt(size()));
    }

    /** t for which Student's distribution has 95 % between -t and t, by bisection. */
    static double quantile(int freedom) {
        double low = 0;
        double high = 64;
        for (int i = 0; i < 80; i++) {
            double middle = (low + high) / 2;
            if (covered(middle, freedom) < COVERED) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** Probability between -t and t: the finite sums for whole degrees of freedom (Abramowitz and Stegun, 26.7.3-4). */
    private static double covered(double t, int freedom) {
        double angle = Math.atan(t / Math.sqrt(freedom));
        double squaredCosine = Math.cos(angle) * Math.cos(angle);
        boolean odd = freedom % 2 == 1;
        double term = odd ? Math.cos(angle) : 1;
        double sum = freedom == 1 ? 0 : term;
        for (int k = odd ? 3 : 2; k <= freedom - 2; k += 2) {
            term *= squaredCosine * (k - 1) / k;
            sum += term;
        }
        return odd ? 2 / Math.PI * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
    }
}
