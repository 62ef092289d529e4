package org.pixelembedding.kernel.vector;

import static org.pixelembedding.kernel.vector.Lanes.TILE;
import static org.pixelembedding.kernel.vector.Lanes.shorts;

import org.pixelembedding.kernel.KernelScratch;
import org.pixelembedding.kernel.PackedConvolution;
import org.pixelembedding.kernel.PackedThresholds;

/** What {@link VectorBitKernel} does by counting bits, by {@link CodeLookUp}: goes over blocks of outputs and pairs of pixels. */
final class LookUpBlocks {
    private static final int BLOCK = PackedConvolution.BLOCK;

    private LookUpBlocks() {}

    /** Whether this is how sums of a convolution are made. */
    static boolean takes(PackedConvolution c) {
        return c.nibbles().length > 0;
    }

    /** To codes of 2 bits, at once. */
    static void toCodes(
            PackedConvolution c,
            PackedThresholds t,
            long[] source,
            long[] target,
            int from,
            int to,
            KernelScratch scratch) {
        short[] sums = scratch.shorts();
        int[] targets = t.targets();
        int end;
        for (int begin = from; begin < to; begin = end) {
            end = prepare(c, source, begin, to, scratch);
            for (int block = 0; block < c.blocks(); block++) {
                for (int p = begin; p < end; p += 2) {
                    // A last pixel that is alone is done twice, with the same result.
                    int q = Math.min(p + 1, end - 1);
                    sum(c, begin, p, q, 0, block, scratch);
                    for (int i = 0; i < BLOCK && block * BLOCK + i < c.outputs(); i += TILE) {
                        PackedBits.put(t, shorts(sums, BLOCK + i), block * BLOCK + i, target, targets[q]);
                        PackedBits.put(t, shorts(sums, i), block * BLOCK + i, target, targets[p]);
                    }
                }
            }
        }
    }

    /** To 16-bit sums. */
    static void toSums(
            PackedConvolution c, long[] source, short[] sums, boolean add, int from, int to, KernelScratch scratch) {
        int end;
        for (int begin = from; begin < to; begin = end) {
            end = prepare(c, source, begin, to, scratch);
            for (int plane = 0; plane < c.weightPlanes(); plane++) {
                boolean onTop = add || plane > 0;
                for (int block = 0; block < c.blocks(); block++) {
                    for (int p = begin; p < end; p += 2) {
                        int q = Math.min(p + 1, end - 1);
                        sum(c, begin, p, q, plane, block, scratch);
                        store(c, scratch.shorts(), 0, plane, sums, p, block, onTop);
                        if (q > p) {
                            store(c, scratch.shorts(), BLOCK, plane, sums, q, block, onTop);
                        }
                    }
                }
            }
        }
    }

    private static void store(
            PackedConvolution c, short[] from, int at, int plane, short[] sums, int pixel, int block, boolean onTop) {
        for (int i = 0; i < BLOCK && block * BLOCK + i < c.outputs(); i += TILE) {
            int first = block * BLOCK + i;
            int outputs = Math.min(TILE, c.outputs() - first);
            VectorBitKernel.store(from, at + i, plane, sums, pixel * c.outputs() + first, outputs, onTop);
        }
    }

    /** To 32-bit sums. */
    static void toSums(
            PackedConvolution c, long[] source, int[] sums, boolean add, int from, int to, KernelScratch scratch) {
        int end;
        for (int begin = from; begin < to; begin = end) {
            end = prepare(c, source, begin, to, scratch);
            for (int plane = 0; plane < c.weightPlanes(); plane++) {
                boolean onTop = add || plane > 0;
                for (int block = 0; block < c.blocks(); block++) {
                    int first = block * BLOCK;
                    int outputs = Math.min(BLOCK, c.outputs() - first);
                    for (int p = begin; p < end; p += 2) {
                        int q = Math.min(p + 1, end - 1);
                        sum(c, begin, p, q, plane, block, scratch);
                        VectorBitKernel.store(true, scratch, 0, plane, sums, p * c.outputs() + first, outputs, onTop);
                        if (q > p) {
                            VectorBitKernel.store(
                                    true, scratch, BLOCK, plane, sums, q * c.outputs() + first, outputs, onTop);
                        }
                    }
                }
            }
        }
    }

    /** Sums of codes and places of rows of a stretch of pixels; one past its last. */
    private static int prepare(PackedConvolution c, long[] source, int from, int to, KernelScratch scratch) {
        int end = CodeLookUp.fill(c, source, from, to, scratch);
        WindowCodes.sum(c, source, from, end, scratch.ints(), scratch.longs());
        return end;
    }

    private static void sum(
            PackedConvolution c, int begin, int p, int q, int weightPlane, int block, KernelScratch scratch) {
        int[] windows = c.windows();
        int[] codes = scratch.ints();
        CodeLookUp.sum(
                c,
                windows[p] - windows[begin],
                windows[q] - windows[begin],
                codes[p - begin],
                codes[q - begin],
                weightPlane,
                block,
                scratch);
    }
}
