package org.pixelembedding.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.train.Folding;
import org.pixelembedding.train.WeightQuantizer;

/** Quantizers of the training step against scalar formulas, on grids that include 0, ties and the clip's edges. */
class StraightThroughTest {
    @BeforeAll
    static void start() {
        TorchRuntime.start(2);
    }

    /** Every quarter step from below the window to above it, edges, their neighbours, and signed zeros. */
    private static float[] grid(LinearQuantizer quantizer) {
        List<Float> points = new ArrayList<>();
        for (int i = -8; i <= 4 * quantizer.maxCode() + 8; i++) {
            float at = i * quantizer.step() / 4;
            points.add(at);
            points.add(Math.nextUp(at));
            points.add(Math.nextDown(at));
        }
        points.addAll(List.of(0f, -0f, quantizer.ceiling(), Float.MIN_VALUE, 1e30f, -1e30f));
        float[] grid = new float[points.size()];
        for (int i = 0; i < grid.length; i++) {
            grid[i] = points.get(i);
        }
        return grid;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 8})
    void activationCodesAndGradientsFollowTheFormula(int bits) {
        LinearQuantizer quantizer = new LinearQuantizer(bits, 2.0f);
        float[] grid = grid(quantizer);
        try (PointerScope scope = new PointerScope()) {
            Tensor x = TensorMemory.of(grid, grid.length);
            x.set_requires_grad(true);
            Tensor y = StraightThrough.codes(x, quantizer);
            y.sum().backward();
            float[] codes = TensorMemory.read(y.detach());
            float[] gradients = TensorMemory.read(x.grad());
            for (int i = 0; i < grid.length; i++) {
                float clipped = Math.max(0, Math.min(2.0f, grid[i]));
                float wanted = (float) Math.floor(clipped * (float) (((1 << bits) - 1) / 2.0) + 0.5f);
                assertThat(codes[i]).as("code of %s", grid[i]).isEqualTo(wanted);
                assertThat(codes[i]).as("plain Java's code of %s", grid[i]).isEqualTo(quantizer.code(grid[i]));
                boolean inWindow = grid[i] >= 0 && grid[i] <= 2.0f;
                assertThat(gradients[i])
                        .as("gradient at %s", grid[i])
                        .isEqualTo(inWindow ? quantizer.codesPerUnit() : 0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 8})
    void shiftedCodesHaveTheSameWindowClosedAtBothEnds(int bits) {
        LinearQuantizer quantizer = new LinearQuantizer(bits, 2.0f);
        float top = quantizer.maxCode() + 0.5f;
        float[] shifted = {
            -1e30f,
            -0f,
            Math.nextDown(0.5f),
            0.5f,
            1,
            Math.nextDown(1f),
            1.5f,
            Math.nextDown(top),
            top,
            Math.nextUp(top),
            1e30f
        };
        try (PointerScope scope = new PointerScope()) {
            Tensor x = TensorMemory.of(shifted, shifted.length);
            x.set_requires_grad(true);
            Tensor y = StraightThrough.shiftedCodes(x, quantizer);
            y.sum().backward();
            float[] codes = TensorMemory.read(y.detach());
            float[] gradients = TensorMemory.read(x.grad());
            for (int i = 0; i < shifted.length; i++) {
                double wanted = Math.floor(Math.max(0.5, Math.min(top, shifted[i])));
                assertThat((double) codes[i]).as("code of %s", shifted[i]).isEqualTo(wanted);
                assertThat(gradients[i])
                        .as("gradient at %s", shifted[i])
                        .isEqualTo(shifted[i] >= 0.5f && shifted[i] <= top ? 1 : 0);
            }
        }
    }

    @Test
    void inCodesAndShiftedMakeABatchNormGiveCodes() {
        LinearQuantizer quantizer = new LinearQuantizer(2, 2.0f);
        try (PointerScope scope = new PointerScope()) {
            Tensor gain = StraightThrough.inCodes(TensorMemory.of(new float[] {2}, 1), quantizer);
            Tensor bias = StraightThrough.shifted(TensorMemory.of(new float[] {-1}, 1), quantizer);
            assertThat(TensorMemory.read(gain)).containsExactly(3);
            assertThat(TensorMemory.read(bias)).containsExactly(-1);
        }
    }

    @Test
    void tiesRoundUp() {
        // Half a step is exactly representable at m = 2, n = 1: 0.5 codes at x = 1 - 0.5 step. Half to even would give
        // 0.
        LinearQuantizer quantizer = new LinearQuantizer(1, 2.0f);
        try (PointerScope scope = new PointerScope()) {
            Tensor y = StraightThrough.codes(TensorMemory.of(new float[] {1f, Math.nextDown(1f)}, 2), quantizer);
            assertThat(TensorMemory.read(y)[0]).isEqualTo(1f);
        }
        assertThat(quantizer.code(1f)).isEqualTo(1);
    }

    @Test
    void signsCountZeroAsPositiveAndPassTheGradient() {
        float[] latent = {0f, -0f, 1e-30f, -1e-30f, 2f, -6f};
        try (PointerScope scope = new PointerScope()) {
            Tensor w = TensorMemory.of(latent, 2, 3);
            w.set_requires_grad(true);
            Tensor y = StraightThrough.signs(w, 0, 1);
            float[] upstream = {1, 2, 3, 4, 5, 6};
            y.mul(TensorMemory.of(upstream, 2, 3)).sum().backward();
            float first = (0f + 0f + 1e-30f) / 3;
            float second = (1e-30f + 2f + 6f) / 3;
            assertThat(TensorMemory.read(y.detach())).containsExactly(first, first, first, -second, second, -second);
            assertThat(TensorMemory.read(w.grad())).containsExactly(upstream);
        }
    }

    @Test
    void constantScaleReplacesTheMean() {
        try (PointerScope scope = new PointerScope()) {
            Tensor y = StraightThrough.signs(TensorMemory.of(new float[] {0.5f, -3f}, 1, 2), 1 / 32.0);
            assertThat(TensorMemory.read(y)).containsExactly(1 / 32f, -1 / 32f);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 8})
    void levelsAreThoseOfPlainJavaAndPassTheGradientInsideTheirRange(int bits) {
        WeightQuantizer quantizer = new WeightQuantizer(bits);
        java.util.SplittableRandom random = new java.util.SplittableRandom(bits);
        float[] latent = new float[2 * 64];
        float[] upstream = new float[latent.length];
        for (int i = 0; i < latent.length; i++) {
            latent[i] = (float) (random.nextGaussian() * (i < 64 ? 1 : 0.01));
            upstream[i] = i + 1;
        }
        latent[5] = -0f;
        latent[6] = 9; // far outside: no gradient
        try (PointerScope scope = new PointerScope()) {
            Tensor w = TensorMemory.of(latent, 2, 64);
            w.set_requires_grad(true);
            Tensor y = StraightThrough.levels(w, quantizer, 0, 1);
            y.mul(TensorMemory.of(upstream, 2, 64)).sum().backward();
            float[] values = TensorMemory.read(y.detach());
            float[] gradients = TensorMemory.read(w.grad());
            int outside = 0;
            for (int i = 0; i < latent.length; i++) {
                double step = quantizer.stepShare() * Folding.meanAbs(latent, i / 64 * 64, 64);
                assertThat(values[i])
                        .as("weight %d, %s", i, latent[i])
                        .isCloseTo((float) (step * quantizer.level(latent[i], step)), withinPercentage(1e-3));
                boolean inside = Math.abs(latent[i]) <= step * (1 << bits);
                assertThat(gradients[i]).as("gradient at %s", latent[i]).isEqualTo(inside ? upstream[i] : 0);
                outside += inside ? 0 : 1;
            }
            assertThat(outside).isBetween(1, 32);
        }
    }

    @Test
    void levelsOfWeightsThatAreAllZeroAreZeroTimesOne() {
        try (PointerScope scope = new PointerScope()) {
            Tensor zero = TensorMemory.of(new float[4], 1, 4);
            assertThat(TensorMemory.read(StraightThrough.levels(zero, new WeightQuantizer(3), 0.5, 1)))
                    .containsExactly(0.5f, 0.5f, 0.5f, 0.5f);
        }
    }
}
