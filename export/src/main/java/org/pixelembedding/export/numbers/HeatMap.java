package org.pixelembedding.export.numbers;

import java.util.Arrays;
import java.util.List;
import org.pixelembedding.export.PngBytes;
import org.pixelembedding.model.RgbImage;

/** An array as a picture, a pixel an element. */
final class HeatMap {
    private static final int[] LIGHT = {0xf4, 0xf6, 0xfa};
    private static final int[] DARK = {0x16, 0x2f, 0x6b};
    private static final int[] GAP = {0xd9, 0x6a, 0x0b};
    private static final int ACROSS = 8;

    private HeatMap() {}

    /**
     * Activations {@code [y][x][channel]}: the channels' maps, eight in a row, a line between them. A table {@code [table][pixel
     * value][dimension]}: values from left to right, dimensions from top to bottom. Anything else: a row an element of the first
     * dimension.
     */
    static byte[] png(ModelArray array) {
        double[] numbers = array.numbers();
        List<Integer> shape = array.shape();
        List<String> dimensions = array.dimensions();
        double low = Arrays.stream(numbers).min().orElse(0);
        double span = Math.max(Arrays.stream(numbers).max().orElse(0) - low, 1e-9);
        Arrays.setAll(numbers, i -> (numbers[i] - low) / span);
        if (dimensions.equals(List.of("y", "x", "channel"))) {
            return maps(numbers, shape.get(0), shape.get(1), shape.get(2));
        }
        if (dimensions.equals(List.of("table", "pixel value", "dimension"))) {
            return table(numbers, shape.get(0), shape.get(1), shape.get(2));
        }
        int width = numbers.length / shape.get(0);
        byte[] rgb = new byte[numbers.length * 3];
        for (int i = 0; i < numbers.length; i++) {
            paint(rgb, i, numbers[i]);
        }
        return PngBytes.of(new RgbImage(shape.get(0), width, rgb));
    }

    private static byte[] maps(double[] numbers, int height, int width, int channels) {
        int across = Math.min(ACROSS, channels);
        int wide = across * (width + 1) - 1;
        int rows = (channels + across - 1) / across;
        byte[] rgb = gaps(rows * (height + 1) - 1, wide);
        for (int i = 0; i < numbers.length; i++) {
            int channel = i % channels;
            int x = channel % across * (width + 1) + i / channels % width;
            int y = channel / across * (height + 1) + i / channels / width;
            paint(rgb, y * wide + x, numbers[i]);
        }
        return PngBytes.of(new RgbImage(rows * (height + 1) - 1, wide, rgb));
    }

    private static byte[] table(double[] numbers, int tables, int values, int dimensions) {
        int height = tables * (dimensions + 1) - 1;
        byte[] rgb = gaps(height, values);
        for (int i = 0; i < numbers.length; i++) {
            int y = i / dimensions / values * (dimensions + 1) + i % dimensions;
            paint(rgb, y * values + i / dimensions % values, numbers[i]);
        }
        return PngBytes.of(new RgbImage(height, values, rgb));
    }

    private static byte[] gaps(int height, int width) {
        byte[] rgb = new byte[height * width * 3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) GAP[i % 3];
        }
        return rgb;
    }

    private static void paint(byte[] rgb, int pixel, double share) {
        for (int colour = 0; colour < 3; colour++) {
            rgb[3 * pixel + colour] = (byte) Math.round(LIGHT[colour] + share * (DARK[colour] - LIGHT[colour]));
        }
    }
}
