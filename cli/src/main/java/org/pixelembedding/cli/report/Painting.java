package org.pixelembedding.cli.report;

import org.pixelembedding.model.RgbImage;

/** A picture while it is painted, pixel by pixel. */
final class Painting {
    /** Nearly white to dark blue. */
    private static final int[] LIGHT = {0xf4, 0xf6, 0xfa};

    private static final int[] DARK = {0x16, 0x2f, 0x6b};

    private final int height;
    private final int width;
    private final byte[] rgb;

    Painting(int height, int width) {
        this.height = height;
        this.width = width;
        rgb = new byte[height * width * 3];
        java.util.Arrays.fill(rgb, (byte) 0xff);
    }

    /** A shade between light (0) and dark (1). */
    void shade(int y, int x, double share) {
        tint(y, x, share, DARK[0], DARK[1], DARK[2]);
    }

    /** A shade between light (0) and a colour (1). */
    void tint(int y, int x, double share, int red, int green, int blue) {
        int[] shade = tinted(share, new int[] {red, green, blue});
        for (int colour = 0; colour < 3; colour++) {
            set(y, x, colour, shade[colour]);
        }
    }

    /** Red, green and blue of a shade between light (0) and a colour (1). */
    static int[] tinted(double share, int[] tint) {
        int[] shade = new int[3];
        for (int colour = 0; colour < 3; colour++) {
            shade[colour] = (int) Math.round(LIGHT[colour] + share * (tint[colour] - LIGHT[colour]));
        }
        return shade;
    }

    void set(int y, int x, int colour, int value) {
        rgb[(y * width + x) * 3 + colour] = (byte) Math.clamp(value, 0, 255);
    }

    RgbImage finish() {
        return new RgbImage(height, width, rgb);
    }
}
