package org.pixelembedding.kernel;

import java.util.Arrays;

/**
 * The kernel that runs on every JVM, and the reference for all others. "Scalar" is what the source says: outputs are the
 * inner loop and lie next to each other, so that C2 turns {@link Long#bitCount} into vector instructions where the
 * CPU has them. It does so (JDK 25) for one count added to one int, a loop for each plane: 180 GMAC/s, where both planes
 * in one loop gave 116 and counts in longs 71.
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
    public int lookUpGroup() {
        return 0;
    }

    @Override
    public FirstLayerCost firstLayerCost() {
        return new FirstLayerCost(5, 10, 9.5);
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
        int[] sums = scratch.ints();
        for (int tile = 0; tile < c.tiles(); tile++) {
            for (int p = from; p < to; p++) {
                sum(c, source, c.windows()[p], 0, tile, sums);
                threshold(t, sums, c.narrow(), tile * TILE, target, t.targets()[p]);
            }
        }
    }

    /**
     * A tile of sums, negated already where thresholds want it, becomes codes and then packed codes.
     *
     * @param narrow whether the sums are within {@link BitKernel#NARROW}
     * @param sums overwritten
     */
    private static void threshold(PackedThresholds t, int[] sums, boolean narrow, int first, long[] target, int pixel) {
        if (narrow && t.bits() == 2) {
            twoBits(t, sums, first);
        } else {
            anyBits(t, sums, first);
        }
        pack(sums, t.bits(), Math.min(TILE, t.channels() - first), target, pixel + (first >>> 6) * t.bits());
    }

    private static void anyBits(PackedThresholds t, int[] sums, int first) {
        for (int o = 0; o < TILE; o++) {
            sums[o] = t.code(sums[o], first + o);
        }
    }

    private static void twoBits(PackedThresholds t, int[] sums, int first) {
        int row = first / TILE * t.levels();
        countReached(t.tiles()[row], t.tiles()[row + 1], t.tiles()[row + 2], sums);
    }

    /** The sign of {@code t - 1 - sum} is the comparison and cannot overflow: a loop that C2 makes vectors of. */
    private static void countReached(int[] first, int[] second, int[] third, int[] sums) {
        for (int o = 0; o < TILE; o++) {
            int sum = sums[o] + 1;
            sums[o] = ((first[o] - sum) >>> 31) + ((second[o] - sum) >>> 31) + ((third[o] - sum) >>> 31);
        }
    }

    /** Codes of a tile into their words; those past {@code count} are 0. */
    private static void pack(int[] codes, int bits, int count, long[] target, int at) {
        for (int plane = 0; plane < bits; plane++) {
            long word = 0;
            for (int o = 0; o < count; o += 4) {
                int four = (codes[o] >>> plane & 1)
                        | (codes[o + 1] >>> plane & 1) << 1
                        | (codes[o + 2] >>> plane & 1) << 2
                        | (codes[o + 3] >>> plane & 1) << 3;
                word |= (long) four << o;
            }
            target[at + plane] = word;
        }
    }

    @Override
    public void toSums(
            PackedConvolution c, long[] source, short[] sums, boolean add, int from, int to, KernelScratch scratch) {
        int[] tileSums = scratch.ints();
        for (int plane = 0; plane < c.weightPlanes(); plane++) {
            boolean onTop = add || plane > 0;
            for (int tile = 0; tile < c.tiles(); tile++) {
                int outputs = Math.min(TILE, c.outputs() - tile * TILE);
                for (int p = from; p < to; p++) {
                    sum(c, source, c.windows()[p], plane, tile, tileSums);
                    int at = p * c.outputs() + tile * TILE;
                    for (int o = 0; o < outputs; o++) {
                        int sum = tileSums[o] << plane;
                        sums[at + o] = (short) (onTop ? sums[at + o] + sum : sum);
                    }
                }
            }
        }
    }

    @Override
    public void toSums(
            PackedConvolution c, long[] source, int[] sums, boolean add, int from, int to, KernelScratch scratch) {
        int[] tileSums = scratch.ints();
        for (int plane = 0; plane < c.weightPlanes(); plane++) {
            boolean onTop = add || plane > 0;
            for (int tile = 0; tile < c.tiles(); tile++) {
                int outputs = Math.min(TILE, c.outputs() - tile * TILE);
                for (int p = from; p < to; p++) {
                    sum(c, source, c.windows()[p], plane, tile, tileSums);
                    int at = p * c.outputs() + tile * TILE;
                    for (int o = 0; o < outputs; o++) {
                        int sum = tileSums[o] << plane;
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
        if (c.weightPlanes() > 1) {
            toSums(c, source, sums, add, from, to, scratch);
            threshold(t, sums, target, from, to);
            return;
        }
        int[] tileSums = scratch.ints();
        for (int tile = 0; tile < c.tiles(); tile++) {
            int first = tile * TILE;
            int outputs = Math.min(TILE, c.outputs() - first);
            for (int p = from; p < to; p++) {
                sum(c, source, c.windows()[p], 0, tile, tileSums);
                keep(t, tileSums, sums, p * c.outputs() + first, outputs, add, first);
                threshold(t, tileSums, true, first, target, t.targets()[p]);
            }
        }
    }

    /** Adds a tile to the sums that are kept, and leaves them in it as thresholds want them: negated where they fall. */
    private static void keep(
            PackedThresholds t, int[] tileSums, short[] sums, int at, int outputs, boolean add, int first) {
        for (int o = 0; o < outputs; o++) {
            int sum = add ? sums[at + o] + tileSums[o] : tileSums[o];
            int flip = t.flip()[first + o];
            sums[at + o] = (short) sum;
            tileSums[o] = (sum ^ flip) - flip;
        }
    }

    /** The sums of one tile, weight plane and pixel: {@code 2 * counts - codes of the window}. */
    private static void sum(PackedConvolution c, long[] source, int window, int weightPlane, int tile, int[] sums) {
        long[] weights = c.weights();
        int w = (weightPlane * c.tiles() + tile) * c.tileLongs();
        int codes = 0;
        boolean half = c.outputs() - tile * TILE <= TILE / 2;
        Arrays.fill(sums, 0, TILE, 0);
        for (int offset : c.offsets()) {
            for (int plane = 0; plane < c.planes(); plane++) {
                long bits = source[window + offset + plane];
                codes += Long.bitCount(bits) << plane;
                if (half) {
                    addHalf(bits, plane, weights, w, sums);
                } else {
                    addPlane(bits, plane, weights, w, sums);
                }
            }
            w += TILE;
        }
        for (int o = 0; o < TILE; o++) {
            sums[o] = 2 * sums[o] - codes;
        }
    }

    private static void addPlane(long bits, int shift, long[] weights, int from, int[] counts) {
        for (int o = 0; o < TILE; o++) {
            counts[o] += Long.bitCount(weights[from + o] & bits) << shift;
        }
    }

    /** The same for at most 32 outputs; loops of unknown length would be slower for all. */
    private static void addHalf(long bits, int shift, long[] weights, int from, int[] counts) {
        for (int o = 0; o < TILE / 2; o++) {
            counts[o] += Long.bitCount(weights[from + o] & bits) << shift;
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
        int at = pixel + (channel >>> 6) * t.bits();
        for (int plane = 0; plane < t.bits(); plane++) {
            target[at + plane] |= (long) (code >>> plane & 1) << channel;
        }
    }

    @Override
    public void lookUp(
            PackedLookUp l,
            PackedThresholds t,
            short[] values,
            long[] target,
            int from,
            int to,
            KernelScratch scratch) {
        int[] rows = scratch.rows();
        if (l.ints().length > 0) {
            for (int p = from; p < to; p++) {
                LookUpInInts.rows(l, values, l.windows()[p], rows);
                wideTiles(l, t, rows, target, t.targets()[p], scratch.ints());
            }
            return;
        }
        long[] sums = scratch.longs();
        for (int p = from; p < to; p++) {
            LookUpInLongs.rows(l, values, l.windows()[p], rows);
            for (int first = 0; first < l.padded(); first += TILE) {
                int outputs = Math.min(TILE, t.channels() - first);
                LookUpInLongs.sum(l, rows, first, outputs, sums);
                int at = t.targets()[p] + first / TILE * t.bits();
                if (t.bits() == 2) {
                    LookUpInLongs.toCodes(t, sums, first, outputs, target, at);
                } else {
                    int[] wide = scratch.ints();
                    LookUpInLongs.split(sums, wide);
                    anyBits(t, wide, first);
                    pack(wide, t.bits(), outputs, target, at);
                }
            }
        }
    }

    private static void wideTiles(
            PackedLookUp l, PackedThresholds t, int[] rows, long[] target, int pixel, int[] sums) {
        for (int first = 0; first < t.channels(); first += TILE) {
            LookUpInInts.sum(l, rows, first, sums);
            anyBits(t, sums, first);
            pack(sums, t.bits(), Math.min(TILE, t.channels() - first), target, pixel + first / TILE * t.bits());
        }
    }

    @Override
    public void floatStem(PackedFloatStem s, float[] pixels, long[] target, int from, int to, KernelScratch scratch) {
        float[] sums = scratch.floats();
        int[] codes = scratch.ints();
        int bits = s.quantizer().bits();
        for (int p = from; p < to; p++) {
            for (int first = 0; first < s.padded(); first += TILE) {
                int row = first / TILE * s.offsets().length;
                Arrays.fill(sums, 0, TILE, 0);
                for (int offset : s.offsets()) {
                    addProducts(pixels[s.windows()[p] + offset], s.rows()[row++], sums);
                }
                int count = Math.min(TILE, s.outputs() - first);
                for (int o = 0; o < count; o++) {
                    float scaled = sums[o] * s.gain()[first + o];
                    codes[o] = s.quantizer().code(scaled + s.bias()[first + o]);
                }
                Arrays.fill(codes, count, TILE, 0);
                pack(codes, bits, count, target, s.targets()[p] + (first >>> 6) * bits);
            }
        }
    }

    private static void addProducts(float pixel, float[] weights, float[] sums) {
        for (int o = 0; o < TILE; o++) {
            sums[o] = Math.fma(pixel, weights[o], sums[o]);
        }
    }
}
