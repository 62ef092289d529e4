package org.pixelembedding.train;

import java.util.Arrays;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.RgbImage;

/**
 * A table of codes as a picture: pixel value from left to right, dimension from top to bottom, one band a colour in the
 * colour's tint; white is code 0, full tint the largest. Drawn by hand: no text, nothing but the codes.
 */
final class TableImage {
    private static final int CELL_WIDTH = 2;
    private static final int CELL_HEIGHT = 6;
    private static final int GAP = 8;
    private static final int[][] TINTS = {{0xb4, 0x2a, 0x2a}, {0x1d, 0x7a, 0x3c}, {0x21, 0x4f, 0xa8}};

    private TableImage() {}

    static RgbImage of(PixelEmbedding table) {
        int d = table.dimensions();
        int band = d * CELL_HEIGHT + GAP;
        int height = PixelEmbedding.COLOURS * band - GAP;
        int width = PixelEmbedding.VALUES * CELL_WIDTH;
        byte[] rgb = new byte[height * width * 3];
        Arrays.fill(rgb, (byte) 255);
        int largest = (1 << table.bits()) - 1;
        for (int colour = 0; colour < PixelEmbedding.COLOURS; colour++) {
            for (int y = 0; y < d * CELL_HEIGHT; y++) {
                for (int x = 0; x < width; x++) {
                    int code = table.code(colour, x / CELL_WIDTH, y / CELL_HEIGHT);
                    for (int c = 0; c < 3; c++) {
                        int paint = 255 - (255 - TINTS[colour][c]) * code / largest;
                        rgb[((colour * band + y) * width + x) * 3 + c] = (byte) paint;
                    }
                }
            }
        }
        return new RgbImage(height, width, rgb);
    }
}
