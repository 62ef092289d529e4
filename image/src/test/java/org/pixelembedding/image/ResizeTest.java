package org.pixelembedding.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.pixelembedding.model.RgbImage;

class ResizeTest {
    private static final long SEED = Long.getLong("pixemb.seed", 0x5EED);

    @Test
    void returnsAPictureOfTheRightSizeItself() {
        RgbImage image = random(3, 4, 1);
        assertThat(Resize.resize(image, 3, 4)).isSameAs(image);
    }

    @Test
    void averagesBlocks() {
        // 4x4 to 2x2: means of four; 1 + 2 + 5 + 6 = 14, 3.5 is rounded up.
        RgbImage image = greys(4, 4, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
        assertThat(Resize.resize(image, 2, 2)).isEqualTo(greys(2, 2, 4, 6, 12, 14));
    }

    @Test
    void interpolatesBetweenPixelCentres() {
        // 2 to 4: outputs lie at -0.25, 0.25, 0.75, 1.25 of the source, clamped to 0 .. 1.
        RgbImage image = greys(2, 2, 0, 100, 0, 100);
        assertThat(Resize.resize(image, 4, 4))
                .isEqualTo(greys(4, 4, 0, 25, 75, 100, 0, 25, 75, 100, 0, 25, 75, 100, 0, 25, 75, 100));
    }

    @Test
    void cropsTheCentreToTheTargetsShape() {
        RgbImage wide = greys(2, 7, 1, 2, 3, 4, 5, 6, 7, 1, 2, 3, 4, 5, 6, 7);
        assertThat(Resize.resize(wide, 1, 1)).isEqualTo(greys(1, 1, 4)); // columns 2 and 3: (3 + 4 + 1) / 2
        RgbImage tall = greys(3, 1, 10, 20, 30);
        assertThat(Resize.resize(tall, 1, 1)).isEqualTo(greys(1, 1, 20));
    }

    @Test
    void keepsAConstantPictureConstant() {
        for (int value : new int[] {0, 1, 127, 254, 255}) {
            int[] values = new int[13 * 29];
            Arrays.fill(values, value);
            RgbImage scaled = Resize.resize(greys(13, 29, values), 17, 11);
            for (byte got : scaled.rgb()) {
                assertThat(got & 0xff).isEqualTo(value);
            }
        }
    }

    /** The rule once more, pixel by pixel in fractions of unlimited size, with no code in common. */
    @Test
    void equalsTheRuleInExactFractions() {
        Random random = new Random(SEED);
        for (int round = 0; round < 300; round++) {
            int limit = 2 + round / 6; // small sizes first
            RgbImage image = random(1 + random.nextInt(limit), 1 + random.nextInt(limit), random.nextLong());
            int height = 1 + random.nextInt(limit);
            int width = 1 + random.nextInt(limit);
            assertThat(Resize.resize(image, height, width).rgb())
                    .as("%s to %dx%d, round %d, -Dpixemb.seed=%d", image, height, width, round, SEED)
                    .isEqualTo(byTheRule(image, height, width));
        }
    }

    @Test
    void refusesEmptySizes() {
        assertThatThrownBy(() -> Resize.resize(random(2, 2, 1), 0, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("want height, width >= 1, got 0x5");
    }

    private static byte[] byTheRule(RgbImage image, int height, int width) {
        int rows = image.height();
        int columns = image.width();
        if (columns * height > rows * width) {
            columns = Math.max(1, Math.floorDiv(2 * rows * width + height, 2 * height));
        } else {
            rows = Math.max(1, Math.floorDiv(2 * columns * height + width, 2 * width));
        }
        int top = Math.floorDiv(image.height() - rows, 2);
        int left = Math.floorDiv(image.width() - columns, 2);
        byte[] out = new byte[height * width * 3];
        for (int i = 0; i < out.length; i++) {
            BigInteger sum = BigInteger.ZERO;
            BigInteger total = BigInteger.ZERO;
            for (int y = 0; y < rows; y++) {
                for (int x = 0; x < columns; x++) {
                    BigInteger weight = BigInteger.valueOf(weight(rows, height, i / 3 / width, y))
                            .multiply(BigInteger.valueOf(weight(columns, width, i / 3 % width, x)));
                    total = total.add(weight);
                    sum = sum.add(weight.multiply(BigInteger.valueOf(image.value(top + y, left + x, i % 3))));
                }
            }
            out[i] = sum.add(sum).add(total).divide(total.add(total)).byteValue();
        }
        return out;
    }

    /** Of source sample {@code i} in output {@code o}. */
    private static long weight(int size, int outputs, int o, int i) {
        if (size >= outputs) {
            return Math.max(0, Math.min((o + 1) * size, (i + 1) * outputs) - Math.max(o * size, i * outputs));
        }
        int unit = 2 * outputs;
        int at = Math.min(Math.max((2 * o + 1) * size - outputs, 0), (size - 1) * unit);
        return Math.max(0, unit - Math.abs(at - i * unit)); // a triangle around the sample
    }

    private static RgbImage random(int height, int width, long seed) {
        byte[] rgb = new byte[height * width * 3];
        new Random(seed).nextBytes(rgb);
        return new RgbImage(height, width, rgb);
    }

    private static RgbImage greys(int height, int width, int... values) {
        byte[] rgb = new byte[3 * values.length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) values[i / 3];
        }
        return new RgbImage(height, width, rgb);
    }
}
