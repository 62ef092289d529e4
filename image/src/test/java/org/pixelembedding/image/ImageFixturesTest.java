package org.pixelembedding.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pixelembedding.model.RgbImage;

/** Files that Java did not write; how they were made is in the README beside them. */
class ImageFixturesTest {
    private static final int[] RED = {200, 30, 60};
    private static final int[] BLUE = {0, 100, 220};
    private static final int[] WHITE = {250, 250, 250};
    private static final int[] GREEN = {20, 160, 40};

    @ParameterizedTest
    @CsvSource({"lossless.webp, 0", "animated.webp, 0", "lossy.webp, 6", "progressive.jpg, 3"})
    void showsFourBlocks(String file, int tolerance) throws IOException {
        RgbImage image = decode(file);
        assertThat(image.height()).isEqualTo(16);
        assertThat(image.width()).isEqualTo(24);
        assertBlocks(image, tolerance, RED, BLUE, WHITE, GREEN);
    }

    @Test
    void laysWebPAlphaOverWhite() throws IOException {
        // (v * a + 255 * (255 - a) + 127) / 255 for a = 255, 128, 0, 51
        assertBlocks(
                decode("alpha-lossless.webp"), 0, RED, new int[] {127, 177, 237}, new int[] {255, 255, 255}, new int[] {
                    208, 236, 212
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"turned.jpg", "turned.png", "turned.webp"})
    void turnsClockwiseForOrientationSix(String file) throws IOException {
        RgbImage image = decode(file);
        assertThat(image.height()).isEqualTo(24);
        assertThat(image.width()).isEqualTo(16);
        assertBlocks(image, file.endsWith("jpg") ? 3 : 0, WHITE, RED, GREEN, BLUE);
    }

    @Test
    void readsCmykOfAdobe() throws IOException {
        assertBlocks(
                decode("cmyk-adobe.jpg"),
                3,
                new int[] {255, 0, 0},
                new int[] {0, 255, 255},
                new int[] {127, 127, 127},
                new int[] {163, 122, 204});
    }

    private static RgbImage decode(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(ImageFixturesTest.class.getResourceAsStream(file), file)) {
            return ImageDecoder.decode(in, file);
        }
    }

    /** Compares the middles of the four quarters: top left, top right, bottom left, bottom right. */
    private static void assertBlocks(RgbImage image, int tolerance, int[]... colours) {
        for (int quarter = 0; quarter < 4; quarter++) {
            int y = image.height() * (1 + quarter / 2 * 2) / 4;
            int x = image.width() * (1 + quarter % 2 * 2) / 4;
            for (int c = 0; c < 3; c++) {
                assertThat(image.value(y, x, c))
                        .as("quarter %d, colour %d", quarter, c)
                        .isBetween(colours[quarter][c] - tolerance, colours[quarter][c] + tolerance);
            }
        }
    }
}
