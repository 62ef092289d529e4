package org.pixelembedding.train;

import java.util.Optional;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.model.Thresholds;

/**
 * Finds the batch norm behind integer thresholds: two float32 numbers A and B so that {@link Folding#thresholds} of them
 * gives these thresholds again, to the last one.
 *
 * <p>With A above 0 (a falling channel is turned round first) a threshold t of level k says two things: the code of sum t
 * is at least k, that of t - 1 is below. Both are linear in A and B: {@code (t - 1) A + B < h_k <= t A + B}, where h_k is
 * the real number from which on sums round to the smallest float32 whose code is k. A threshold at either end of the range says only
 * one of the two. The room that B has for a given A, {@code min(h - (t - 1) A) - max(h - t A)}, is concave in A; its
 * largest place is the start. From there every float32 A nearby is tried, nearest first, now with t A and
 * (t - 1) A rounded as freezing rounds them, until one leaves room for a float32 B and freezes to the same thresholds.
 */
final class ThresholdFit {
    /** Float32 neighbours of the best A that are tried on either side; that many matter only at 8 bits and large sums. */
    private static final int MOST_NEIGHBOURS = 1 << 15;

    private static final int SEARCH_STEPS = 200;

    private final LinearQuantizer quantizer;
    private final int bound;
    /** Rising; index: level - 1; from -bound (always reached) to bound + 1 (never). */
    private final int[] thresholds;

    private final double[] halves;

    /**
     * x = sum * A + B, each operation rounded by itself.
     *
     * @param a below 0 for a falling channel
     */
    record Line(float a, float b) {}

    private ThresholdFit(int[] thresholds, LinearQuantizer quantizer, int bound) {
        this.thresholds = thresholds;
        this.quantizer = quantizer;
        this.bound = bound;
        halves = new double[thresholds.length];
        for (int level = 1; level <= halves.length; level++) {
            float first = firstOf(level, quantizer);
            halves[level - 1] = 0.5 * ((double) first + Math.nextDown(first));
        }
    }

    /**
     * The line of one channel.
     *
     * @param bound largest absolute sum that can reach the thresholds, below 2^24
     * @return empty if no line gives these thresholds
     */
    static Optional<Line> find(Thresholds all, int channel, LinearQuantizer quantizer, int bound) {
        boolean falling = all.falling(channel);
        int[] rising = new int[all.levels()];
        for (int level = 0; level < rising.length; level++) {
            int t = all.threshold(channel, level);
            rising[level] = Math.clamp(falling ? -(long) t : t, -bound, bound + 1);
        }
        return new ThresholdFit(rising, quantizer, bound)
                .find()
                .map(line -> falling ? new Line(-line.a, line.b) : line);
    }

    /** The smallest float32 whose code is at least {@code level}. */
    private static float firstOf(int level, LinearQuantizer quantizer) {
        int low = 0;
        int high = Float.floatToIntBits(quantizer.ceiling());
        while (low < high) { // the bits of floats above 0 are in the order of the floats
            int middle = low + (high - low) / 2;
            if (quantizer.code(Float.intBitsToFloat(middle)) >= level) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return Float.intBitsToFloat(low);
    }

    private Optional<Line> find() {
        int always = 0;
        int inside = 0;
        for (int t : thresholds) {
            always += t <= -bound ? 1 : 0;
            inside += t > -bound && t <= bound ? 1 : 0;
        }
        if (inside == 0) {
            // A constant code: flat enough to stay within its width, but not 0, so that it can still learn.
            float step = quantizer.step();
            return tried(0.25f * step / bound, always * step);
        }
        double steepest = 4.0 * quantizer.ceiling();
        double best = roomiest(steepest);
        if (best > 0.99 * steepest) {
            // All levels begin at one sum: any A from some on will do. The window then covers an eighth of the
            // range, as wide as five deviations of the sums of a few hundred random weights.
            best = Math.min(steepest, Math.max(2 * flattest(steepest), 8.0 * quantizer.ceiling() / bound));
        }
        return nearest(best);
    }

    private double roomiest(double steepest) {
        double low = 0;
        double high = steepest;
        for (int i = 0; i < SEARCH_STEPS && low < high; i++) {
            double left = low + (high - low) / 3;
            double right = high - (high - low) / 3;
            if (room(left) < room(right)) {
                low = left;
            } else {
                high = right;
            }
        }
        return 0.5 * (low + high);
    }

    /** The smallest A that leaves room, which {@code steepest} does. */
    private double flattest(double steepest) {
        double low = 0;
        double high = steepest;
        for (int i = 0; i < SEARCH_STEPS; i++) {
            double middle = 0.5 * (low + high);
            if (room(middle) > 0) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    private double room(double a) {
        return mostB(a) - leastB(a);
    }

    private double leastB(double a) {
        double least = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < thresholds.length; i++) {
            if (thresholds[i] <= bound) {
                least = Math.max(least, halves[i] - thresholds[i] * a);
            }
        }
        return least;
    }

    private double mostB(double a) {
        double most = Double.POSITIVE_INFINITY;
        for (int i = 0; i < thresholds.length; i++) {
            if (thresholds[i] > -bound) {
                most = Math.min(most, halves[i] - (thresholds[i] - 1) * a);
            }
        }
        return most;
    }

    private Optional<Line> nearest(double best) {
        int center = Float.floatToIntBits((float) best);
        // What rounding of a product can add to the room at most, on both sides.
        double rounding = 4 * Math.ulp((float) (bound * best));
        for (int distance = 0; distance <= MOST_NEIGHBOURS; distance++) {
            boolean possible = false;
            for (int side = distance == 0 ? 1 : -1; side <= 1; side += 2) {
                float a = Float.intBitsToFloat(Math.max(1, center + side * distance));
                if (room(a) < -rounding) {
                    continue;
                }
                possible = true;
                Optional<Line> line = withRoundedProducts(a);
                if (line.isPresent()) {
                    return line;
                }
            }
            if (!possible) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private Optional<Line> withRoundedProducts(float a) {
        double least = Double.NEGATIVE_INFINITY;
        double most = Double.POSITIVE_INFINITY;
        for (int i = 0; i < thresholds.length; i++) {
            if (thresholds[i] <= bound) {
                least = Math.max(least, halves[i] - (float) thresholds[i] * a);
            }
            if (thresholds[i] > -bound) {
                most = Math.min(most, halves[i] - (float) (thresholds[i] - 1) * a);
            }
        }
        if (least > most) {
            return Optional.empty();
        }
        float b = (float) (0.5 * (least + most));
        return tried(a, b).or(() -> tried(a, Math.nextDown(b))).or(() -> tried(a, Math.nextUp(b)));
    }

    private Optional<Line> tried(float a, float b) {
        Thresholds frozen = Folding.thresholds(
                new Folding.Affine(new float[] {a}, new float[] {b}), new Quantizer.Linear(quantizer), bound);
        return java.util.Arrays.equals(frozen.toValues(), thresholds) ? Optional.of(new Line(a, b)) : Optional.empty();
    }
}
