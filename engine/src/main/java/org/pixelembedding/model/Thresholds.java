package org.pixelembedding.model;

import java.util.Arrays;

/**
 * Integer thresholds that turn a sum into a code: scale, batch norm and quantizer of one layer, folded.
 *
 * <p>A channel has {@code levels} = 2^bits - 1 thresholds and a direction. Rising: code = how many thresholds
 * {@code t} satisfy {@code sum >= t}. Falling (batch-norm gain below 0): how many satisfy {@code sum <= t}. A
 * threshold outside the range of the sums is legal: it is always or never reached. Thresholds of a channel are
 * sorted, ascending when rising and descending when falling, so code {@code k} needs exactly the first {@code k}.
 *
 * <p>Immutable: owns its arrays.
 */
public final class Thresholds {
    private final int bits;
    private final int[] values;
    private final boolean[] falling;

    /**
     * Copies both arrays.
     *
     * @param bits bits of the codes, 1 to 8
     * @param values order {@code [channel][level]}, 2^bits - 1 levels a channel
     * @param falling per channel, true where a larger sum gives a smaller code
     */
    public Thresholds(int bits, int[] values, boolean[] falling) {
        if (bits < 1 || bits > 8 || falling.length < 1 || values.length != falling.length * ((1 << bits) - 1)) {
            throw new IllegalArgumentException(
                    "want 1..8 bits and 2^bits - 1 thresholds for each of >= 1 channels, got " + bits + " bits, "
                            + values.length + " thresholds, " + falling.length + " channels");
        }
        this.bits = bits;
        this.values = values.clone();
        this.falling = falling.clone();
        for (int channel = 0; channel < falling.length; channel++) {
            for (int level = 1; level < levels(); level++) {
                int before = threshold(channel, level - 1);
                int here = threshold(channel, level);
                if (falling[channel] ? here > before : here < before) {
                    throw new IllegalArgumentException("thresholds of channel " + channel + " are not sorted: " + before
                            + ", " + here + (falling[channel] ? " (falling)" : " (rising)"));
                }
            }
        }
    }

    public int bits() {
        return bits;
    }

    /** Thresholds per channel, which is also the largest code: 2^bits - 1. */
    public int levels() {
        return (1 << bits) - 1;
    }

    public int channels() {
        return falling.length;
    }

    public int threshold(int channel, int level) {
        return values[channel * levels() + level];
    }

    public boolean falling(int channel) {
        return falling[channel];
    }

    /** The definition; kernels do the same faster. */
    public int code(int channel, int sum) {
        int code = 0;
        for (int level = 0; level < levels(); level++) {
            int t = threshold(channel, level);
            if (falling[channel] ? sum <= t : sum >= t) {
                code++;
            }
        }
        return code;
    }

    /** A copy, order {@code [channel][level]}. */
    public int[] toValues() {
        return values.clone();
    }

    /** A copy, one per channel. */
    public boolean[] toFalling() {
        return falling.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Thresholds that
                && bits == that.bits
                && Arrays.equals(values, that.values)
                && Arrays.equals(falling, that.falling);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(values) + Arrays.hashCode(falling);
    }

    @Override
    public String toString() {
        return channels() + " channels x " + levels() + " thresholds";
    }
}
