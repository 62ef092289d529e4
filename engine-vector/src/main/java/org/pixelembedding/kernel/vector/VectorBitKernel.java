package org.pixelembedding.kernel.vector;

import static org.pixelembedding.kernel.vector.Lanes.BYTES;
import static org.pixelembedding.kernel.vector.Lanes.INTS;
import static org.pixelembedding.kernel.vector.Lanes.LONGS;
import static org.pixelembedding.kernel.vector.Lanes.SHORTS;
import static org.pixelembedding.kernel.vector.Lanes.TILE;
import static org.pixelembedding.kernel.vector.Lanes.ints;
import static org.pixelembedding.kernel.vector.Lanes.positionOf;
import static org.pixelembedding.kernel.vector.Lanes.shorts;

import java.util.Arrays;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.kernel.FirstLayerCost;
import org.pixelembedding.kernel.KernelScratch;
import org.pixelembedding.kernel.PackedConvolution;
import org.pixelembedding.kernel.PackedFloatStem;
import org.pixelembedding.kernel.PackedLookUp;
import org.pixelembedding.kernel.PackedThresholds;
import org.pixelembedding.kernel.ScalarBitKernel;

/**
 * Kernels on the Vector API: goes over tiles and pixels; {@link WindowCodes} and {@link PairOfPixels} make sums (without
 * AVX-512 {@link LookUpBlocks}), {@link PackedBits} codes, {@link LookUpRows} and {@link FloatTile} first layers. What
 * networks of 1-bit weights and 2-bit activations need is in vectors from end to end; other widths count in vectors and finish
 * in plain Java.
 */
final class VectorBitKernel implements BitKernel {
    private static final int CHUNK = KernelScratch.INTS;

    private final ScalarBitKernel scalar = new ScalarBitKernel();

    @Override
    public String name() {
        return "vector-" + LONGS.vectorBitSize();
    }

    @Override
    public int tile() {
        return TILE;
    }

    @Override
    public int outputAt(int position) {
        return Lanes.outputAt(position);
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
        if (LookUpBlocks.takes(c) && t.bits() == 2) {
            LookUpBlocks.toCodes(c, t, source, target, from, to, scratch);
            return;
        }
        for (int first = from; first < to; first += CHUNK) {
            codesOfChunk(c, t, source, target, first, Math.min(to, first + CHUNK), scratch);
        }
    }

    private static void codesOfChunk(
            PackedConvolution c,
            PackedThresholds t,
            long[] source,
            long[] target,
            int from,
            int to,
            KernelScratch scratch) {
        int[] codes = scratch.ints();
        WindowCodes.sum(c, source, from, to, codes, scratch.longs());
        int[] windows = c.windows();
        int[] targets = t.targets();
        boolean fast = c.narrow() && t.bits() == 2;
        short[] sums = scratch.shorts();
        for (int tile = 0; tile < c.tiles(); tile++) {
            int first = tile * TILE;
            for (int p = from; p < to; p += 2) {
                // A last pixel that is alone is done twice, with the same result.
                int q = Math.min(p + 1, to - 1);
                if (fast) {
                    PairOfPixels.narrow(
                            c, source, windows[p], windows[q], codes[p - from], codes[q - from], 0, tile, scratch);
                    PackedBits.put(t, shorts(sums, TILE), first, target, targets[q]);
                    PackedBits.put(t, shorts(sums, 0), first, target, targets[p]);
                } else {
                    PairOfPixels.wide(
                            c, source, windows[p], windows[q], codes[p - from], codes[q - from], 0, tile, scratch);
                    anyBits(t, scratch.longs(), 0, first, target, targets[p]);
                    anyBits(t, scratch.longs(), TILE, first, target, targets[q]);
                }
            }
        }
    }

    private static void anyBits(PackedThresholds t, long[] sums, int from, int first, long[] target, int pixel) {
        int at = pixel + (first >>> 6) * t.bits();
        if ((first & 63) == 0) {
            Arrays.fill(target, at, at + t.bits(), 0);
        }
        for (int o = 0; o < TILE; o++) {
            int code = t.code((int) sums[from + positionOf(o)], first + o);
            for (int plane = 0; plane < t.bits(); plane++) {
                target[at + plane] |= (long) (code >>> plane & 1) << (first + o);
            }
        }
    }

    @Override
    public void toSums(
            PackedConvolution c, long[] source, short[] sums, boolean add, int from, int to, KernelScratch scratch) {
        if (LookUpBlocks.takes(c)) {
            LookUpBlocks.toSums(c, source, sums, add, from, to, scratch);
            return;
        }
        for (int first = from; first < to; first += CHUNK) {
            sumsOfChunk(c, source, sums, add, first, Math.min(to, first + CHUNK), scratch);
        }
    }

    private static void sumsOfChunk(
            PackedConvolution c, long[] source, short[] sums, boolean add, int from, int to, KernelScratch scratch) {
        int[] codes = scratch.ints();
        WindowCodes.sum(c, source, from, to, codes, scratch.longs());
        int[] windows = c.windows();
        for (int plane = 0; plane < c.weightPlanes(); plane++) {
            boolean onTop = add || plane > 0;
            for (int tile = 0; tile < c.tiles(); tile++) {
                int first = tile * TILE;
                int outputs = Math.min(TILE, c.outputs() - first);
                for (int p = from; p < to; p += 2) {
                    int q = Math.min(p + 1, to - 1);
                    PairOfPixels.narrow(
                            c, source, windows[p], windows[q], codes[p - from], codes[q - from], plane, tile, scratch);
                    store(scratch.shorts(), 0, plane, sums, p * c.outputs() + first, outputs, onTop);
                    if (q > p) {
                        store(scratch.shorts(), TILE, plane, sums, q * c.outputs() + first, outputs, onTop);
                    }
                }
            }
        }
    }

    static void store(short[] from, int at, int plane, short[] sums, int to, int outputs, boolean onTop) {
        if (outputs == TILE) {
            ShortVector sum = shorts(from, at).lanewise(VectorOperators.LSHL, plane);
            (onTop ? sum.add(shorts(sums, to)) : sum).intoArray(sums, to);
        } else {
            for (int o = 0; o < outputs; o++) {
                int sum = from[at + o] << plane;
                sums[to + o] = (short) (onTop ? sums[to + o] + sum : sum);
            }
        }
    }

    @Override
    public void toSums(
            PackedConvolution c, long[] source, int[] sums, boolean add, int from, int to, KernelScratch scratch) {
        if (LookUpBlocks.takes(c)) {
            LookUpBlocks.toSums(c, source, sums, add, from, to, scratch);
            return;
        }
        for (int first = from; first < to; first += CHUNK) {
            sumsOfChunk(c, source, sums, add, first, Math.min(to, first + CHUNK), scratch);
        }
    }

    private static void sumsOfChunk(
            PackedConvolution c, long[] source, int[] sums, boolean add, int from, int to, KernelScratch scratch) {
        int[] codes = scratch.ints();
        WindowCodes.sum(c, source, from, to, codes, scratch.longs());
        int[] windows = c.windows();
        for (int plane = 0; plane < c.weightPlanes(); plane++) {
            boolean onTop = add || plane > 0;
            for (int tile = 0; tile < c.tiles(); tile++) {
                int first = tile * TILE;
                int outputs = Math.min(TILE, c.outputs() - first);
                for (int p = from; p < to; p += 2) {
                    int q = Math.min(p + 1, to - 1);
                    if (c.narrow()) {
                        PairOfPixels.narrow(
                                c,
                                source,
                                windows[p],
                                windows[q],
                                codes[p - from],
                                codes[q - from],
                                plane,
                                tile,
                                scratch);
                    } else {
                        PairOfPixels.wide(
                                c,
                                source,
                                windows[p],
                                windows[q],
                                codes[p - from],
                                codes[q - from],
                                plane,
                                tile,
                                scratch);
                    }
                    store(c.narrow(), scratch, 0, plane, sums, p * c.outputs() + first, outputs, onTop);
                    if (q > p) {
                        store(c.narrow(), scratch, TILE, plane, sums, q * c.outputs() + first, outputs, onTop);
                    }
                }
            }
        }
    }

    /** Plain Java, which C2 widens and adds in vectors; the order of a wide tile is looked up. */
    static void store(
            boolean narrow, KernelScratch scratch, int at, int plane, int[] sums, int to, int outputs, boolean onTop) {
        if (!onTop) {
            Arrays.fill(sums, to, to + outputs, 0);
        }
        if (narrow) {
            short[] from = scratch.shorts();
            for (int o = 0; o < outputs; o++) {
                sums[to + o] += from[at + o] << plane;
            }
        } else {
            long[] from = scratch.longs();
            for (int o = 0; o < outputs; o++) {
                sums[to + o] += (int) from[at + positionOf(o)] << plane;
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
        if (c.weightPlanes() > 1 || t.bits() != 2 || c.outputs() % TILE != 0 || LookUpBlocks.takes(c)) {
            toSums(c, source, sums, add, from, to, scratch);
            threshold(t, sums, target, from, to);
            return;
        }
        for (int first = from; first < to; first += CHUNK) {
            sumsAndCodesOfChunk(c, t, source, sums, add, target, first, Math.min(to, first + CHUNK), scratch);
        }
    }

    private static void sumsAndCodesOfChunk(
            PackedConvolution c,
            PackedThresholds t,
            long[] source,
            short[] sums,
            boolean add,
            long[] target,
            int from,
            int to,
            KernelScratch scratch) {
        int[] codes = scratch.ints();
        WindowCodes.sum(c, source, from, to, codes, scratch.longs());
        int[] windows = c.windows();
        int[] targets = t.targets();
        for (int tile = 0; tile < c.tiles(); tile++) {
            int first = tile * TILE;
            for (int p = from; p < to; p += 2) {
                int q = Math.min(p + 1, to - 1);
                PairOfPixels.narrow(
                        c, source, windows[p], windows[q], codes[p - from], codes[q - from], 0, tile, scratch);
                keep(t, scratch.shorts(), 0, sums, p * c.outputs() + first, add, first, target, targets[p]);
                if (q > p) {
                    keep(t, scratch.shorts(), TILE, sums, q * c.outputs() + first, add, first, target, targets[q]);
                }
            }
        }
    }

    private static void keep(
            PackedThresholds t,
            short[] from,
            int at,
            short[] sums,
            int to,
            boolean add,
            int first,
            long[] target,
            int pixel) {
        ShortVector sum = shorts(from, at);
        if (add) {
            sum = sum.add(shorts(sums, to));
        }
        sum.intoArray(sums, to);
        PackedBits.putFlipped(t, sum, first, target, pixel);
    }

    @Override
    public void threshold(PackedThresholds t, short[] sums, long[] target, int from, int to) {
        int channels = t.channels();
        if (t.bits() != 2 || channels % SHORTS.length() != 0) {
            scalar.threshold(t, sums, target, from, to);
            return;
        }
        for (int p = from; p < to; p++) {
            for (int first = 0; first < channels; first += SHORTS.length()) {
                PackedBits.putFlipped(t, shorts(sums, p * channels + first), first, target, t.targets()[p]);
            }
        }
    }

    @Override
    public void threshold(PackedThresholds t, int[] sums, long[] target, int from, int to) {
        int channels = t.channels();
        if (t.bits() != 2 || channels % INTS.length() != 0) {
            scalar.threshold(t, sums, target, from, to);
            return;
        }
        for (int p = from; p < to; p++) {
            for (int first = 0; first < channels; first += INTS.length()) {
                PackedBits.putFlipped(t, ints(sums, p * channels + first), first, target, t.targets()[p]);
            }
        }
    }

    @Override
    public int lookUpGroup() {
        return BYTES.length();
    }

    @Override
    public boolean looksCodesUp() {
        return CodeLookUp.WANTED;
    }

    @Override
    public FirstLayerCost firstLayerCost() {
        return new FirstLayerCost(1.5, 6, 4.5);
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
        if (t.bits() != 2) {
            scalar.lookUp(l, t, values, target, from, to, scratch);
        } else if (l.ints().length > 0) {
            for (int p = from; p < to; p++) {
                for (int first = 0; first < l.padded(); first += INTS.length()) {
                    LookUpRows.addInts(l, t, values, l.windows()[p], first, target, t.targets()[p]);
                }
            }
        } else if (l.bytes().length > 0) {
            for (int first = 0; first < l.padded(); first += BYTES.length()) {
                LookUpRows.addBytes(l, t, values, first, target, from, to);
            }
        } else {
            for (int p = from; p < to; p++) {
                for (int first = 0; first < l.padded(); first += SHORTS.length()) {
                    LookUpRows.addShorts(l, t, values, l.windows()[p], first, target, t.targets()[p]);
                }
            }
        }
    }

    @Override
    public void floatStem(PackedFloatStem s, float[] pixels, long[] target, int from, int to, KernelScratch scratch) {
        if (s.quantizer().bits() != 2) {
            scalar.floatStem(s, pixels, target, from, to, scratch);
            return;
        }
        float[] sums = scratch.floats();
        for (int p = from; p < to; p += FloatTile.PIXELS) {
            for (int first = 0; first < s.outputs(); first += FloatTile.OUTPUTS) {
                FloatTile.sum(s, pixels, p, to - 1, first, sums);
                FloatTile.toCodes(s, sums, first, target, p, Math.min(p + FloatTile.PIXELS, to));
            }
        }
    }
}
