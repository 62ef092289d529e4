package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.model.PixelEmbedding;

/** The learned table: its gradient against finite differences, its window, its updates. */
class LookupEmbeddingTest {
    private static final long SEED = Long.getLong("pixemb.seed", 0x5EED);
    private static final int D = 3;

    private static LookupEmbedding table(int tables, double smoothing) {
        SplittableRandom random = new SplittableRandom(SEED);
        int size = tables * 256 * D;
        float[] latents = new float[size];
        byte[] codes = new byte[size];
        for (int i = 0; i < size; i++) {
            latents[i] = (float) random.nextDouble(-0.3, 2.3);
            codes[i] = (byte) LinearQuantizer.DEFAULT.code(latents[i]);
        }
        return new LookupEmbedding(
                tables, D, LinearQuantizer.DEFAULT, latents, new float[size], new float[tables * D], codes, smoothing);
    }

    private static byte[] pixels(int count) {
        byte[] pixels = new byte[count];
        SplittableRandom random = new SplittableRandom(SEED + 1);
        for (int i = 0; i < count; i++) {
            pixels[i] = (byte) random.nextInt(40); // few values, so that each is seen often
        }
        return pixels;
    }

    @Test
    void gradientPassesInsideTheWindowAndOutsideOnlyBackIn() {
        LookupEmbedding table = table(3, 0);
        float[] latents = table.latents();
        for (double sign : new double[] {1, -1}) {
            double[] byCode = new double[latents.length];
            java.util.Arrays.fill(byCode, sign);
            double[] gradient = table.latentGradient(byCode);
            for (int i = 0; i < latents.length; i++) {
                boolean in = latents[i] >= 0 && latents[i] <= 2;
                // A step goes against the gradient: below the window only a negative gradient leads back in.
                boolean backIn = latents[i] < 0 ? sign < 0 : sign > 0;
                assertThat(gradient[i])
                        .as("latent %s", latents[i])
                        .isEqualTo(in || backIn ? sign * LinearQuantizer.DEFAULT.codesPerUnit() : 0);
            }
        }
    }

    @Test
    void smoothingKeepsAConstantAndSpreadsAPeak() {
        LookupEmbedding table = table(1, 3);
        double[] peak = new double[256 * D];
        peak[100 * D] = 1;
        double[] gradient = table.latentGradient(peak);
        assertThat(gradient[104 * D + 1]).as("another dimension").isZero();
        double[] constant = new double[256 * D];
        java.util.Arrays.fill(constant, 0.25);
        double[] same = table.latentGradient(constant);
        float[] latents = table.latents();
        int spread = 0;
        for (int value = 0; value < 256; value++) {
            boolean in = latents[value * D] >= 0 && latents[value * D] <= 2;
            if (in) {
                assertThat(same[value * D]).isCloseTo(0.25 * 1.5, within(1e-12));
                spread += gradient[value * D] > 0 ? 1 : 0;
                assertThat(gradient[value * D] > 0).as("value %d", value).isEqualTo(Math.abs(value - 100) <= 9);
            }
        }
        assertThat(spread).isGreaterThan(5);
    }

    @Test
    void updatesMoveAgainstTheGradientAndStayWithinHalfAStepOfTheWindow() {
        LookupEmbedding table = table(3, 0);
        double[] gradient = new double[table.latents().length];
        java.util.Arrays.fill(gradient, 1);
        float before = table.latents()[5];
        table.update(gradient, 0.01, 1);
        // Adam's first step is the learning rate itself: m / (1 - b1) over sqrt(v / (1 - b2)) is 1.
        assertThat(before - table.latents()[5]).isCloseTo(0.01f, within(1e-5f));
        for (int step = 2; step < 400; step++) {
            table.update(gradient, 0.05, step);
        }
        for (float latent : table.latents()) {
            assertThat(latent).isEqualTo(-LinearQuantizer.DEFAULT.step() / 2);
        }
        assertThat(table.changedShare()).isGreaterThan(0.5);
        assertThat(table.frozen().orElseThrow().code(1, 7, 2)).isZero();
    }

    @Test
    void aTableStartsAtTheCodesItWasGiven() {
        byte[] codes = Thermometer.codes(Thermometer.uniform(3 * D), D, 2, true);
        PixelEmbedding start = new PixelEmbedding(1, D, 2, codes);
        LookupEmbedding table = LookupEmbedding.startingAt(start, TableStart.STEPS, LinearQuantizer.DEFAULT, 0, 7);
        // Noise of 0.15 half steps leaves a code alone unless it is 6.7 deviations.
        assertThat(table.frozen()).contains(start);
        assertThat(table.changedShare()).isZero();
        assertThat(LookupEmbedding.startingAt(start, TableStart.STEPS, LinearQuantizer.DEFAULT, 0, 7)
                        .latents())
                .containsExactly(table.latents());
    }

    @Test
    void encodingLooksUpEveryColourInItsOwnTable() {
        LookupEmbedding table = table(3, 0);
        PixelEmbedding codes = table.frozen().orElseThrow();
        byte[] pixels = pixels(3 * 333);
        FloatBuffer target = FloatBuffer.allocate(pixels.length * D);
        table.encode(pixels, pixels.length, target);
        for (int p = 0; p < pixels.length; p++) {
            for (int i = 0; i < D; i++) {
                assertThat(target.get(p * D + i)).isEqualTo(codes.code(p % 3, pixels[p] & 0xff, i));
            }
        }
    }

    @Test
    void bf16KeepsCodesAndRoundsFloatPixels() {
        byte[] pixels = {0, 127, (byte) 255, 3, 64, (byte) 200};
        var codes = FixedInput.codes(FixedCodes.direct(LinearQuantizer.DEFAULT));
        var floats = FixedInput.floatPixels(new float[] {0.4f, 0.5f, 0.6f}, new float[] {0.2f, 0.3f, 0.1f});
        for (InputLayer input : new InputLayer[] {codes, floats}) {
            FloatBuffer exact = FloatBuffer.allocate(pixels.length);
            java.nio.ShortBuffer narrow = java.nio.ShortBuffer.allocate(pixels.length);
            input.encode(pixels, pixels.length, exact);
            input.encode(pixels, pixels.length, narrow);
            for (int i = 0; i < pixels.length; i++) {
                float back = Float.intBitsToFloat(narrow.get(i) << 16);
                float tolerance = input == codes ? 0 : Math.abs(exact.get(i)) / 256;
                assertThat(back).isCloseTo(exact.get(i), org.assertj.core.data.Offset.offset(tolerance));
            }
        }
    }
}
