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
    public int outputAt(int position) {
        return position;
    }

    @Override
    public void toCodes(
            PackedConvolution c,
            PackedThresholds t,
            long[] source,
            long[] target,
            int from,
            int to,
            KernelScratch scratch) {
        long[] sums = scratch.longs();
        for (int tile = 0; tile < c.tiles(); tile++) {
            for (int p = from; p < to; p++) {
                sum(c, source, c.windows()[p], 0, tile, sums);
                int at = t.targets()[p] + tile * t.bits();
                if (t.bits() == 2) {
                    twoBits(t, sums, tile * TILE, target, at);
                } else {
                    anyBits(t, sums, tile * TILE, target, at);
                }
            }
        }
    }

    /** Sorted thresholds: plane 1 is "2 or 3", plane 0 is "1 or 3". */
    private static void twoBits(PackedThresholds t, long[] sums, int first, long[] target, int at) {
        long[] wide = t.wide();
        int padded = t.padded();
        long low = 0;
        long high = 0;
        for (int o = 0; o < TILE; o++) {
            long one = sums[o] >= wide[first + o] ? 1 : 0;
            long two = sums[o] >= wide[padded + first + o] ? 1 : 0;
            long three = sums[o] >= wide[2 * padded + first + o] ? 1 : 0;
            low |= (one ^ two ^ three) << o;
            high |= two << o;
        }
        target[at] = low;
        target[at + 1] = high;
    }

    private static void anyBits(PackedThresholds t, long[] sums, int first, long[] target, int at) {
        Arrays.fill(target, at, at + t.bits(), 0);
        for (int o = 0; o < TILE; o++) {
            putCode(t.code((int) sums[o], first + o), t.bits(), target, at, o);
        }
    }

    private static void putCode(int code, int bits, long[] target, int at, int bit) {
        for (int plane = 0; plane < bits; plane++) {
            target[at + plane] |= (long) (code >>> plane & 1) << bit;
        }
    }

    @Override
    public void toSums(
            PackedConvolution c, long[] source, short[] sums, boolean add, int from, int to, KernelScratch scratch) {
        long[] tileSums = scratch.longs();
        for (int plane = 0; plane < c.weightPlanes(); plane++) {
            boolean onTop = add || plane > 0;
            for (int tile = 0; tile < c.tiles(); tile++) {
                int outputs = Math.min(TILE, c.outputs() - tile * TILE);
                for (int p = from; p < to; p++) {
                    sum(c, source, c.windows()[p], plane, tile, tileSums);
                    int at = p * c.outputs() + tile * TILE;
                    for (int o = 0; o < outputs; o++) {
                        int sum = (int) tileSums[o] << plane;
                        sums[at + o] = (short) (onTop ? sums[at + o] + sum : sum);
                    }
                }
            }
        }
    }

    @Override
    public void toSums(
            PackedConvolution c, long[] source, int[] sums, boolean add, int from, int to, KernelScratch scratch) {
        long[] tileSums = scratch.longs();
        for (int plane = 0; plane < c.weightPlanes(); plane++) {
            boolean onTop = add || plane > 0;
            for (int tile = 0; tile < c.tiles(); tile++) {
                int outputs = Math.min(TILE, c.outputs() - tile * TILE);
                for (int p = from; p < to; p++) {
                    sum(c, source, c.windows()[p], plane, tile, tileSums);
                    int at = p * c.outputs() + tile * TILE;
                    for (int o = 0; o < outputs; o++) {
                        int sum = (int) tileSums[o] << plane;
                        sums[at + o] = onTop ? sums[at + o] + sum : sum;
                    }
                }
            }
        }
    }

    @Override
    public void toSumsAndCodes(
            PackedConvolution c,
            PackedThresholds t,
            long[] source,
            short[] sums,
            boolean add,
            long[] target,
            int from,
            int to,
            KernelScratch scratch) {
        toSums(c, source, sums, add, from, to, scratch);
        threshold(t, sums, target, from, to);
    }

    /** The sums of one tile, weight plane and pixel: {@code 2 * counts - codes of the window}. */
    private static void sum(PackedConvolution c, long[] source, int window, int weightPlane, int tile, long[] sums) {
        long[] weights = c.weights();
        int[] offsets = c.offsets();
        int w = (weightPlane * c.tiles() + tile) * c.tileLongs();
        int planes = c.planes();
        long codes = 0;
        Arrays.fill(sums, 0, TILE, 0);
        for (int offset : offsets) {
            int at = window + offset;
            if (planes == 2) {
                codes += Long.bitCount(source[at]) + 2L * Long.bitCount(source[at + 1]);
                addTwoPlanes(source[at], source[at + 1], weights, w, sums);
            } else {
                for (int p = 0; p < planes; p++) {
                    codes += (long) Long.bitCount(source[at + p]) << p;
                    addPlane(source[at + p], p, weights, w, sums);
                }
            }
            w += TILE;
        }
        for (int o = 0; o < TILE; o++) {
            sums[o] = 2 * sums[o] - codes;
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
    public void threshold(PackedThresholds t, short[] sums, long[] target, int from, int to) {
        for (int p = from; p < to; p++) {
            Arrays.fill(target, t.targets()[p], t.targets()[p] + t.padded() / 64 * t.bits(), 0);
            for (int c = 0; c < t.channels(); c++) {
                thresholdOne(t, sums[p * t.channels() + c], c, target, t.targets()[p]);
            }
        }
    }

    @Override
    public void threshold(PackedThresholds t, int[] sums, long[] target, int from, int to) {
        for (int p = from; p < to; p++) {
            Arrays.fill(target, t.targets()[p], t.targets()[p] + t.padded() / 64 * t.bits(), 0);
            for (int c = 0; c < t.channels(); c++) {
                thresholdOne(t, sums[p * t.channels() + c], c, target, t.targets()[p]);
            }
        }
    }

    private static void thresholdOne(PackedThresholds t, int sum, int channel, long[] target, int pixel) {
        int flip = t.flip()[channel];
        int code = t.code((sum ^ flip) - flip, channel);
        putCode(code, t.bits(), target, pixel + (channel >>> 6) * t.bits(), channel);
    }

    @Override
    public void lookUp(
            PackedLookUp l, PackedThresholds t, int[] rows, long[] target, int from, int to, KernelScratch scratch) {
        long[] sums = scratch.longs();
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
                    putCode(t.code((int) sums[o], first + o), t.bits(), target, at, first + o);
                }
            }
        }
    }

    private static void addRow(short[] table, int from, long[] sums) {
        for (int o = 0; o < PackedLookUp.TILE; o++) {
            sums[o] += table[from + o];
        }
    }

    @Override
    public void floatStem(PackedFloatStem s, float[] pixels, long[] target, int from, int to) {
        int bits = s.quantizer().bits();
        for (int p = from; p < to; p++) {
            Arrays.fill(target, s.targets()[p], s.targets()[p] + s.padded() / 64 * bits, 0);
            for (int o = 0; o < s.padded(); o++) {
                float sum = 0;
                for (int i = 0; i < s.offsets().length; i++) {
                    sum = Math.fma(pixels[s.windows()[p] + s.offsets()[i]], s.weights()[i * s.padded() + o], sum);
                }
                float scaled = sum * s.gain()[o];
                int code = s.quantizer().code(scaled + s.bias()[o]);
                putCode(code, bits, target, s.targets()[p] + (o >>> 6) * bits, o);
            }
        }
    }
}
