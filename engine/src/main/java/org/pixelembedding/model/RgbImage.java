package org.pixelembedding.model;

import java.util.Arrays;

/**
 * One picture as the engine takes it: unsigned 8-bit RGB, order {@code [y][x][colour]}, slowest first.
 *
 * <p>Owns its array: the constructor keeps the array it is given, so that reading a file copies nothing; whoever made
 * the array must not change it afterwards.
 */
public final class RgbImage {
    private final int height;
    private final int width;
    private final byte[] rgb;

    /**
     * Wraps pixels.
     *
     * @param rgb {@code height * width * 3} bytes, kept, not copied
     */
    public RgbImage(int height, int width, byte[] rgb) {
        if (height < 1 || width < 1 || (long) height * width * 3 != rgb.length) {
            throw new IllegalArgumentException("want height x width x 3 bytes with height, width >= 1, got " + height
                    + "x" + width + " and " + rgb.length + " bytes");
        }
        this.height = height;
        this.width = width;
        this.rgb = rgb;
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    /** The pixels themselves, not a copy: read only. */
    public byte[] rgb() {
        return rgb;
    }

    /** Value 0 to 255 of one colour (0 red, 1 green, 2 blue) of one pixel. */
    public int value(int y, int x, int colour) {
        return rgb[(y * width + x) * 3 + colour] & 0xff;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RgbImage that
                && height == that.height
                && width == that.width
                && Arrays.equals(rgb, that.rgb);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * height + width) + Arrays.hashCode(rgb);
    }

    @Override
    public String toString() {
        return "RgbImage " + height + "x" + width;
    }
}
