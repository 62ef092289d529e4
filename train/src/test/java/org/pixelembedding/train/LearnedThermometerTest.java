package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.pixelembedding.model.PixelEmbedding;

class LearnedThermometerTest {
    private static final long SEED = Long.getLong("pixemb.seed", 0x5EED);
    private static final int D = 4;

    private static LearnedThermometer thermometer(int tables) {
        double[][] thresholds = new double[tables][];
        for (int table = 0; table < tables; table++) {
            thresholds[table] = new double[] {20.5 + table, 40, 41.25, 200};
        }
        return LearnedThermometer.startingAt(thresholds);
    }

    @Test
    void startsAtItsThresholds() {
        LearnedThermometer input = thermometer(3);
        assertThat(input.thresholds()[0]).isCloseTo(20.5, within(1e-3));
        assertThat(input.thresholds()[D + 2]).isCloseTo(41.25, within(1e-3));
        PixelEmbedding codes = input.frozen().orElseThrow();
        assertThat(codes.bits()).isEqualTo(1);
        assertThat(codes.code(0, 20, 0)).isZero();
        assertThat(codes.code(0, 21, 0)).isEqualTo(1);
        assertThat(codes.code(0, 255, 3)).isEqualTo(1);
        assertThat(input.changedShare()).isZero();
    }

    /** The surrogate is the derivative of a smooth step: the integral of a triangle. */
    private static double smoothStep(double distance) {
        double z = Math.clamp(distance / LearnedThermometer.WINDOW, -1.0, 1.0);
        return z < 0 ? (1 + z) * (1 + z) / 2 : 1 - (1 - z) * (1 - z) / 2;
    }

    private static double loss(LearnedThermometer input, float[] byCode, int tables) {
        double loss = 0;
        double[] thresholds = input.thresholds();
        for (int i = 0; i < byCode.length; i++) {
            int table = tables == 1 ? 0 : i / D / 256;
            loss += byCode[i] * smoothStep(i / D % 256 - thresholds[table * D + i % D]);
        }
        return loss;
    }

    @Test
    void gradientIsThatOfTheSmoothStepThroughTheGaps() {
        for (int tables : new int[] {1, 3}) {
            SplittableRandom random = new SplittableRandom(SEED + tables);
            float[] byCode = new float[3 * 256 * D];
            for (int i = 0; i < byCode.length; i++) {
                byCode[i] = (float) random.nextDouble(-1, 1);
            }
            LearnedThermometer input = thermometer(tables);
            double[] gradient = input.latentGradient(byCode);
            for (int i = 0; i < gradient.length; i++) {
                float step = 0.001f;
                double difference =
                        loss(moved(tables, i, step), byCode, tables) - loss(moved(tables, i, -step), byCode, tables);
                assertThat(gradient[i])
                        .as("latent %d of %d tables, -Dpixemb.seed=%d", i, tables, SEED)
                        .isCloseTo(difference / (2 * step), within(0.02 + 0.02 * Math.abs(gradient[i])));
            }
            assertThat(Arrays.stream(gradient).map(Math::abs).max().orElseThrow())
                    .isGreaterThan(1);
        }
    }

    private static LearnedThermometer moved(int tables, int latent, float by) {
        LearnedThermometer start = thermometer(tables);
        float[] latents = start.latents().clone();
        latents[latent] += by;
        return new LearnedThermometer(
                tables, D, latents, new float[latents.length], new float[tables], start.initialCodes());
    }

    /** A first layer that wants bit 1 off below 60 moves that threshold up, and no threshold past another. */
    @Test
    void learningMovesThresholdsAndKeepsTheirOrder() {
        LearnedThermometer input = thermometer(1);
        float[] byCode = new float[3 * 256 * D];
        for (int value = 30; value < 60; value++) {
            byCode[value * D + 1] = 1; // less of it lowers the loss
        }
        for (int step = 1; step <= 400; step++) {
            input.learn(byCode, 0.02, step);
        }
        double[] thresholds = input.thresholds();
        assertThat(thresholds[1]).isGreaterThan(55);
        assertThat(thresholds).isSorted();
        assertThat(thresholds[0]).isPositive();
        assertThat(thresholds[D - 1]).isLessThan(256);
        assertThat(input.changedShare()).isGreaterThan(0.05);
        assertThat(input.rows()[50 * D + 1]).isZero();
    }

    @Test
    void comesBackFromItsArraysAndFromItsCodes() {
        TrainingConfig config =
                TrainingConfig.parse("test", "input: learned-thermometer\ndimensions: " + D + "\ntable: shared");
        LearnedThermometer input = thermometer(1);
        float[] byCode = new float[3 * 256 * D];
        Arrays.fill(byCode, 0, 50 * D, 1);
        input.learn(byCode, 0.1, 1);
        Parameters arrays = new Parameters();
        InputLayers.put(input, arrays);
        LearnedThermometer again = (LearnedThermometer)
                InputLayers.stored(config, TrainedNetwork.tableQuantizer(config, NETWORK), arrays, 16);
        assertThat(again.thresholds()).isEqualTo(input.thresholds());
        assertThat(again.changedShare()).isEqualTo(input.changedShare()).isPositive();
        input.learn(byCode, 0.1, 2);
        again.learn(byCode, 0.1, 2);
        assertThat(again.thresholds()).isEqualTo(input.thresholds());
        LearnedThermometer thawed = LearnedThermometer.startingAt(input.frozen().orElseThrow());
        assertThat(thawed.frozen()).isEqualTo(input.frozen());
        LearnedThermometer another = input.startingHere(config);
        assertThat(another.changedShare()).isZero();
        assertThat(another.frozen()).isEqualTo(input.frozen());
    }

    private static final NetworkSpec NETWORK =
            new NetworkSpec("test", 16, java.util.List.of(new NetworkSpec.Block.Stem(8, 3, 1)));

    /** Thresholds that no value tells apart, or that no value reaches. */
    @Test
    void anyThermometerOfOneBitCanBeAStart() {
        byte[] codes = new byte[256 * 3];
        for (int value = 100; value < 256; value++) {
            codes[value * 3] = 1;
            codes[value * 3 + 1] = 1;
        }
        PixelEmbedding start = new PixelEmbedding(1, 3, 1, codes);
        assertThat(LearnedThermometer.startingAt(start).frozen()).contains(start);
    }
}
