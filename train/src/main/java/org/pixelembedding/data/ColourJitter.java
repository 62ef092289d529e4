package org.pixelembedding.data;

/**
 * Brightness, contrast and saturation changed by random factors f / 256, f even between 256 * (1 - strength) and 256 * (1
 * + strength), in this order and in whole numbers, with clip to 0..255 and {@code //} rounding down:
 *
 * <ul>
 *   <li>brightness: {@code (v * f + 128) // 256};
 *   <li>contrast: {@code m + ((v - m) * f + 128) // 256}, m the picture's mean grey;
 *   <li>saturation: {@code g + ((v - g) * f + 128) // 256}, g the pixel's grey, {@code (77 R + 150 G + 29 B + 128) //
 *       256}.
 * </ul>
 */
record ColourJitter(double brightness, double contrast, double saturation) {
    /** A factor of 1. */
    static final int ONE = 256;

    /** Changes a picture in place. All factors are drawn, whatever the strengths. */
    void apply(byte[] rgb, CounterRandom random) {
        int f = factor(brightness, random);
        int g = factor(contrast, random);
        int h = factor(saturation, random);
        brighten(rgb, f);
        contrast(rgb, g);
        saturate(rgb, h);
    }

    private static int factor(double strength, CounterRandom random) {
        int most = (int) StrictMath.floor(ONE * strength + 0.5);
        // One number of the stream for every strength.
        return ONE - most + (int) (random.nextDouble() * (2 * most + 1));
    }

    static void brighten(byte[] rgb, int factor) {
        if (factor != ONE) {
            for (int i = 0; i < rgb.length; i++) {
                rgb[i] = blend(0, rgb[i] & 0xff, factor);
            }
        }
    }

    static void contrast(byte[] rgb, int factor) {
        if (factor != ONE) {
            int mean = meanGrey(rgb);
            for (int i = 0; i < rgb.length; i++) {
                rgb[i] = blend(mean, rgb[i] & 0xff, factor);
            }
        }
    }

    static void saturate(byte[] rgb, int factor) {
        if (factor != ONE) {
            for (int i = 0; i < rgb.length; i += 3) {
                int grey = grey(rgb, i);
                rgb[i] = blend(grey, rgb[i] & 0xff, factor);
                rgb[i + 1] = blend(grey, rgb[i + 1] & 0xff, factor);
                rgb[i + 2] = blend(grey, rgb[i + 2] & 0xff, factor);
            }
        }
    }

    /** From {@code base} (factor 0) over {@code value} (factor 256) and on. */
    static byte blend(int base, int value, int factor) {
        return (byte) Math.clamp(base + (((value - base) * factor + 128) >> 8), 0, 255);
    }

    private static int grey(byte[] rgb, int at) {
        return (77 * (rgb[at] & 0xff) + 150 * (rgb[at + 1] & 0xff) + 29 * (rgb[at + 2] & 0xff) + 128) >> 8;
    }

    private static int meanGrey(byte[] rgb) {
        long sum = 0;
        for (int i = 0; i < rgb.length; i += 3) {
            sum += grey(rgb, i);
        }
        int pixels = rgb.length / 3;
        return (int) ((2 * sum + pixels) / (2L * pixels));
    }
}
