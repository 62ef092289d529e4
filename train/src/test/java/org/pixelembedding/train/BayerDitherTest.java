package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pixelembedding.model.OrderedDither;

/** The dither input layer: its formula, and where a pixel lies. */
class BayerDitherTest {
    private static final long SEED = Long.getLong("pixemb.seed", 0x5EED);
    private static final int[][] BAYER = {{0, 8, 2, 10}, {12, 4, 14, 6}, {3, 11, 1, 9}, {15, 7, 13, 5}};

    /** min(n, floor(v n / 255 + u)) in whole numbers. */
    @ParameterizedTest
    @CsvSource({"1, 2", "21, 2", "10, 1", "5, 3", "16, 2", "3, 8"})
    void codesAreThoseOfTheFormula(int phases, int bits) {
        OrderedDither dither = BayerDither.of(phases, bits);
        int n = (1 << bits) - 1;
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 4; x++) {
                for (int i = 0; i < phases; i++) {
                    // u = U / (32 k): (B + 1/2) / 16 + i / k, without its whole part.
                    int shifted = ((2 * BAYER[y][x] + 1) * phases + 32 * i) % (32 * phases);
                    for (int v = 0; v < 256; v++) {
                        long code = ((long) v * n * 32 * phases + 255L * shifted) / (255L * 32 * phases);
                        assertThat(dither.code(y, x, v, i))
                                .as("k=%d, %d bits, (%d, %d), phase %d, value %d", phases, bits, y, x, i, v)
                                .isEqualTo((int) Math.min(n, code));
                    }
                }
            }
        }
    }

    /** That is what dithering is for: over a pattern the mean code is the value, to a sixteenth of a step. */
    @Test
    void meansOverAPatternAreThePixel() {
        OrderedDither dither = BayerDither.of(21, 2);
        for (int v = 0; v < 256; v++) {
            for (int i = 0; i < 21; i++) {
                double sum = 0;
                for (int place = 0; place < 16; place++) {
                    sum += dither.code(place / 4, place % 4, v, i);
                }
                assertThat(sum / 16).isBetween(v * 3 / 255.0 - 1 / 16.0, v * 3 / 255.0 + 1 / 16.0);
            }
        }
    }

    @Test
    void theCodesOfAPlaceHaveThresholdsOfTheirOwn() {
        OrderedDither dither = BayerDither.of(21, 2);
        int[] thresholds = dither.toThresholds();
        for (int place = 0; place < 16; place++) {
            TreeSet<Integer> first = new TreeSet<>();
            for (int i = 0; i < 21; i++) {
                first.add(thresholds[(place * 21 + i) * 3]);
            }
            assertThat(first).hasSize(21);
        }
    }

    /** Pictures of 7x7: neither rows nor pictures begin at a multiple of the pattern. */
    @Test
    void aPixelsPlaceIsThatInItsOwnPicture() {
        OrderedDither dither = BayerDither.of(3, 2);
        DitheredInput input = new DitheredInput(dither, 7);
        byte[] pixels = new byte[3 * 7 * 7 * 3];
        new SplittableRandom(SEED).nextBytes(pixels);
        FloatBuffer codes = FloatBuffer.allocate(pixels.length * 3);
        input.encode(pixels, pixels.length, codes);
        ShortBuffer halves = ShortBuffer.allocate(pixels.length * 3);
        input.encode(pixels, pixels.length, halves);
        for (int i = 0; i < pixels.length; i++) {
            int pixel = i / 3 % 49;
            for (int d = 0; d < 3; d++) {
                int expected = dither.code(pixel / 7, pixel % 7, pixels[i] & 0xff, d);
                assertThat(codes.get(i * 3 + d)).isEqualTo(expected);
                assertThat(Float.intBitsToFloat(halves.get(i * 3 + d) << 16)).isEqualTo(expected);
            }
        }
    }
}
