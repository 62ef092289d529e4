package org.pixelembedding.train;

import java.util.SplittableRandom;

/**
 * Normal deviates by Box-Muller over {@link StrictMath}, so that a seed gives the same numbers on every machine. One
 * stream per seed and purpose.
 */
final class GaussianStream {
    private final SplittableRandom uniform;
    private double spare;
    private boolean hasSpare;

    GaussianStream(long seed, String purpose) {
        // FNV-1a keeps streams of different purposes apart; SplittableRandom mixes the rest.
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < purpose.length(); i++) {
            hash = (hash ^ purpose.charAt(i)) * 0x100000001b3L;
        }
        uniform = new SplittableRandom(seed * 0x9E3779B97F4A7C15L ^ hash);
    }

    /** Mean 0, standard deviation 1. */
    double next() {
        if (hasSpare) {
            hasSpare = false;
            return spare;
        }
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform.nextDouble()));
        double angle = 2 * StrictMath.PI * uniform.nextDouble();
        spare = radius * StrictMath.sin(angle);
        hasSpare = true;
        return radius * StrictMath.cos(angle);
    }
}
