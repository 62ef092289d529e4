package org.pixelembedding.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against sums written out tap by tap in float64. */
class TableConvolutionTest {
    private static final int IMAGES = 5;
    private static final int HEIGHT = 6;
    private static final int WIDTH = 7;

    @ParameterizedTest(name = "{0} outputs, kernel {1}, stride {2}")
    @CsvSource({"1, 1, 1", "8, 3, 1", "16, 3, 2", "24, 5, 1", "40, 3, 2", "64, 3, 1"})
    void addsRowsUpAndSharesGradientsOut(int out, int kernel, int stride) {
        Random random = new Random(out);
        byte[] pixels = new byte[IMAGES * HEIGHT * WIDTH * 3];
        random.nextBytes(pixels);
        int taps = kernel * kernel;
        TableConvolution convolution = new TableConvolution(HEIGHT, WIDTH, out, kernel, stride);
        int outputs = IMAGES * convolution.outHeight() * convolution.outWidth() * out;
        float[] table = random(random, 3 * 256 * taps * out);
        float[] gradient = random(random, outputs);
        double[] sums = new double[outputs];
        double[] rows = new double[table.length];
        double[] rowsOfTwo = new double[table.length];
        for (int image = 0; image < IMAGES; image++) {
            for (int y = 0; y < convolution.outHeight(); y++) {
                for (int x = 0; x < convolution.outWidth(); x++) {
                    for (int tap = 0; tap < taps; tap++) {
                        int inY = y * stride + tap / kernel - kernel / 2;
                        int inX = x * stride + tap % kernel - kernel / 2;
                        if (inY < 0 || inY >= HEIGHT || inX < 0 || inX >= WIDTH) {
                            continue;
                        }
                        for (int colour = 0; colour < 3; colour++) {
                            int value = pixels[((image * HEIGHT + inY) * WIDTH + inX) * 3 + colour] & 0xff;
                            for (int o = 0; o < out; o++) {
                                int at = ((image * convolution.outHeight() + y) * convolution.outWidth() + x) * out + o;
                                int row = ((colour * 256 + value) * taps + tap) * out + o;
                                sums[at] += table[row];
                                rows[row] += gradient[at];
                                rowsOfTwo[row] += image < 2 ? gradient[at] : 0;
                            }
                        }
                    }
                }
            }
        }

        FloatBuffer found = FloatBuffer.allocate(outputs);
        convolution.forward(FloatBuffer.wrap(table), pixels, IMAGES, found);
        assertNear(found, sums);

        convolution.clear();
        convolution.collect(pixels, 0, 2, FloatBuffer.wrap(gradient));
        FloatBuffer collected = FloatBuffer.allocate(table.length);
        convolution.gradient(collected);
        assertNear(collected, rowsOfTwo);
        convolution.collect(pixels, 2, IMAGES, FloatBuffer.wrap(gradient));
        convolution.gradient(collected);
        assertNear(collected, rows);
        convolution.clear();
        convolution.gradient(collected);
        assertNear(collected, new double[table.length]);
    }

    private static float[] random(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat(-1, 1);
        }
        return values;
    }

    private static void assertNear(FloatBuffer found, double[] wanted) {
        double worst = 0;
        for (int i = 0; i < wanted.length; i++) {
            worst = Math.max(worst, Math.abs(found.get(i) - wanted[i]));
        }
        assertThat(found.capacity()).isEqualTo(wanted.length);
        assertThat(worst).isCloseTo(0, within(1e-5));
    }
}
