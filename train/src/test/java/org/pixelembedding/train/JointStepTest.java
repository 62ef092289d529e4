package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.pixelembedding.train.torch.TorchRuntime;
import org.pixelembedding.train.torch.TrainingGraph;

/**
 * A training step with a joint table against one with a table a colour. Before the first step both are one function, one with
 * written-out codes and the library's convolution, the other with looked-up sums: loss and gradient must agree but for the order of
 * float32 sums.
 */
class JointStepTest {
    private static final int D = 3;
    private static final int BATCH = 6;
    private static final int HEAD = 4;

    private final AtomicReference<float[]> gradient = new AtomicReference<>();

    private TrainingGraph.StepResult step(TrainedNetwork network, TrainingData data) throws IOException {
        byte[] pixels = new byte[BATCH * 16 * 16 * 3];
        int[] labels = new int[BATCH];
        for (int i = 0; i < BATCH; i++) {
            System.arraycopy(data.train().pixels(i), 0, pixels, i * 16 * 16 * 3, 16 * 16 * 3);
            labels[i] = data.train().label(i);
        }
        try (TrainingGraph graph = network.trainingGraph(BATCH, HEAD, false)) {
            graph.encode(network.input(), pixels, pixels.length);
            return graph.step(labels, 0.001, 1, gradient::set);
        }
    }

    private static TrainedNetwork network(String table, TrainingData data) throws IOException {
        // No pooling: sums are whole multiples of a scale, and which of two equal ones is the larger is chance.
        NetworkSpec spec = new NetworkSpec(
                "plain",
                16,
                List.of(
                        new NetworkSpec.Block.Stem(8, 3, 2),
                        new NetworkSpec.Block.Conv(8, 3, 2),
                        new NetworkSpec.Block.Classifier(LayerBits.DEFAULT)));
        return TrainedNetwork.start(
                TrainingConfig.parse("test", "size: 16\nvalidation: 0\ndimensions: " + D + "\ntable: " + table),
                spec,
                data);
    }

    @Test
    void lossAndGradientAreThoseOfOneTableAColour() throws IOException {
        TorchRuntime.start(2);
        TrainingData data = RandomNetworks.data();
        TrainedNetwork perColour = network("per-colour", data);
        TrainedNetwork joint = network("joint", data);
        TrainingGraph.StepResult expected = step(perColour, data);
        float[] rows = gradient.get().clone();
        TrainingGraph.StepResult result = step(joint, data);
        assertThat(result.loss()).isCloseTo(expected.loss(), within(1e-4));
        assertThat(result.correct()).isEqualTo(expected.correct());
        float[] latents = ((LearnedInput) joint.input()).latents();
        double difference = 0;
        double size = 0;
        int compared = 0;
        for (int colour = 0; colour < 3; colour++) {
            for (int value = 0; value < 256; value++) {
                for (int i = 0; i < D; i++) {
                    int at = (colour * 256 + value) * 3 * D + colour * D + i;
                    float g = rows[(colour * 256 + value) * D + i];
                    // Sums outside the window hand on only what leads back in.
                    if (latents[at] > 0.001 && latents[at] < 1.999 && g != 0) {
                        compared++;
                        difference += (gradient.get()[at] - g) * (double) (gradient.get()[at] - g);
                        size += g * (double) g;
                    }
                }
            }
        }
        // A sum within rounding of a border may give another code further on, which changes single numbers by more.
        assertThat(Math.sqrt(difference / size)).isLessThan(0.02);
        assertThat(compared).isGreaterThan(100);
    }

    /** Afterwards the other two colours have a say: their rows have moved from 0. */
    @Test
    void theOtherColoursLearn() throws IOException {
        TorchRuntime.start(2);
        TrainingData data = RandomNetworks.data();
        TrainedNetwork joint = network("joint", data);
        step(joint, data);
        JointInput input = (JointInput) joint.input();
        input.learn(gradient.get(), 0.1, 1);
        int moved = 0;
        for (int value = 0; value < 256; value++) {
            moved += input.latents()[(256 + value) * 3 * D] != 0 ? 1 : 0;
        }
        assertThat(moved).isPositive();
    }
}
