package org.pixelembedding.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.pixelembedding.model.Layer;

/**
 * Shape of one convolution, as a line of a shapes file: seven numbers in the order of the components. Padding is kernel
 * / 2 on every side, weights have one bit.
 *
 * @param bits of an input code and of an output code
 */
record LayerShape(int channelsIn, int channelsOut, int height, int width, int kernel, int stride, int bits) {
    static LayerShape parse(String line) {
        int[] numbers;
        try {
            numbers = Arrays.stream(line.strip().split("\\s+", -1))
                    .mapToInt(Integer::parseInt)
                    .toArray();
        } catch (NumberFormatException e) {
            numbers = new int[0];
        }
        if (numbers.length != 7 || Arrays.stream(numbers).anyMatch(number -> number < 1)) {
            throw new IllegalArgumentException(
                    "layer '" + line + "': want channels in, channels out, height, width, kernel, stride, bits");
        }
        return new LayerShape(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6]);
    }

    /** The lines of a shapes file, {@code ern18-224} for example, comments left out. */
    static List<String> lines(String file) {
        try (InputStream in = LayerShape.class.getResourceAsStream(file + ".txt")) {
            if (in == null) {
                throw new IllegalArgumentException("no shapes file '" + file
                        + "', there are design-section-6, ern18-224, resnet20-cifar, tiny-64");
            }
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                return reader.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int padding() {
        return kernel / 2;
    }

    int outHeight() {
        return Layer.windows(height, kernel, stride, padding());
    }

    int outWidth() {
        return Layer.windows(width, kernel, stride, padding());
    }

    /** Products of one weight and one activation. */
    long macs() {
        return (long) outHeight() * outWidth() * channelsOut * channelsIn * kernel * kernel;
    }
}
