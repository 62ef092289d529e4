package org.pixelembedding.data;

import java.util.function.IntUnaryOperator;

/**
 * Operations of a random policy in the manner of RandAugment (Cubuk et al. 2019): for each picture some of them, each as
 * likely as the others, one after the other at one strength s of 0 to 30; those with a direction go either way. All in
 * whole numbers; sampling is of the nearest pixel, and what lies outside is mirrored at the edge. With {@code u = s / 30}:
 */
enum PolicyOperation {
    /** Nothing. */
    IDENTITY,
    /** Each colour stretched to 0..255. */
    AUTO_CONTRAST,
    /** Each colour's histogram made even. */
    EQUALIZE,
    /** Turned by up to 30 u degrees about the centre. */
    ROTATE,
    /** Only the upper 8 - floor(4 u) bits kept. */
    POSTERIZE,
    /** Values of 256 (1 - u) and more inverted. */
    SOLARIZE,
    /** Saturation times 1 +- 0.9 u. */
    SATURATION,
    /** Contrast times 1 +- 0.9 u. */
    CONTRAST,
    /** Brightness times 1 +- 0.9 u. */
    BRIGHTNESS,
    /** From the mean of the neighbourhood (weights 1, centre 5) to and past the picture: factor 1 +- 0.9 u. */
    SHARPNESS,
    /** Rows shifted by 0.3 u of their distance from the centre. */
    SHEAR_X,
    /** Columns likewise. */
    SHEAR_Y,
    /** Shifted sideways by 0.45 u of the width. */
    TRANSLATE_X,
    /** Shifted up or down by 0.45 u of the height. */
    TRANSLATE_Y;

    /** The largest strength. */
    static final int MAX_STRENGTH = 30;

    private static final PolicyOperation[] ALL = values();
    /** 1 in the fixed-point numbers of coordinates. */
    private static final long UNIT = 1 << 16;

    /** Applies {@code count} drawn operations; may return its argument, changed. */
    static byte[] applySome(byte[] rgb, int height, int width, int count, int strength, CounterRandom random) {
        byte[] picture = rgb;
        for (int i = 0; i < count; i++) {
            PolicyOperation operation = ALL[random.nextInt(ALL.length)];
            picture = operation.apply(picture, height, width, strength, random.nextBoolean());
        }
        return picture;
    }

    /**
     * Applies it.
     *
     * @param rgb may be changed
     * @param other the other direction, for those that have one
     * @return the result: {@code rgb} or a new array
     */
    byte[] apply(byte[] rgb, int height, int width, int strength, boolean other) {
        int sign = other ? -1 : 1;
        int factor = ColourJitter.ONE + sign * (ColourJitter.ONE * 9 * strength / (10 * MAX_STRENGTH));
        switch (this) {
            case IDENTITY -> {}
            case AUTO_CONTRAST -> byColour(rgb, PolicyOperation::stretched);
            case EQUALIZE -> byColour(rgb, PolicyOperation::equalized);
            case POSTERIZE -> {
                int mask = -1 << (4 * strength / MAX_STRENGTH);
                byValue(rgb, v -> v & mask);
            }
            case SOLARIZE -> {
                int from = 256 - 256 * strength / MAX_STRENGTH;
                byValue(rgb, v -> v >= from ? 255 - v : v);
            }
            case SATURATION -> ColourJitter.saturate(rgb, factor);
            case CONTRAST -> ColourJitter.contrast(rgb, factor);
            case BRIGHTNESS -> ColourJitter.brighten(rgb, factor);
            case SHARPNESS -> {
                return sharpened(rgb, height, width, factor);
            }
            case ROTATE -> {
                double angle = StrictMath.toRadians(sign * 30.0 * strength / MAX_STRENGTH);
                long cos = (long) StrictMath.rint(StrictMath.cos(angle) * UNIT);
                long sin = (long) StrictMath.rint(StrictMath.sin(angle) * UNIT);
                return sampled(rgb, height, width, new Affine(cos, sin, 0, -sin, cos, 0));
            }
            case SHEAR_X -> {
                return sampled(rgb, height, width, new Affine(UNIT, 0, 0, sign * 3L * UNIT * strength / 300, UNIT, 0));
            }
            case SHEAR_Y -> {
                return sampled(rgb, height, width, new Affine(UNIT, sign * 3L * UNIT * strength / 300, 0, 0, UNIT, 0));
            }
            case TRANSLATE_X -> {
                long shift = sign * 45L * width * UNIT * strength / (100 * MAX_STRENGTH);
                return sampled(rgb, height, width, new Affine(UNIT, 0, 0, 0, UNIT, shift));
            }
            case TRANSLATE_Y -> {
                long shift = sign * 45L * height * UNIT * strength / (100 * MAX_STRENGTH);
                return sampled(rgb, height, width, new Affine(UNIT, 0, shift, 0, UNIT, 0));
            }
        }
        return rgb;
    }

    /** Where a target pixel at (y, x) from the centre comes from: (yy y + yx x + y0, xy y + xx x + x0) / 65536. */
    private record Affine(long yy, long yx, long y0, long xy, long xx, long x0) {}

    private static byte[] sampled(byte[] rgb, int height, int width, Affine from) {
        byte[] target = new byte[rgb.length];
        int to = 0;
        for (int y = 0; y < height; y++) {
            // Twice the distance from the centre is a whole number for odd and even sizes.
            long dy = 2L * y - (height - 1);
            for (int x = 0; x < width; x++, to += 3) {
                long dx = 2L * x - (width - 1);
                int sy = nearest(from.yy * dy + from.yx * dx + 2 * from.y0, height);
                int sx = nearest(from.xy * dy + from.xx * dx + 2 * from.x0, width);
                System.arraycopy(rgb, 3 * (sy * width + sx), target, to, 3);
            }
        }
        return target;
    }

    /** The index nearest to a place: twice its distance from the centre, times 65536; mirrored as often as it takes. */
    private static int nearest(long place, int size) {
        int at = (int) ((place + size * UNIT) >> 17);
        int inPeriod = Math.floorMod(at, 2 * size);
        return inPeriod < size ? inPeriod : 2 * size - 1 - inPeriod;
    }

    private static byte[] sharpened(byte[] rgb, int height, int width, int factor) {
        byte[] target = rgb.clone();
        for (int y = 1; y < height - 1; y++) {
            for (int x = 1; x < width - 1; x++) {
                for (int c = 0; c < 3; c++) {
                    int at = 3 * (y * width + x) + c;
                    int sum = 4 * (rgb[at] & 0xff);
                    for (int row = at - 3 * width; row <= at + 3 * width; row += 3 * width) {
                        sum += (rgb[row - 3] & 0xff) + (rgb[row] & 0xff) + (rgb[row + 3] & 0xff);
                    }
                    target[at] = ColourJitter.blend((2 * sum + 13) / 26, rgb[at] & 0xff, factor);
                }
            }
        }
        return target;
    }

    private interface ValueMap {
        int of(int value);
    }

    private static void byValue(byte[] rgb, ValueMap map) {
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) map.of(rgb[i] & 0xff);
        }
    }

    /** Makes a map from a colour's histogram. */
    private interface HistogramMap {
        byte[] of(int[] histogram, int pixels);
    }

    private static void byColour(byte[] rgb, HistogramMap maps) {
        for (int c = 0; c < 3; c++) {
            int[] histogram = new int[256];
            for (int i = c; i < rgb.length; i += 3) {
                histogram[rgb[i] & 0xff]++;
            }
            byte[] map = maps.of(histogram, rgb.length / 3);
            for (int i = c; i < rgb.length; i += 3) {
                rgb[i] = map[rgb[i] & 0xff];
            }
        }
    }

    private static byte[] map(IntUnaryOperator of) {
        byte[] map = new byte[256];
        for (int v = 0; v < 256; v++) {
            map[v] = (byte) Math.clamp(of.applyAsInt(v), 0, 255);
        }
        return map;
    }

    private static byte[] stretched(int[] histogram, int pixels) {
        int low = 0;
        while (histogram[low] == 0) {
            low++;
        }
        int high = 255;
        while (histogram[high] == 0) {
            high--;
        }
        int least = low;
        int range = high - low;
        return map(v -> range == 0 ? v : (2 * 255 * (v - least) + range) / (2 * range));
    }

    /** As usual: a value becomes the share of pixels below it, without those of the largest value. */
    private static byte[] equalized(int[] histogram, int pixels) {
        int high = 255;
        while (histogram[high] == 0) {
            high--;
        }
        int step = (pixels - histogram[high]) / 255;
        if (step == 0) {
            return map(v -> v);
        }
        int[] below = new int[256];
        int sum = step / 2;
        for (int v = 0; v < 256; v++) {
            below[v] = sum / step;
            sum += histogram[v];
        }
        return map(v -> below[v]);
    }
}
