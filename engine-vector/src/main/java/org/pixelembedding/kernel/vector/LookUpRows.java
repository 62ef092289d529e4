package org.pixelembedding.kernel.vector;

import static org.pixelembedding.kernel.vector.Lanes.INTS;
import static org.pixelembedding.kernel.vector.Lanes.SHORTS;
import static org.pixelembedding.kernel.vector.Lanes.bytes;
import static org.pixelembedding.kernel.vector.Lanes.ints;
import static org.pixelembedding.kernel.vector.Lanes.shorts;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import org.pixelembedding.kernel.PackedLookUp;
import org.pixelembedding.kernel.PackedThresholds;

/** First layer: rows of a table are added up. */
final class LookUpRows {
    private LookUpRows() {}

    /**
     * Pixels {@code from} to {@code to - 1} and one vector of bytes. The three colours of a tap are added in 8 bits; then
     * the even and the odd bytes, which are outputs in order ({@link PackedLookUp#outputAt}), go on in 16.
     */
    static void addBytes(
            PackedLookUp l, PackedThresholds t, short[] values, int first, long[] target, int from, int to) {
        byte[] table = l.bytes();
        int[] windows = l.windows();
        int[] targets = t.targets();
        int[] pixelOffsets = l.pixelOffsets();
        int rowLength = l.rowLength();
        int padded = l.padded();
        int green = l.colourLength();
        int blue = 2 * green;
        int second = first + SHORTS.length();
        int word = (first >>> 6) * 2;
        ShortVector even1 = shorts(t.narrow(), first);
        ShortVector even2 = shorts(t.narrow(), t.padded() + first);
        ShortVector even3 = shorts(t.narrow(), 2 * t.padded() + first);
        ShortVector odd1 = shorts(t.narrow(), second);
        ShortVector odd2 = shorts(t.narrow(), t.padded() + second);
        ShortVector odd3 = shorts(t.narrow(), 2 * t.padded() + second);
        for (int p = from; p < to; p++) {
            int window = windows[p];
            int tap = first;
            ShortVector even = ShortVector.zero(SHORTS);
            ShortVector odd = ShortVector.zero(SHORTS);
            for (int i = 0; i < pixelOffsets.length; i++) {
                int at = window + pixelOffsets[i];
                ShortVector sum = bytes(table, values[at] * rowLength + tap)
                        .add(bytes(table, values[at + 1] * rowLength + tap + green))
                        .add(bytes(table, values[at + 2] * rowLength + tap + blue))
                        .reinterpretAsShorts();
                even = even.add(sum.and((short) 0xff));
                odd = odd.add(sum.lanewise(VectorOperators.LSHR, 8));
                tap += padded;
            }
            long one = reached(even, even1) | reached(odd, odd1) << SHORTS.length();
            long two = reached(even, even2) | reached(odd, odd2) << SHORTS.length();
            long three = reached(even, even3) | reached(odd, odd3) << SHORTS.length();
            PackedBits.put(target, targets[p] + word, one ^ two ^ three, first);
            PackedBits.put(target, targets[p] + word + 1, two, first);
        }
    }

    private static long reached(ShortVector sums, ShortVector thresholds) {
        return sums.compare(VectorOperators.GE, thresholds).toLong();
    }

    /** One pixel and one vector of shorts. */
    static void addShorts(
            PackedLookUp l, PackedThresholds t, short[] values, int window, int first, long[] target, int pixel) {
        short[] table = l.shorts();
        int[] pixelOffsets = l.pixelOffsets();
        int rowLength = l.rowLength();
        int tap = first;
        int green = l.colourLength();
        int blue = 2 * green;
        ShortVector sum = ShortVector.zero(SHORTS);
        for (int i = 0; i < pixelOffsets.length; i++) {
            int at = window + pixelOffsets[i];
            sum = sum.add(shorts(table, values[at] * rowLength + tap))
                    .add(shorts(table, values[at + 1] * rowLength + tap + green))
                    .add(shorts(table, values[at + 2] * rowLength + tap + blue));
            tap += l.padded();
        }
        PackedBits.put(t, sum, first, target, pixel);
    }

    /** One pixel and one vector of ints. */
    static void addInts(
            PackedLookUp l, PackedThresholds t, short[] values, int window, int first, long[] target, int pixel) {
        int[] table = l.ints();
        int[] pixelOffsets = l.pixelOffsets();
        int rowLength = l.rowLength();
        int tap = first;
        int green = l.colourLength();
        int blue = 2 * green;
        IntVector sum = IntVector.zero(INTS);
        for (int i = 0; i < pixelOffsets.length; i++) {
            int at = window + pixelOffsets[i];
            sum = sum.add(ints(table, values[at] * rowLength + tap))
                    .add(ints(table, values[at + 1] * rowLength + tap + green))
                    .add(ints(table, values[at + 2] * rowLength + tap + blue));
            tap += l.padded();
        }
        PackedBits.put(t, sum, first, target, pixel);
    }
}
