package org.pixelembedding.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.train.WeightQuantizer;

/** g * (1 + delta * sign(g) * (x - q)), worked out by hand. */
class ElementwiseScalingTest {
    private static final double DELTA = 0.5;

    @BeforeAll
    static void start() {
        TorchRuntime.start(2);
    }

    /** Two bits, ceiling 2: a code is worth 2/3, and 1/3 of the way from the lowest value to the highest. */
    @Test
    void activationsAreScaledByTheirDistanceFromTheirCode() {
        float[] inputs = {0.2f, 0.2f, 0.9f, 0.9f, 2.5f, -1f, 2 / 3f};
        float[] upstream = {1, -1, 2, -2, 3, 3, 4};
        // x - q in shares of the window: 0.1 - 0, then 0.45 - 1/3; outside, and at a value of its own, 0.
        double[] factors = {
            1 + DELTA * 0.1,
            1 - DELTA * 0.1,
            1 + DELTA * (0.45 - 1 / 3.0),
            1 - DELTA * (0.45 - 1 / 3.0),
            0, // the window of the straight-through gradient
            0,
            1
        };
        LinearQuantizer quantizer = new LinearQuantizer(2, 2.0f);
        try (ElementwiseScaling scaling = new ElementwiseScaling(DELTA);
                PointerScope scope = new PointerScope()) {
            Tensor x = TensorMemory.of(inputs, inputs.length);
            x.set_requires_grad(true);
            Tensor codes = StraightThrough.codes(x, quantizer);
            scaling.begin();
            scaling.watch(x, codes, quantizer);
            codes.mul(TensorMemory.of(upstream, inputs.length)).sum().backward();
            float[] gradients = TensorMemory.read(x.grad());
            for (int i = 0; i < inputs.length; i++) {
                assertThat((double) gradients[i])
                        .as("gradient at %s", inputs[i])
                        .isCloseTo(1.5 * upstream[i] * factors[i], within(2e-6));
            }
        }
    }

    /** More activations than the library has hook objects, behind one another, and one that is read twice. */
    @Test
    void eachActivationOfAChainIsScaledByItsOwnError() {
        int depth = 24;
        LinearQuantizer quantizer = new LinearQuantizer(2, 2.0f);
        try (ElementwiseScaling scaling = new ElementwiseScaling(DELTA);
                PointerScope scope = new PointerScope()) {
            Tensor start = TensorMemory.of(new float[] {0.3f}, 1);
            start.set_requires_grad(true);
            scaling.begin();
            Tensor x = start;
            double wanted = 1;
            double value = 0.3f;
            for (int i = 0; i < depth; i++) {
                Tensor codes = StraightThrough.codes(x, quantizer);
                scaling.watch(x, codes, quantizer);
                double code = Math.floor(value * 1.5 + 0.5);
                double scale = 0.3 + 0.01 * i;
                double shift = 0.4 + 0.005 * i;
                wanted *= 1.5 * (1 + DELTA * (value / 2 - code / 3)) * (i == 3 ? 2 * scale : scale);
                value = code * (i == 3 ? 2 * scale : scale) + shift;
                Tensor next = codes.mul(TensorMemory.scalar(scale));
                x = (i == 3 ? next.add(codes.mul(TensorMemory.scalar(scale))) : next).add(TensorMemory.scalar(shift));
                assertThat(value).as("inside the window").isBetween(0.0, 2.0);
            }
            x.sum().backward();
            assertThat((double) TensorMemory.read(start.grad())[0] / wanted).isCloseTo(1, within(1e-4));
        }
    }

    @Test
    void signsTakeTheDistanceBetweenMinusAndPlusOneForOne() {
        float[] latent = {0.5f, -0.25f, 2.25f, -1f}; // mean 1: values are -1 and 1, two apart
        float[] gradient = {1, 1, 1, -1};
        float[] wanted = {1 - 0.125f, 1 + 0.1875f, 1, -1};
        // (0.5 - 1) / 2 = -0.25, (-0.25 + 1) / 2 = 0.375, clipped to 1, at -1: times delta.
        try (ElementwiseScaling scaling = new ElementwiseScaling(DELTA);
                PointerScope scope = new PointerScope()) {
            Tensor g = TensorMemory.of(gradient, 1, 4);
            scaling.scale(g, TensorMemory.of(latent, 1, 4), new WeightQuantizer(1), 1);
            assertThat(TensorMemory.read(g)).containsExactly(wanted, within(1e-6f));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8})
    void levelsTakeTheDistanceFromTheLowestToTheHighestForOne(int bits) {
        WeightQuantizer quantizer = new WeightQuantizer(bits);
        float[] latent = {0.1f, -0.7f, 1.3f, -4f, 0.02f, 0.9f, -1.1f, 0.4f};
        float[] gradient = {1, -2, 3, -4, 5, -6, 7, -8};
        double mean = 0;
        for (float value : latent) {
            mean += Math.abs(value) / latent.length;
        }
        double step = mean * quantizer.stepShare();
        double most = step * quantizer.maxLevel();
        try (ElementwiseScaling scaling = new ElementwiseScaling(DELTA);
                PointerScope scope = new PointerScope()) {
            Tensor g = TensorMemory.of(gradient, 2, 4);
            scaling.scale(g, TensorMemory.of(latent, 2, 4), quantizer, 0, 1);
            float[] scaled = TensorMemory.read(g);
            for (int i = 0; i < latent.length; i++) {
                double error = Math.clamp((double) latent[i], -most, most) - step * quantizer.level(latent[i], step);
                double wanted = gradient[i] * (1 + DELTA * Math.signum(gradient[i]) * error / (2 * most));
                assertThat((double) scaled[i]).as("weight %s", latent[i]).isCloseTo(wanted, within(1e-5));
            }
        }
    }
}
