package org.pixelembedding.image;

import java.util.HashMap;
import java.util.Map;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.RgbImage;

/**
 * What a network sees: a picture re-drawn from the codes of its pixels. Each colour value is replaced by the mean of all
 * values (0 to 255) of that colour that have the same row of codes, rounded; values that the table does not tell apart
 * become one.
 */
public final class SeenImage {
    /** How strong {@link #lost} draws differences: single levels of 256 would not be seen. */
    public static final int AMPLIFIED = 8;

    private final byte[] values = new byte[PixelEmbedding.COLOURS * PixelEmbedding.VALUES];
    private final int[] distinct = new int[PixelEmbedding.COLOURS];

    public SeenImage(PixelEmbedding table) {
        for (int colour = 0; colour < PixelEmbedding.COLOURS; colour++) {
            Map<String, int[]> sums = new HashMap<>();
            String[] rows = new String[PixelEmbedding.VALUES];
            for (int value = 0; value < PixelEmbedding.VALUES; value++) {
                StringBuilder row = new StringBuilder(table.dimensions());
                for (int d = 0; d < table.dimensions(); d++) {
                    row.append((char) table.code(colour, value, d));
                }
                rows[value] = row.toString();
                int[] sum = sums.computeIfAbsent(rows[value], key -> new int[2]);
                sum[0] += value;
                sum[1]++;
            }
            distinct[colour] = sums.size();
            for (int value = 0; value < PixelEmbedding.VALUES; value++) {
                int[] sum = sums.get(rows[value]);
                values[colour * PixelEmbedding.VALUES + value] = (byte) ((2 * sum[0] + sum[1]) / (2 * sum[1]));
            }
        }
    }

    /** Rows of codes that differ, of one colour: the levels of that colour that the network can tell apart. */
    public int distinct(int colour) {
        return distinct[colour];
    }

    /** The picture as it is seen; another one of the same size. */
    public RgbImage draw(RgbImage picture) {
        byte[] rgb = picture.rgb().clone();
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = values[i % PixelEmbedding.COLOURS * PixelEmbedding.VALUES + (rgb[i] & 0xff)];
        }
        return new RgbImage(picture.height(), picture.width(), rgb);
    }

    /** What is lost by {@link #draw}, {@value #AMPLIFIED} times as strong: grey (128) where nothing is. */
    public RgbImage lost(RgbImage picture) {
        byte[] seen = draw(picture).rgb();
        for (int i = 0; i < seen.length; i++) {
            int lost = (picture.rgb()[i] & 0xff) - (seen[i] & 0xff);
            seen[i] = (byte) Math.max(0, Math.min(255, 128 + AMPLIFIED * lost));
        }
        return new RgbImage(picture.height(), picture.width(), seen);
    }
}
