package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pixelembedding.data.UnreadablePolicy;
import org.pixelembedding.train.torch.TorchRuntime;
import org.pixelembedding.train.torch.TrainingGraph;

/** What rare classes weigh, and what that does to a step's loss. */
class ClassWeightsTest {
    private static final int SIDE = 16;
    private static final TrainingConfig CONFIG = TrainingConfig.parse(
            "test", "size: 16\nwidth: 0.25\ndimensions: 4\nbatch: 8\nvalidation: 0\nprecision: float32\n");

    private static TrainingData data(int pictures) throws IOException {
        return TrainingData.of(new PaintedSource(pictures, 6, SIDE, 5), CONFIG, SIDE, UnreadablePolicy.FAIL);
    }

    /** Loss of one step on four pictures of class 0 and four of class 1. */
    private static double loss(TrainingData data, int[] labels, float[] weights) throws IOException {
        TorchRuntime.start(1);
        TrainedNetwork network = TrainedNetwork.start(CONFIG, data);
        byte[] pixels = new byte[labels.length * SIDE * SIDE * 3];
        for (int i = 0; i < labels.length; i++) {
            System.arraycopy(data.train().pixels(i), 0, pixels, i * SIDE * SIDE * 3, SIDE * SIDE * 3);
        }
        try (TrainingGraph graph = network.trainingGraph(labels.length, 0, false)) {
            if (weights.length > 0) {
                graph.weighClasses(weights);
            }
            graph.encode(network.input(), pixels, pixels.length);
            return graph.step(labels, 0, 1, gradient -> {}).loss();
        }
    }

    @Test
    void weightsEvenOutTheClasses() throws IOException {
        TrainingData data = data(31); // 11, 10, 10
        float[] weights = data.classWeights();
        assertThat(data.classCounts()).containsExactly(11, 10, 10);
        for (int k = 0; k < 3; k++) {
            assertThat(weights[k] * data.classCounts()[k]).isCloseTo(31 / 3f, within(1e-5f));
        }
    }

    @Test
    void theLossIsTheWeightedMean() throws IOException {
        TrainingData data = data(30);
        int[] mixed = {0, 0, 0, 0, 1, 1, 1, 1};
        int[] first = new int[8];
        int[] second = new int[8];
        Arrays.fill(second, 1);
        // Logits do not depend on labels: single losses by class come from two steps that weigh only some pictures.
        double plain = loss(data, mixed, new float[0]);
        double zero = loss(data, mixed, new float[] {1, 0, 0});
        double one = loss(data, mixed, new float[] {0, 1, 0});
        assertThat((zero + one) / 2).as("equal weights are the plain mean").isCloseTo(plain, within(1e-5));
        double weighted = loss(data, mixed, new float[] {3, 1, 7});
        assertThat(weighted).isCloseTo((3 * zero + one) / 4, within(1e-5));
        assertThat(loss(data, mixed, new float[] {1, 1, 1})).isCloseTo(plain, within(1e-6));
        assertThat(loss(data, first, new float[] {5, 1, 1}))
                .as("a batch of one class does not feel its weight")
                .isCloseTo(loss(data, first, new float[0]), within(1e-6));
        assertThat(loss(data, second, new float[0])).isNotCloseTo(loss(data, first, new float[0]), within(1e-6));
    }
}
