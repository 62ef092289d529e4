package org.pixelembedding.kernel;

/**
 * Look-up and add without vectors: four sums of 16 bits in each long. Entries are unsigned and their sums stay below 2^15, so
 * nothing is carried from one to the next, and one addition does four.
 */
final class LookUpInLongs {
    private static final int IN_LONG = 4;
    private static final int AT_ONCE = 4 * IN_LONG;

    /** The lowest bit of each of the four. */
    private static final long ONES = 0x0001_0001_0001_0001L;

    /** Multiplied by this, the bits of {@link #ONES} stand side by side from bit 48 on. */
    private static final long GATHER = 0x0001_0002_0004_0008L;

    private LookUpInLongs() {}

    /** Where the entries of each tap and colour begin for one window of a picture. */
    static void rows(PackedLookUp l, short[] values, int window, int[] rows) {
        int at = 0;
        int tap = 0;
        for (int offset : l.pixelOffsets()) {
            for (int colour = 0; colour < 3; colour++) {
                int value = values[window + offset + colour];
                rows[at++] = (colour * l.colourLength() + value * l.rowLength() + tap) / IN_LONG;
            }
            tap += l.padded();
        }
    }

    /** Sums of some outputs from {@code first}; those beyond {@code outputs} are anything. */
    static void sum(PackedLookUp l, int[] rows, int first, int outputs, long[] sums) {
        for (int o = 0; o < outputs; o += AT_ONCE) {
            addRows(l.longs(), rows, l.rowCount(), (first + o) / IN_LONG, sums, o / IN_LONG);
        }
    }

    /** Four variables and not an array, whose every element would be stored and loaded again for each row. */
    private static void addRows(long[] table, int[] rows, int count, int from, long[] sums, int to) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        for (int i = 0; i < count; i++) {
            int at = rows[i] + from;
            a += table[at];
            b += table[at + 1];
            c += table[at + 2];
            d += table[at + 3];
        }
        sums[to] = a;
        sums[to + 1] = b;
        sums[to + 2] = c;
        sums[to + 3] = d;
    }

    /** The sums of a tile one by one. */
    static void split(long[] sums, int[] wide) {
        for (int o = 0; o < Long.SIZE; o++) {
            wide[o] = (int) (sums[o / IN_LONG] >>> (o % IN_LONG * Short.SIZE)) & 0xffff;
        }
    }

    /** Packed 2-bit codes of a tile; thresholds are sorted, so the high bit is "2 or 3" and the low one "1 or 3". */
    static void toCodes(PackedThresholds t, long[] sums, int first, int outputs, long[] target, int at) {
        long[] thresholds = t.joined();
        int level = t.padded() / IN_LONG;
        int from = first / IN_LONG;
        long low = 0;
        long high = 0;
        for (int o = 0; o < outputs; o += IN_LONG) {
            long four = sums[o / IN_LONG];
            int threshold = from + o / IN_LONG;
            long one = four + thresholds[threshold];
            long two = four + thresholds[level + threshold];
            long three = four + thresholds[2 * level + threshold];
            low |= highestBits(one ^ two ^ three) << o;
            high |= highestBits(two) << o;
        }
        target[at] = low;
        target[at + 1] = high;
    }

    private static long highestBits(long four) {
        return ((((four >>> 15) & ONES) * GATHER) >>> 48) & 15;
    }
}
