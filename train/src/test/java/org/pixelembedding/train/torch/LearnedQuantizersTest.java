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
import org.pixelembedding.train.Parameters;
import org.pixelembedding.train.Topology;

/** Learned quantizers and the teacher's loss against their formulas, by hand or by finite differences. */
class LearnedQuantizersTest {
    @BeforeAll
    static void start() {
        TorchRuntime.start(2);
    }

    /** LSQ, equation 3: with the value s * code, ds is code - x/s inside, n above, 0 below; dx is 1 inside. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 8})
    void aStepHasTheGradientOfThePaper(int bits) {
        int n = (1 << bits) - 1;
        float s = 0.375f;
        for (float ratio : new float[] {-1.25f, -0.01f, 0.2f, 0.7f, n - 0.3f, n + 0.1f, n + 7}) {
            try (PointerScope scope = new PointerScope()) {
                Tensor x = TensorMemory.of(new float[] {ratio * s}, 1);
                x.set_requires_grad(true);
                Tensor step = TensorMemory.of(new float[] {s}, 1);
                step.set_requires_grad(true);
                Tensor codes = LearnedQuantizers.codesOfStep(x, step, n);
                codes.mul(step).sum().backward();
                double code = Math.floor(Math.max(0, Math.min(n, ratio)) + 0.5);
                assertThat(TensorMemory.read(codes.detach())[0]).isEqualTo((float) code);
                boolean inside = ratio > 0 && ratio < n;
                assertThat(TensorMemory.read(step.grad())[0])
                        .as("ds at x/s = %s", ratio)
                        .isCloseTo((float) (inside ? code - ratio : ratio < 0 ? 0 : n), within(1e-3f));
                assertThat(TensorMemory.read(x.grad())[0]).isCloseTo(inside ? 1 : 0, within(1e-6f));
            }
        }
    }

    /** What constant-scale convolutions read is the code itself, of unit 1. */
    @Test
    void aStepInFrontOfUnitOneHasTheGradientOfTheCode() {
        try (PointerScope scope = new PointerScope()) {
            Tensor x = TensorMemory.of(new float[] {0.5f, 2f}, 2);
            Tensor step = TensorMemory.of(new float[] {0.25f}, 1);
            step.set_requires_grad(true);
            LearnedQuantizers.codesOfStep(x, step, 3).sum().backward();
            // -x/s^2 of the first; the second lies above 3 s = 0.75.
            assertThat(TensorMemory.read(step.grad())[0]).isEqualTo(-8f);
        }
    }

    /** f of the paper's figure 3, in float64. */
    private static double line(double x, double[] intervals) {
        double sum = 0;
        double from = 0;
        for (double interval : intervals) {
            sum += Math.max(0, Math.min(1, (x - from) / interval));
            from += interval;
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void intervalsHaveTheGradientOfTheirLine(int bits) {
        int n = (1 << bits) - 1;
        float[] intervals = new float[n];
        double[] exact = new double[n];
        for (int i = 0; i < n; i++) {
            intervals[i] = 0.3f + 0.07f * (i * 5 % 4);
            exact[i] = intervals[i];
        }
        double h = 1e-6;
        for (float x = -0.41f; x < 0.41 * n + 0.5; x += 0.0937f) {
            try (PointerScope scope = new PointerScope()) {
                Tensor input = TensorMemory.of(new float[] {x}, 1);
                input.set_requires_grad(true);
                Tensor learned = TensorMemory.of(intervals, n);
                learned.set_requires_grad(true);
                Tensor codes = LearnedQuantizers.codesOfIntervals(input, learned);
                codes.sum().backward();
                assertThat(TensorMemory.read(codes.detach())[0])
                        .as("code of %s", x)
                        .isEqualTo((float) Math.floor(line(x, exact) + 0.5));
                assertThat((double) TensorMemory.read(input.grad())[0])
                        .as("dx at %s", x)
                        .isCloseTo((line(x + h, exact) - line(x - h, exact)) / (2 * h), within(2e-3));
                float[] gradient = TensorMemory.read(learned.grad());
                for (int i = 0; i < n; i++) {
                    double[] up = exact.clone();
                    double[] down = exact.clone();
                    up[i] += h;
                    down[i] -= h;
                    assertThat((double) gradient[i])
                            .as("da_%d at %s", i + 1, x)
                            .isCloseTo((line(x, up) - line(x, down)) / (2 * h), within(2e-3));
                }
            }
        }
    }

    @Test
    void whatIsLearnedStaysAboveZero() {
        Topology topology =
                new Topology(java.util.List.of(new Topology.Step.Activation("a.in", "conv", 1, 1)), 3, false, false, 2);
        Parameters parameters = new Parameters();
        parameters.put("a.in.intervals", new float[] {0.5f, 0.0011f, 0.5f});
        try (LearnedQuantizers quantizers = new LearnedQuantizers(topology, parameters, LinearQuantizer.DEFAULT);
                PointerScope scope = new PointerScope()) {
            Tensor x = TensorMemory.of(new float[] {0.9f}, 1, 1, 1, 1);
            // Lowering the code widens every interval before x: the loss -code narrows them.
            Topology.Step.Activation activation =
                    (Topology.Step.Activation) topology.steps().getFirst();
            quantizers.codes(activation, x).neg().sum().backward();
            try (org.bytedeco.pytorch.NoGradGuard guard = new org.bytedeco.pytorch.NoGradGuard()) {
                quantizers.update(0.1, 1);
            }
            Parameters saved = new Parameters();
            quantizers.learned().save(saved);
            assertThat(saved.get("a.in.intervals")[0]).isBetween(0.4f, 0.49f);
            assertThat(saved.get("a.in.intervals")[1]).isEqualTo((float) LearnedQuantizers.LEAST);
        }
    }

    /** Hinton et al.: (1 - w) hard + w T^2 KL; gradient of the second part w T (softmax(student/T) - softmax(teacher/T)) / N. */
    @Test
    void theTeachersPartOfTheLossIsThatOfThePaper() {
        float[] teacher = {2, -1, 0.5f, 0, 3, 1};
        float[] student = {1, 0, -0.5f, 2, 2, -1};
        double temperature = 3;
        double weight = 0.25;
        try (PointerScope scope = new PointerScope()) {
            Tensor logits = TensorMemory.of(student, 2, 3);
            logits.set_requires_grad(true);
            Tensor loss =
                    new SoftTargets(teacher, temperature, weight).mix(TensorMemory.of(new float[] {8}, 1), logits);
            loss.sum().backward();
            float[] gradient = TensorMemory.read(logits.grad());
            double divergence = 0;
            for (int image = 0; image < 2; image++) {
                double[] p = softmax(teacher, image, temperature);
                double[] q = softmax(student, image, temperature);
                for (int k = 0; k < 3; k++) {
                    divergence += p[k] * Math.log(p[k] / q[k]) / 2;
                    assertThat((double) gradient[image * 3 + k])
                            .isCloseTo(weight * temperature * (q[k] - p[k]) / 2, within(1e-6));
                }
            }
            assertThat(loss.item_double())
                    .isCloseTo(0.75 * 8 + weight * temperature * temperature * divergence, within(1e-5));
        }
    }

    private static double[] softmax(float[] logits, int image, double temperature) {
        double[] result = new double[3];
        double sum = 0;
        for (int k = 0; k < 3; k++) {
            result[k] = Math.exp(logits[image * 3 + k] / temperature);
            sum += result[k];
        }
        for (int k = 0; k < 3; k++) {
            result[k] /= sum;
        }
        return result;
    }
}
