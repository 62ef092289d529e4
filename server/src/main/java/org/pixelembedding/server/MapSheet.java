package org.pixelembedding.server;

import java.util.Arrays;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.model.TensorSpec;

/**
 * The maps of a layer's channels as one picture, side by side, row by row, grey between them. Codes go from dark violet
 * (0) to yellow (the largest code); sums from blue (negative) over white to red, on a scale of their largest absolute value.
 */
final class MapSheet {
    /** Channels that are shown; a layer may have thousands. */
    static final int MOST = 64;

    private static final int SMALL = 16;
    private static final byte GREY = (byte) 140;
    private static final int[][] CODE_COLOURS = {
        {38, 20, 62}, {72, 48, 128}, {58, 100, 150}, {38, 148, 140}, {92, 190, 96}, {246, 226, 72}
    };
    private static final int[][] SUM_COLOURS = {{33, 102, 172}, {247, 247, 247}, {178, 24, 43}};

    private final int shown;
    private final RgbImage image;

    /**
     * Draws codes or sums.
     *
     * @param values order {@code [y][x][channel]}
     */
    MapSheet(TensorSpec spec, int[] values) {
        shown = Math.min(spec.channels(), MOST);
        int columns = (int) Math.ceil(Math.sqrt(shown));
        int rows = Math.ceilDiv(shown, columns);
        boolean codes = spec.kind() == TensorSpec.Kind.CODES;
        double largest = codes ? spec.bound() : 1;
        if (!codes) {
            for (int value : values) {
                largest = Math.max(largest, Math.abs((double) value));
            }
        }
        // Small maps are drawn larger, so that the gaps beside them stay thin.
        int larger = Math.max(1, SMALL / Math.max(spec.height(), spec.width()));
        int mapHeight = larger * spec.height();
        int mapWidth = larger * spec.width();
        int gap = Math.max(1, Math.max(mapHeight, mapWidth) / SMALL);
        int width = columns * (mapWidth + gap) - gap;
        int height = rows * (mapHeight + gap) - gap;
        byte[] rgb = new byte[height * width * 3];
        Arrays.fill(rgb, GREY);
        for (int channel = 0; channel < shown; channel++) {
            int top = channel / columns * (mapHeight + gap);
            int left = channel % columns * (mapWidth + gap);
            for (int y = 0; y < mapHeight; y++) {
                for (int x = 0; x < mapWidth; x++) {
                    int value = values[(y / larger * spec.width() + x / larger) * spec.channels() + channel];
                    double share = codes ? value / largest : (value / largest + 1) / 2;
                    put(rgb, ((top + y) * width + left + x) * 3, codes ? CODE_COLOURS : SUM_COLOURS, share);
                }
            }
        }
        image = new RgbImage(height, width, rgb);
    }

    private static void put(byte[] rgb, int at, int[][] colours, double share) {
        double place = share * (colours.length - 1);
        int below = Math.min((int) place, colours.length - 2);
        for (int c = 0; c < 3; c++) {
            rgb[at + c] = (byte)
                    Math.round(colours[below][c] + (place - below) * (colours[below + 1][c] - colours[below][c]));
        }
    }

    /** Channels that are on the sheet: the first ones. */
    int shown() {
        return shown;
    }

    RgbImage image() {
        return image;
    }
}
