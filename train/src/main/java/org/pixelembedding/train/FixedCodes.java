package org.pixelembedding.train;

import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.model.PixelEmbedding;

/** Codes of a pixel value that neither learn nor look at the data; all colours share them. */
final class FixedCodes {
    private static final int VALUES = PixelEmbedding.VALUES;
    private static final int PIXEL_BITS = 8;

    private FixedCodes() {}

    /** The pixel itself at b bits: q(m x / 255), one dimension. */
    static PixelEmbedding direct(LinearQuantizer quantizer) {
        byte[] codes = new byte[VALUES];
        for (int value = 0; value < VALUES; value++) {
            codes[value] = (byte) quantizer.code(quantizer.ceiling() * value / 255f);
        }
        return new PixelEmbedding(1, 1, quantizer.bits(), codes);
    }

    /** The pixel as it is: one dimension of 8 bits. */
    static PixelEmbedding pixel() {
        byte[] codes = new byte[VALUES];
        for (int value = 0; value < VALUES; value++) {
            codes[value] = (byte) value;
        }
        return new PixelEmbedding(1, 1, PIXEL_BITS, codes);
    }

    /** Dimension j is 1 for the values of bin j, floor(bins * v / 256) = j. */
    static PixelEmbedding oneHot(int bins) {
        byte[] codes = new byte[VALUES * bins];
        for (int value = 0; value < VALUES; value++) {
            codes[value * bins + bins * value / VALUES] = 1;
        }
        return new PixelEmbedding(1, bins, 1, codes);
    }

    /** Dimension p is bit p of the value, the lowest first. */
    static PixelEmbedding bitPlanes() {
        byte[] codes = new byte[VALUES * PIXEL_BITS];
        for (int value = 0; value < VALUES; value++) {
            for (int plane = 0; plane < PIXEL_BITS; plane++) {
                codes[value * PIXEL_BITS + plane] = (byte) (value >>> plane & 1);
            }
        }
        return new PixelEmbedding(1, PIXEL_BITS, 1, codes);
    }
}
