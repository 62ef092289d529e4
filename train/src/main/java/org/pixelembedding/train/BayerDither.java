package org.pixelembedding.train;

import org.pixelembedding.model.OrderedDither;
import org.pixelembedding.model.PixelEmbedding;

/**
 * The thresholds of the {@code dither} input layer, after the idea of DeSign (arXiv 2405.02220), with the 4x4 index matrix B of
 * Bayer (1973). With s = 255/n grey levels from code to code,
 *
 * <pre>code i of v at (y, x) = q(v + o),  o = s * (u - 1/2),  u = frac((B[y mod 4][x mod 4] + 1/2) / 16 + i / k),</pre>
 *
 * that is min(n, floor(v/s + u)): the offsets of the pattern, shifted by the phase i/k. Code 0 is the usual ordered
 * dither of the pixel; at each place the k codes have k offsets, evenly spread over one step.
 */
final class BayerDither {
    private static final int PERIOD = 4;
    private static final int[] BAYER = {0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5};
    private static final int LARGEST_VALUE = PixelEmbedding.VALUES - 1;

    private BayerDither() {}

    /**
     * In whole numbers: u = U / (32 k), and level l is reached from the smallest v with v/s >= l - u on.
     *
     * @param phases k
     * @param bits of a code
     */
    static OrderedDither of(int phases, int bits) {
        int levels = (1 << bits) - 1;
        int whole = 2 * BAYER.length * phases;
        int[] thresholds = new int[BAYER.length * phases * levels];
        int at = 0;
        for (int entry : BAYER) {
            for (int phase = 0; phase < phases; phase++) {
                int shifted = ((2 * entry + 1) * phases + 2 * BAYER.length * phase) % whole;
                for (int level = 1; level <= levels; level++) {
                    long needed = (long) LARGEST_VALUE * ((long) whole * level - shifted);
                    thresholds[at++] = (int) Math.ceilDiv(needed, (long) whole * levels);
                }
            }
        }
        return new OrderedDither(PERIOD, phases, bits, thresholds);
    }
}
