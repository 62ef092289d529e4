package org.pixelembedding.kernel.vector;

import static org.pixelembedding.kernel.vector.Lanes.LANES;
import static org.pixelembedding.kernel.vector.Lanes.LONGS;
import static org.pixelembedding.kernel.vector.Lanes.longs;

import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import org.pixelembedding.kernel.PackedConvolution;

/**
 * Sums of the codes in windows: what turns counts of common ones into sums. A pass of its own, because beside the vectors
 * of the inner loop it slowed that by a tenth, and window by window in scalar instructions it took an eighth of a layer
 * of 64 channels.
 *
 * <p>For each long of a stretch of a row the bits of all taps are counted; a window's sum is that of the longs of its first
 * pixel.
 */
final class WindowCodes {
    /** Planes 0 and 1 alternate; bits of plane 1 count twice. */
    private static final LongVector PLANES = LongVector.zero(LONGS).addIndex(1).and(1);

    private WindowCodes() {}

    /**
     * Of output pixels {@code from} to {@code to - 1}.
     *
     * @param codes the sums, from index 0
     * @param scratch used up
     */
    static void sum(PackedConvolution c, long[] source, int from, int to, int[] codes, long[] scratch) {
        int[] windows = c.windows();
        int most = (scratch.length - LANES - c.pixelLongs()) / c.step() + 1;
        int lastTap = c.taps()[c.taps().length - 1];
        int p = from;
        while (p < to) {
            int end = p + 1;
            while (end < to && end - p < most && windows[end] - windows[end - 1] == c.step()) {
                end++;
            }
            int span = (end - 1 - p) * c.step() + c.pixelLongs();
            int rounded = (span + LANES - 1) / LANES * LANES;
            boolean fits = rounded <= scratch.length && windows[p] + lastTap + rounded <= source.length;
            if (c.planes() == 2 && fits) {
                countTaps(source, windows[p], rounded, c.taps(), scratch);
                for (int i = 0; i < end - p; i++) {
                    codes[p - from + i] = sum(scratch, i * c.step(), c.pixelLongs());
                }
            } else {
                for (int i = p; i < end; i++) {
                    codes[i - from] = window(c, source, windows[i]);
                }
            }
            p = end;
        }
    }

    private static void countTaps(long[] source, int begin, int count, int[] taps, long[] sums) {
        for (int i = 0; i < count; i += LANES) {
            LongVector ones = LongVector.zero(LONGS);
            for (int tap = 0; tap < taps.length; tap++) {
                ones = ones.add(longs(source, begin + i + taps[tap]).lanewise(VectorOperators.BIT_COUNT));
            }
            ones.lanewise(VectorOperators.LSHL, PLANES).intoArray(sums, i);
        }
    }

    private static int sum(long[] sums, int from, int count) {
        long sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += sums[i];
        }
        return (int) sum;
    }

    /** One window of any number of planes. */
    private static int window(PackedConvolution c, long[] source, int window) {
        int sum = 0;
        for (int offset : c.offsets()) {
            for (int plane = 0; plane < c.planes(); plane++) {
                sum += Long.bitCount(source[window + offset + plane]) << plane;
            }
        }
        return sum;
    }
}
