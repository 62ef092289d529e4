package org.pixelembedding.kernel;

import java.util.Arrays;

/**
 * The kernel that runs on every JVM, and the reference for all others. "Scalar" is what the source says: outputs are the
 * inner loop and lie next to each other, so that C2 turns {@link Long#bitCount} into vector instructions where the
 * CPU has them.
 */
public final class ScalarBitKernel implements BitKernel {
    private static final int TILE = 64;

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public int tile() {
        return TILE;
    }

    @Override
    public void toCodes(
            PackedConvolution c,
            PackedThresholds t,
            long[] source,
            int[] windowSums,
            long[] target,
            int from,
            int to,
            long[] counts) {
        for (int tile = 0; tile < c.tiles(); tile++) {
            for (int p = from; p < to; p++) {
                count(c, source, c.windows()[p], 0, tile, counts);
                int at = t.targets()[p] + tile * t.bits();
                int first = tile * TILE;
                if (t.bits() == 2) {
                    twoBits(t, counts, windowSums[p], first, target, at);
                } else {
                    anyBits(t, counts, windowSums[p], first, target, at);
                }
            }
        }
    }

    /** Sorted thresholds: plane 1 is "2 or 3", plane 0 is "1 or 3". */
    private static void twoBits(PackedThresholds t, long[] counts, int windowSum, int first, long[] target, int at) {
        long[] wide = t.wide();
        int padded = t.padded();
        long low = 0;
        long high = 0;
        for (int o = 0; o < TILE; o++) {
            long sum = 2 * counts[o] - windowSum;
            // The sign of a difference is the comparison; thresholds that are never reached must not overflow it.
            long one = sum >= wide[first + o] ? 1 : 0;
            long two = sum >= wide[padded + first + o] ? 1 : 0;
            long three = sum >= wide[2 * padded + first + o] ? 1 : 0;
            low |= (one ^ two ^ three) << o;
            high |= two << o;
        }
        target[at] = low;
        target[at + 1] = high;
    }

    private static void anyBits(PackedThresholds t, long[] counts, int windowSum, int first, long[] target, int at) {
        Arrays.fill(target, at, at + t.bits(), 0);
        for (int o = 0; o < TILE; o++) {
            long sum = 2 * counts[o] - windowSum;
            int code = 0;
            for (int level = 0; level < t.levels(); level++) {
                code += sum >= t.wide()[level * t.padded() + first + o] ? 1 : 0;
            }
            putCode(code, t.bits(), target, at, o);
        }
    }

    private static void putCode(int code, int bits, long[] target, int at, int bit) {
        for (int plane = 0; plane < bits; plane++) {
            target[at + plane] |= (long) (code >>> plane & 1) << bit;
        }
    }

    @Override
    public void toSums(
            PackedConvolution c,
            long[] source,
            int[] windowSums,
            int[] sums,
            boolean add,
            int from,
            int to,
            long[] counts) {
        for (int plane = 0; plane < c.weightPlanes(); plane++) {
            boolean onTop = add || plane > 0;
            for (int tile = 0; tile < c.tiles(); tile++) {
                int outputs = Math.min(TILE, c.outputs() - tile * TILE);
                for (int p = from; p < to; p++) {
                    count(c, source, c.windows()[p], plane, tile, counts);
                    int at = p * c.outputs() + tile * TILE;
                    int windowSum = windowSums[p];
                    for (int o = 0; o < outputs; o++) {
                        int sum = (2 * (int) counts[o] - windowSum) << plane;
                        sums[at + o] = onTop ? sums[at + o] + sum : sum;
                    }
                }
            }
        }
    }

    /** {@code counts[o] = sum over words and planes p of 2^p * bitCount(weights & codes)} for one tile and pixel. */
    private static void count(
            PackedConvolution c, long[] source, int window, int weightPlane, int tile, long[] counts) {
        long[] weights = c.weights();
        int w = (weightPlane * c.tiles() + tile) * c.tileLongs();
        int planes = c.planes();
        Arrays.fill(counts, 0, TILE, 0);
        for (int row = 0; row < c.rows(); row++) {
            int at = window + row * c.rowStep();
            for (int word = 0; word < c.rowWords(); word++) {
                if (planes == 2) {
                    addTwoPlanes(source[at], source[at + 1], weights, w, counts);
                } else {
                    for (int p = 0; p < planes; p++) {
                        addPlane(source[at + p], p, weights, w, counts);
                    }
                }
                at += planes;
                w += TILE;
            }
        }
    }

    /** The common case: one pass over the counts for both planes. */
    private static void addTwoPlanes(long low, long high, long[] weights, int from, long[] counts) {
        for (int o = 0; o < TILE; o++) {
            long w = weights[from + o];
            counts[o] += Long.bitCount(w & low) + 2L * Long.bitCount(w & high);
        }
    }

    private static void addPlane(long plane, int shift, long[] weights, int from, long[] counts) {
        for (int o = 0; o < TILE; o++) {
            counts[o] += (long) Long.bitCount(weights[from + o] & plane) << shift;
        }
    }

    @Override
    public void threshold(PackedThresholds t, int[] sums, long[] target, int from, int to) {
        int channels = t.channels();
        for (int p = from; p < to; p++) {
            for (int first = 0; first < channels; first += 64) {
                int at = t.targets()[p] + (first >>> 6) * t.bits();
                int count = Math.min(64, channels - first);
                Arrays.fill(target, at, at + t.bits(), 0);
                for (int i = 0; i < count; i++) {
                    int flip = t.flip()[first + i];
                    int sum = (sums[p * channels + first + i] ^ flip) - flip;
                    putCode(code(t, sum, first + i), t.bits(), target, at, i);
                }
            }
        }
    }

    /** Binary search: thresholds are sorted. */
    private static int code(PackedThresholds t, int sum, int channel) {
        int low = 0;
        int high = t.levels();
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (sum >= t.rising()[(middle - 1) * t.padded() + channel]) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    @Override
    public void lookUp(PackedLookUp l, PackedThresholds t, int[] rows, long[] target, int from, int to, long[] sums) {
        for (int p = from; p < to; p++) {
            for (int first = 0; first < l.outputs(); first += PackedLookUp.TILE) {
                Arrays.fill(sums, 0, PackedLookUp.TILE, 0);
                int tap = first;
                for (int row = 0; row < l.rows(); row++) {
                    int entry = l.windows()[p] + row * l.rowStep();
                    for (int i = 0; i < l.rowEntries(); i += 3) {
                        addRow(l.table(), rows[entry + i] + tap, sums);
                        addRow(l.table(), rows[entry + i + 1] + tap, sums);
                        addRow(l.table(), rows[entry + i + 2] + tap, sums);
                        tap += l.outputs();
                    }
                }
                int at = t.targets()[p] + (first >>> 6) * t.bits();
                if ((first & 63) == 0) {
                    Arrays.fill(target, at, at + t.bits(), 0);
                }
                int count = Math.min(PackedLookUp.TILE, t.channels() - first);
                for (int o = 0; o < count; o++) {
                    putCode(code(t, (int) sums[o], first + o), t.bits(), target, at, first + o);
                }
            }
        }
    }

    private static void addRow(short[] table, int from, long[] sums) {
        for (int o = 0; o < PackedLookUp.TILE; o++) {
            sums[o] += table[from + o];
        }
    }
}
