package org.pixelembedding.run;

import org.pixelembedding.kernel.BitPlaneLayout;
import org.pixelembedding.model.Thresholds;

/** Turns the sums of one output pixel into codes and packs them; the tail of a fused convolution. */
final class CodeWriter {
    private final BitPlaneLayout layout;
    private final int bits;
    private final int levels;
    private final int channels;
    /** Rising form: a falling channel's thresholds are negated and so are its sums. Order {@code [level][channel]}. */
    private final int[] rising;

    private final int[] sign;

    CodeWriter(Thresholds thresholds, BitPlaneLayout layout) {
        this.layout = layout;
        bits = thresholds.bits();
        levels = thresholds.levels();
        channels = thresholds.channels();
        rising = new int[levels * channels];
        sign = new int[channels];
        for (int c = 0; c < channels; c++) {
            sign[c] = thresholds.falling(c) ? -1 : 1;
            for (int level = 0; level < levels; level++) {
                // Thresholds lie within bound + 1 of 0 and bounds are below the largest int, so negation is safe.
                rising[level * channels + c] = sign[c] * thresholds.threshold(c, level);
            }
        }
    }

    /** Writes pixel (y, x) from {@code sums[from .. from + channels - 1]}. */
    void write(int[] sums, int from, long[] packed, int y, int x) {
        int at = layout.pixel(y, x);
        if (bits == 2) {
            writeTwoBits(sums, from, packed, at);
        } else {
            writeAnyBits(sums, from, packed, at);
        }
    }

    private void writeTwoBits(int[] sums, int from, long[] packed, int at) {
        for (int word = 0; word < layout.words(); word++) {
            long low = 0;
            long high = 0;
            int first = word * 64;
            int count = Math.min(64, channels - first);
            for (int i = 0; i < count; i++) {
                int c = first + i;
                int sum = sums[from + c] * sign[c];
                // Sorted thresholds: code 1, 2, 3 need the first 1, 2, 3. Plane 1 is "code >= 2", plane 0 is "1 or 3".
                long one = sum >= rising[c] ? 1 : 0;
                long two = sum >= rising[channels + c] ? 1 : 0;
                long three = sum >= rising[2 * channels + c] ? 1 : 0;
                low |= (one ^ two ^ three) << i;
                high |= two << i;
            }
            packed[at + 2 * word] = low;
            packed[at + 2 * word + 1] = high;
        }
    }

    private void writeAnyBits(int[] sums, int from, long[] packed, int at) {
        for (int word = 0; word < layout.words(); word++) {
            int first = word * 64;
            int count = Math.min(64, channels - first);
            for (int plane = 0; plane < bits; plane++) {
                packed[at + word * bits + plane] = 0;
            }
            for (int i = 0; i < count; i++) {
                int code = code(sums[from + first + i], first + i);
                for (int plane = 0; plane < bits; plane++) {
                    packed[at + word * bits + plane] |= (long) (code >>> plane & 1) << i;
                }
            }
        }
    }

    /** Binary search: thresholds are sorted. */
    private int code(int sum, int channel) {
        int signed = sum * sign[channel];
        int low = 0;
        int high = levels;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (signed >= rising[(middle - 1) * channels + channel]) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
