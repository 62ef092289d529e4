package org.pixelembedding.data;

/**
 * Noise on pixel values: a whole number from -k to k, each as likely as the others to 2^-16, is added to every value; the
 * sum is clipped to 0..255. Under it neighbouring grey levels are seen in each other's places, so a learned table is smoothed
 * over about k values.
 */
final class PixelNoise {
    static final int MAX = 64;

    private static final int BITS = 16;

    private PixelNoise() {}

    /** Changes a picture in place; k = 0 leaves it as it is and draws nothing. */
    static void apply(byte[] rgb, int k, CounterRandom random) {
        if (k == 0) {
            return;
        }
        long bits = 0;
        for (int i = 0; i < rgb.length; i++) {
            bits = i % (Long.SIZE / BITS) == 0 ? random.nextLong() : bits >>> BITS;
            int drawn = (int) (bits & 0xffff);
            int moved = ((drawn * (2 * k + 1)) >> BITS) - k;
            rgb[i] = (byte) Math.clamp((rgb[i] & 0xff) + moved, 0, 255);
        }
    }
}
