package org.pixelembedding.image;

import java.util.Arrays;
import org.pixelembedding.model.RgbImage;

/**
 * The one rule by which pictures of other sizes are brought to a network's size h x w. Whole numbers only, so the result
 * is the same to the bit on every machine.
 *
 * <ol>
 *   <li><b>Crop</b> the centre to the target's aspect ratio. Of a picture H x W with W * h &gt; H * w, all rows and
 *       {@code floor(H * w / h + 1/2)} columns (at least 1) stay, from column {@code floor((W - columns) / 2)} on;
 *       otherwise the same with rows and columns exchanged.
 *   <li><b>Scale</b> each axis from s to d samples. If s &gt;= d by area: output o is the mean of the interval [o * s/d,
 *       (o + 1) * s/d), so source sample i has the integer weight of the overlap of [o * s, (o + 1) * s) with [i * d,
 *       (i + 1) * d), sum s. If s &lt; d bilinearly: output o lies at ((2 * o + 1) * s - d) / (2 * d), clamped to 0 .. s -
 *       1, so the two samples around it have integer weights with the sum 2 * d.
 *   <li><b>Round</b> once: with both axes' weights multiplied, value = floor(sum / total + 1/2).
 * </ol>
 *
 * A picture that has the size already is returned as it is.
 */
public final class Resize {
    private Resize() {}

    /**
     * Brings a picture to {@code height} x {@code width}.
     *
     * @throws IllegalArgumentException if a size is below 1
     */
    public static RgbImage resize(RgbImage image, int height, int width) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("want height, width >= 1, got " + height + "x" + width);
        }
        if (image.height() == height && image.width() == width) {
            return image;
        }
        int rows = image.height();
        int columns = image.width();
        if ((long) columns * height > (long) rows * width) {
            columns = cropped(rows, width, height);
        } else {
            rows = cropped(columns, height, width);
        }
        int top = (image.height() - rows) / 2;
        int left = (image.width() - columns) / 2;
        Axis down = Axis.of(rows, height);
        Axis across = Axis.of(columns, width);
        return new RgbImage(height, width, scale(image, top, left, down, across));
    }

    /**
     * Brings a window of a picture to {@code height} x {@code width} by the same scaling, without the crop: the window's
     * aspect ratio is given up.
     *
     * @param top first row of the window
     * @param left first column
     * @param rows of the window, at least 1
     * @param columns of the window, at least 1
     * @throws IllegalArgumentException if the window does not lie in the picture, or a size is below 1
     */
    public static RgbImage stretch(RgbImage image, int top, int left, int rows, int columns, int height, int width) {
        if (top < 0
                || left < 0
                || rows < 1
                || columns < 1
                || rows > image.height() - top
                || columns > image.width() - left
                || height < 1
                || width < 1) {
            throw new IllegalArgumentException("want a window inside " + image + " and height, width >= 1, got " + rows
                    + "x" + columns + " at (" + top + ", " + left + ") to " + height + "x" + width);
        }
        return new RgbImage(height, width, scale(image, top, left, Axis.of(rows, height), Axis.of(columns, width)));
    }

    /** {@code floor(size * numerator / denominator + 1/2)}, at least 1. */
    private static int cropped(int size, int numerator, int denominator) {
        return (int) Math.max(1, (2L * size * numerator + denominator) / (2L * denominator));
    }

    private static byte[] scale(RgbImage image, int top, int left, Axis down, Axis across) {
        int stride = across.outputs() * 3;
        byte[] out = new byte[down.outputs() * stride];
        // Source rows are asked for in rising order and at most two are asked for twice: one long row each, by parity.
        long[][] scaledRows = new long[2][stride];
        int[] held = {-1, -1};
        long[] sums = new long[stride];
        long total = down.total() * across.total(); // at most the pixel limit times 4: 255 times that fits a long
        for (int y = 0; y < down.outputs(); y++) {
            Arrays.fill(sums, 0);
            for (int k = 0; k < down.taps(y); k++) {
                int row = down.first(y) + k;
                int slot = row & 1;
                if (held[slot] != row) {
                    across.scaleRow(image.rgb(), ((top + row) * image.width() + left) * 3, scaledRows[slot]);
                    held[slot] = row;
                }
                long weight = down.weight(y, k);
                long[] scaled = scaledRows[slot];
                for (int i = 0; i < stride; i++) {
                    sums[i] += weight * scaled[i];
                }
            }
            for (int i = 0; i < stride; i++) {
                out[y * stride + i] = (byte) ((2 * sums[i] + total) / (2 * total));
            }
        }
        return out;
    }
}
