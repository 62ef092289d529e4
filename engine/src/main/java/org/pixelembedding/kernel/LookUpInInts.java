package org.pixelembedding.kernel;

import java.util.Arrays;

/** Look-up and add without vectors where sums do not fit 16 bits; C2 makes vectors of the loops. */
final class LookUpInInts {
    private static final int TILE = Long.SIZE;

    private LookUpInInts() {}

    /** Where the entries of each tap and colour begin for one window of a picture. */
    static void rows(PackedLookUp l, short[] values, int window, int[] rows) {
        int at = 0;
        int tap = 0;
        for (int offset : l.pixelOffsets()) {
            for (int colour = 0; colour < 3; colour++) {
                rows[at++] = colour * l.colourLength() + values[window + offset + colour] * l.rowLength() + tap;
            }
            tap += l.padded();
        }
    }

    /** Sums of up to 64 outputs from {@code first}; behind the last one they are 0. */
    static void sum(PackedLookUp l, int[] rows, int first, int[] sums) {
        int outputs = Math.min(TILE, l.padded() - first);
        Arrays.fill(sums, 0, TILE, 0);
        for (int i = 0; i < l.rowCount(); i++) {
            add(l.ints(), rows[i] + first, sums, outputs);
        }
    }

    private static void add(int[] table, int from, int[] sums, int count) {
        for (int o = 0; o < count; o++) {
            sums[o] += table[from + o];
        }
    }
}
