package org.pixelembedding.kernel.vector;

import static org.pixelembedding.kernel.vector.Lanes.ints;
import static org.pixelembedding.kernel.vector.Lanes.shorts;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import org.pixelembedding.kernel.PackedThresholds;

/**
 * Sums become packed 2-bit codes: the mask of a comparison is a row of packed bits already. Thresholds are sorted, so
 * plane 1 is "2 or 3" and plane 0 is "1 or 3".
 */
final class PackedBits {
    private PackedBits() {}

    /**
     * Codes of one vector of sums that are negated already where thresholds want it.
     *
     * @param first channel of the first sum, a multiple of the vector's length
     */
    static void put(PackedThresholds t, ShortVector sums, int first, long[] target, int pixel) {
        short[] narrow = t.narrow();
        int padded = t.padded();
        long one = sums.compare(VectorOperators.GE, shorts(narrow, first)).toLong();
        long two =
                sums.compare(VectorOperators.GE, shorts(narrow, padded + first)).toLong();
        long three = sums.compare(VectorOperators.GE, shorts(narrow, 2 * padded + first))
                .toLong();
        int at = pixel + (first >>> 6) * 2;
        put(target, at, one ^ two ^ three, first);
        put(target, at + 1, two, first);
    }

    /** The same for any sums. */
    static void putFlipped(PackedThresholds t, ShortVector sums, int first, long[] target, int pixel) {
        ShortVector flip = shorts(t.narrowFlip(), first);
        put(t, sums.lanewise(VectorOperators.XOR, flip).sub(flip), first, target, pixel);
    }

    /** The same in 32 bits. */
    static void putFlipped(PackedThresholds t, IntVector sums, int first, long[] target, int pixel) {
        IntVector flip = ints(t.flip(), first);
        put(t, sums.lanewise(VectorOperators.XOR, flip).sub(flip), first, target, pixel);
    }

    /** Codes of one vector of 32-bit sums that are negated already where thresholds want it. */
    static void put(PackedThresholds t, IntVector sum, int first, long[] target, int pixel) {
        int[] rising = t.rising();
        int padded = t.padded();
        long one = sum.compare(VectorOperators.GE, ints(rising, first)).toLong();
        long two = sum.compare(VectorOperators.GE, ints(rising, padded + first)).toLong();
        long three = sum.compare(VectorOperators.GE, ints(rising, 2 * padded + first))
                .toLong();
        int at = pixel + (first >>> 6) * 2;
        put(target, at, one ^ two ^ three, first);
        put(target, at + 1, two, first);
    }

    /** Bits into their word: the first of a word overwrite what an earlier picture left. */
    static void put(long[] target, int at, long bits, int first) {
        int shift = first & 63;
        target[at] = shift == 0 ? bits : target[at] | bits << shift;
    }
}
