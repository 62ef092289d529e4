package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pixelembedding.model.JointEmbedding;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.model.PixelEmbedding;

/** Joint RGB embedding: where it starts, what it freezes to, and its gradient. */
class JointInputTest {
    private static final long SEED = Long.getLong("pixemb.seed", 0x5EED);
    private static final int D = 3;
    private static final int CHANNELS = 3 * D;

    private static PixelEmbedding thermometers(int bits) {
        int levels = (1 << bits) - 1;
        byte[] codes = new byte[3 * 256 * D];
        for (int colour = 0; colour < 3; colour++) {
            double[] thresholds = Thermometer.uniform(D * levels);
            for (int i = 0; i < thresholds.length; i++) {
                thresholds[i] += colour;
            }
            System.arraycopy(Thermometer.codes(thresholds, D, bits, true), 0, codes, colour * 256 * D, 256 * D);
        }
        return new PixelEmbedding(3, D, bits, codes);
    }

    private static JointInput start(LinearQuantizer quantizer) {
        return JointInput.startingAt(thermometers(quantizer.bits()), TableStart.STEPS, quantizer, 0, 7);
    }

    private static byte[] pixels() {
        byte[] pixels = new byte[300 * 3];
        new SplittableRandom(SEED).nextBytes(pixels);
        return pixels;
    }

    @Test
    void itStartsAsTheEmbeddingWithOneTableAColour() {
        JointInput input = start(LinearQuantizer.DEFAULT);
        byte[] pixels = pixels();
        FloatBuffer expected = FloatBuffer.allocate(pixels.length * D);
        FixedInput.codes(thermometers(2)).encode(pixels, pixels.length, expected);
        FloatBuffer codes = FloatBuffer.allocate(pixels.length * D);
        input.encode(pixels, pixels.length, codes);
        assertThat(codes.array()).isEqualTo(expected.array());
        assertThat(input.changedShare()).isZero();
        assertThat(input.channels()).isEqualTo(CHANNELS);
    }

    /** Whole thresholds against the rounded sum of fixed-point latents through the quantizer, after much learning. */
    @ParameterizedTest(name = "{0} bits")
    @ValueSource(ints = {1, 2, 3, 8})
    void whatItFreezesToGivesTheSameCodes(int bits) {
        LinearQuantizer quantizer = new LinearQuantizer(bits, 2);
        JointInput input = start(quantizer);
        SplittableRandom random = new SplittableRandom(SEED);
        float[] gradient = new float[3 * 256 * CHANNELS];
        for (int step = 1; step <= 30; step++) {
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] = (float) random.nextDouble(-1, 1);
            }
            input.learn(gradient, 0.1, step);
        }
        assertThat(input.changedShare()).isPositive();
        JointEmbedding frozen = input.frozen().orElseThrow();
        byte[] pixels = pixels();
        float[] codes = input.codes(pixels, 0, pixels.length);
        for (int at = 0; at < codes.length; at++) {
            int pixel = at / CHANNELS * 3;
            int channel = at % CHANNELS;
            int sum = 0;
            double exact = 0;
            for (int colour = 0; colour < 3; colour++) {
                int value = pixels[pixel + colour] & 0xff;
                sum += frozen.entry(colour, value, channel);
                exact += input.latents()[(colour * 256 + value) * CHANNELS + channel];
            }
            assertThat(frozen.code(sum)).isEqualTo((int) codes[at]);
            assertThat(sum / 2048.0).as("three roundings to 2^-11").isCloseTo(exact, within(1.5 / 2048));
        }
    }

    /** Against the definition: every pixel adds its gradient to three rows, unless it would leave the window further. */
    @Test
    void theGradientGoesToThreeRowsInsideTheWindow() {
        float[] latents = new float[3 * 256 * CHANNELS];
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < latents.length; i++) {
            latents[i] = (float) random.nextDouble(-1, 1.5);
        }
        JointInput input = new JointInput(
                CHANNELS,
                LinearQuantizer.DEFAULT,
                latents,
                new float[latents.length],
                new float[3 * CHANNELS],
                new byte[512 * CHANNELS],
                0);
        byte[] pixels = pixels();
        float[] byCode = new float[pixels.length * D];
        for (int i = 0; i < byCode.length; i++) {
            byCode[i] = (float) random.nextDouble(-1, 1);
        }
        JointEmbedding frozen = input.frozen().orElseThrow();
        double[] expected = new double[latents.length];
        int dropped = 0;
        for (int i = 0; i < byCode.length; i++) {
            int[] rows = new int[3];
            int sum = 0;
            for (int colour = 0; colour < 3; colour++) {
                int value = pixels[i / CHANNELS * 3 + colour] & 0xff;
                rows[colour] = (colour * 256 + value) * CHANNELS + i % CHANNELS;
                sum += frozen.entry(colour, value, i % CHANNELS);
            }
            if ((sum < 0 && byCode[i] > 0) || (sum > 2 * 2048 && byCode[i] < 0)) {
                dropped++;
                continue;
            }
            for (int row : rows) {
                expected[row] += byCode[i];
            }
        }
        float[] rows = input.rowGradient(pixels, pixels.length, FloatBuffer.wrap(byCode));
        assertThat(dropped).isPositive();
        for (int i = 0; i < rows.length; i++) {
            assertThat(rows[i]).isEqualTo((float) expected[i]);
        }
    }

    @Test
    void learningMovesAgainstTheGradientAndStaysInRange() {
        JointInput input = start(LinearQuantizer.DEFAULT);
        float[] gradient = new float[3 * 256 * CHANNELS];
        Arrays.fill(gradient, 1);
        float before = input.latents()[5];
        input.learn(gradient, 0.01, 1);
        assertThat(before - input.latents()[5]).isCloseTo(0.01f, within(1e-5f));
        for (int step = 2; step < 400; step++) {
            input.learn(gradient, 0.05, step);
        }
        for (float latent : input.latents()) {
            assertThat(latent).isEqualTo(-2 - LinearQuantizer.DEFAULT.step() / 2);
        }
        assertThat(input.codes(pixels(), 0, 900)).containsOnly(0);
    }

    @Test
    void aCheckpointHoldsIt() {
        TrainingConfig config =
                TrainingConfig.parse("test", "table: joint\ntableSmoothing: 0\ndimensions: " + D + "\n");
        JointInput input = start(LinearQuantizer.DEFAULT);
        float[] gradient = new float[3 * 256 * CHANNELS];
        Arrays.fill(gradient, 0, 3000, 0.5f);
        input.learn(gradient, 0.5, 1);
        Parameters arrays = new Parameters();
        InputLayers.put(input, arrays);
        JointInput again = (JointInput) InputLayers.stored(config, LinearQuantizer.DEFAULT, arrays, 16);
        assertThat(again.frozen()).isEqualTo(input.frozen());
        assertThat(again.changedShare()).isEqualTo(input.changedShare()).isPositive();
        input.learn(gradient, 0.5, 2);
        again.learn(gradient, 0.5, 2);
        assertThat(again.latents()).isEqualTo(input.latents());
        assertThat(input.startingHere(config).changedShare()).isZero();
    }

    @Test
    void otherInputsHaveNoJointTables() {
        assertThatThrownBy(() -> TrainingConfig.parse("mine.yaml", "input: thermometer\ntable: joint\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("table is joint, which input thermometer cannot be")
                .hasMessageContaining("pixel-embedding");
    }
}
