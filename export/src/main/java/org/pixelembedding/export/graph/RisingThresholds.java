package org.pixelembedding.export.graph;

import org.pixelembedding.model.Thresholds;

/**
 * Thresholds of which all rise: where a channel falls, {@code sum <= t} is {@code -sum >= -t}. Thresholds outside the range of
 * the sums are brought to its ends, where they are always or never reached as before: then float32 holds all of them.
 */
final class RisingThresholds {
    private final Thresholds thresholds;
    private final int bound;

    private RisingThresholds(Thresholds thresholds, int bound) {
        this.thresholds = thresholds;
        this.bound = bound;
    }

    /** @param bound largest absolute value of the sums */
    static RisingThresholds of(Thresholds thresholds, int bound) {
        return new RisingThresholds(thresholds, bound);
    }

    int levels() {
        return thresholds.levels();
    }

    boolean anyFalling() {
        for (int c = 0; c < thresholds.channels(); c++) {
            if (thresholds.falling(c)) {
                return true;
            }
        }
        return false;
    }

    /** What the sums of a channel are multiplied with: 1, or -1 where it falls. */
    int direction(int channel) {
        return thresholds.falling(channel) ? -1 : 1;
    }

    /** Threshold for the multiplied sum, ascending in the level. */
    int threshold(int channel, int level) {
        long t = (long) direction(channel) * thresholds.threshold(channel, level);
        return Math.toIntExact(Math.clamp(t, -(long) bound, bound + 1L));
    }
}
