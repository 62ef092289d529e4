package org.pixelembedding.image;

import java.awt.image.Raster;
import org.pixelembedding.model.RgbImage;

/** Four-component JPEG data to RGB; see {@link ImageDecoder} for the rule. */
final class Cmyk {
    private static final int YCCK = 2;

    private Cmyk() {}

    /**
     * Converts stored values.
     *
     * @param adobeTransform -1 without an Adobe marker: then the values are C, M, Y, K; with one, their complements
     */
    static RgbImage toRgb(Raster raster, int adobeTransform) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        byte[] rgb = new byte[height * width * 3];
        int[] row = new int[width * 4];
        int to = 0;
        for (int y = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int i = 0; i < row.length; i += 4) {
                int cyan = row[i];
                int magenta = row[i + 1];
                int yellow = row[i + 2];
                int black = row[i + 3];
                if (adobeTransform == YCCK) {
                    // What YCbCr gives as R, G, B are the complements of the stored C, M, Y.
                    int luma = row[i];
                    int blueness = row[i + 1] - 128;
                    int redness = row[i + 2] - 128;
                    cyan = 255 - clamp(luma + ((91881 * redness + 32768) >> 16));
                    magenta = 255 - clamp(luma - ((22554 * blueness + 46802 * redness + 32767) >> 16));
                    yellow = 255 - clamp(luma + ((116130 * blueness + 32768) >> 16));
                }
                if (adobeTransform < 0) {
                    cyan = 255 - cyan;
                    magenta = 255 - magenta;
                    yellow = 255 - yellow;
                    black = 255 - black;
                }
                rgb[to++] = (byte) ((2 * cyan * black + 255) / 510);
                rgb[to++] = (byte) ((2 * magenta * black + 255) / 510);
                rgb[to++] = (byte) ((2 * yellow * black + 255) / 510);
            }
        }
        return new RgbImage(height, width, rgb);
    }

    private static int clamp(int value) {
        return Math.max(0, Math.min(255, value));
    }
}
