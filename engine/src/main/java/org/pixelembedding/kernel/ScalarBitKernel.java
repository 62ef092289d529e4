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
        return 2;
    }

    /** C2 makes vectors of bit counts and none of bytes added to ints. */
    @Override
    public boolean looksUpFaster() {
        return false;
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
                int at = t.targets()[p] + tile * t.bits();
                if (t.bits() == 2 && c.narrow()) {
                    twoBits(t, sums, tile * TILE, target, at);
                } else {
                    anyBits(t, sums, tile * TILE, target, at);
                }
            }
        }
    }

    /**
     * Sums within {@link BitKernel#NARROW}, which are overwritten by their codes: the sign of {@code t - 1 - sum} is the
     * comparison and cannot overflow. One loop that C2 makes vectors of, one that packs.
     */
    private static void twoBits(PackedThresholds t, int[] sums, int first, long[] target, int at) {
        short[] narrow = t.narrow();
        int second = t.padded() + first;
        int third = t.padded() + second;
        for (int o = 0; o < TILE; o++) {
            int sum = sums[o] + 1;
            sums[o] = ((narrow[first + o] - sum) >>> 31)
                    + ((narrow[second + o] - sum) >>> 31)
                    + ((narrow[third + o] - sum) >>> 31);
        }
        long low = 0;
        long high = 0;
        for (int o = 0; o < TILE; o++) {
            low |= (long) (sums[o] & 1) << o;
            high |= (long) (sums[o] >>> 1) << o;
        }
        target[at] = low;
        target[at + 1] = high;
    }

    private static void anyBits(PackedThresholds t, int[] sums, int first, long[] target, int at) {
        Arrays.fill(target, at, at + t.bits(), 0);
        for (int o = 0; o < TILE; o++) {
            putCode(t.code(sums[o], first + o), t.bits(), target, at, o);
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
        if (c.weightPlanes() > 1 || t.bits() != 2) {
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
                twoBits(t, tileSums, first, target, t.targets()[p] + tile * 2);
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
        Arrays.fill(sums, 0, TILE, 0);
        for (int offset : c.offsets()) {
            for (int plane = 0; plane < c.planes(); plane++) {
                long bits = source[window + offset + plane];
                codes += Long.bitCount(bits) << plane;
                addPlane(bits, plane, weights, w, sums);
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
            PackedLookUp l,
            PackedThresholds t,
            short[] values,
            long[] target,
            int from,
            int to,
            KernelScratch scratch) {
        int[] sums = scratch.ints();
        int[] pixelOffsets = l.pixelOffsets();
        for (int p = from; p < to; p++) {
            for (int first = 0; first < l.padded(); first += TILE) {
                Arrays.fill(sums, 0, TILE, 0);
                for (int tap = 0; tap < pixelOffsets.length; tap++) {
                    int pixel = l.windows()[p] + pixelOffsets[tap];
                    for (int colour = 0; colour < 3; colour++) {
                        int row = colour * l.colourLength() + values[pixel + colour] * l.rowLength();
                        addRow(l, row + tap * l.padded() + first, sums);
                    }
                }
                int at = t.targets()[p] + (first >>> 6) * t.bits();
                if (t.bits() == 2) {
                    twoBits(t, sums, first, target, at);
                } else {
                    anyBits(t, sums, first, target, at);
                }
            }
        }
    }

    private static void addRow(PackedLookUp l, int from, int[] sums) {
        if (l.inBytes()) {
            byte[] table = l.bytes();
            for (int o = 0; o < TILE; o++) {
                sums[o] += table[from + o] & 0xff;
            }
        } else {
            short[] table = l.shorts();
            for (int o = 0; o < TILE; o++) {
                sums[o] += table[from + o];
            }
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
