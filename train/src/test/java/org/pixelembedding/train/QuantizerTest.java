package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.model.Thresholds;
import org.pixelembedding.train.Topology.Step;

/** Learned activation quantizers in plain Java: what they start as, what they compute, what they fold to. */
class QuantizerTest {
    private static final long SEED = Long.getLong("pixemb.seed", 0x5EED);

    private static final Step.Activation ACTIVATION = new Step.Activation("a.in", "conv", 4, 1);

    /** A network whose codes have that many bits. */
    private static TrainedNetwork network(String more) {
        NetworkSpec spec = new NetworkSpec(
                "small",
                16,
                List.of(
                        new NetworkSpec.Block.Stem(8, 3, 2),
                        new NetworkSpec.Block.Basic(8, 1, 1, LayerBits.DEFAULT),
                        new NetworkSpec.Block.Classifier(LayerBits.DEFAULT)));
        return RandomNetwork.untrained(TrainingConfig.parse("test", "dimensions: 3\n" + more), spec, 3);
    }

    @Test
    void thresholdsAreTheMiddlesOfTheirIntervals() {
        assertThat(Quantizer.thresholds(new float[] {1, 0.5f, 2})).containsExactly(0.5f, 1.25f, 2.5f);
    }

    @Test
    void aThresholdReachedCounts() {
        Quantizer quantizer = new Quantizer.Thresholded(2, new float[] {0.5f, 1.25f, 2.5f}, 1);
        assertThat(quantizer.code(0.5f)).isEqualTo(1);
        assertThat(quantizer.code(Math.nextDown(0.5f))).isZero();
        assertThat(quantizer.code(2)).isEqualTo(2);
        assertThat(quantizer.code(Float.POSITIVE_INFINITY)).isEqualTo(3);
        assertThat(quantizer.code(Float.NaN)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void thresholdsStartAsTheFixedQuantizer(int bits) {
        LinearQuantizer fixed = new LinearQuantizer(bits, 2.0f);
        float[] intervals = new float[fixed.maxCode()];
        java.util.Arrays.fill(intervals, fixed.step());
        Parameters parameters = new Parameters();
        parameters.put("a.in.intervals", intervals);
        Quantizer quantizer = Quantizer.of(parameters, fixed, ACTIVATION);
        assertThat(quantizer).isInstanceOf(Quantizer.Thresholded.class);
        assertThat(quantizer.unit()).isEqualTo(fixed.step());
        for (int i = -100; i < 700; i++) {
            float x = i / 256f + 0.001f; // not on a border: the two round differently there
            assertThat(quantizer.code(x)).as("x = %s", x).isEqualTo(fixed.code(x));
        }
    }

    @Test
    void aStepSetsCeilingAndUnit() {
        Parameters parameters = new Parameters();
        parameters.put("a.in.step", new float[] {0.25f});
        Quantizer quantizer = Quantizer.of(parameters, LinearQuantizer.DEFAULT, ACTIVATION);
        assertThat(quantizer).isEqualTo(new Quantizer.Linear(new LinearQuantizer(2, 0.75f)));
        assertThat(quantizer.unit()).isEqualTo(0.25f);
        assertThat(quantizer.code(0.4f)).isEqualTo(2);
        assertThat(quantizer.code(9)).isEqualTo(3);
    }

    @Test
    void learnedThresholdsFoldToTheCodeOfEverySum() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < 200; round++) {
            int bits = 1 + random.nextInt(4);
            float[] intervals = new float[(1 << bits) - 1];
            for (int i = 0; i < intervals.length; i++) {
                intervals[i] = (float) random.nextDouble(1e-3, 1);
            }
            Quantizer quantizer = new Quantizer.Thresholded(bits, Quantizer.thresholds(intervals), 1);
            float a = (float) random.nextDouble(-0.1, 0.1);
            float b = (float) random.nextDouble(-1, 2);
            int bound = 1 + random.nextInt(300);
            Thresholds folded =
                    Folding.thresholds(new Folding.Affine(new float[] {a}, new float[] {b}), quantizer, bound);
            for (int sum = -bound; sum <= bound; sum++) {
                assertThat(folded.code(0, sum))
                        .as("round %d, sum %d, -Dpixemb.seed=%d", round, sum, SEED)
                        .isEqualTo(Folding.code(sum, a, b, quantizer));
            }
        }
    }

    /** The learned step is the unit of what a per-channel convolution reads; a constant-scale one reads codes of unit 1. */
    @Test
    void theStepGoesIntoTheScaleOfConvolutionsButNotOfConstantScaleOnes() {
        TrainedNetwork network = network("quantizer: learned-step\n");
        Parameters arrays = network.checkpoint().arrays();
        assertThat(arrays.get("block1.a.in.step")).containsExactly((float) (1.85 / 3));
        float[] perChannel = gain(network, "block1.b.in"); // reads block1.a, which reads block1.a.in
        float[] constant = gain(network, "classifier.in"); // reads block1.skip + block1.b
        float logits = logitScale(network);
        for (String name : List.of("block1.a.in.step", "block1.b.in.step", "classifier.in.step")) {
            arrays.get(name)[0] *= 2;
        }
        for (int c = 0; c < perChannel.length; c++) {
            assertThat(gain(network, "block1.b.in")[c]).isEqualTo(2 * perChannel[c]);
        }
        assertThat(gain(network, "classifier.in")).isEqualTo(constant);
        assertThat(logitScale(network)).isEqualTo(2 * logits);
    }

    private static float[] gain(TrainedNetwork network, String activation) {
        Step.Activation step = (Step.Activation) network.topology().steps().stream()
                .filter(it -> it.name().equals(activation))
                .findFirst()
                .orElseThrow();
        return Folding.affine(network.topology(), network.checkpoint().arrays(), network.quantizer(), step)
                .gain();
    }

    private static float logitScale(TrainedNetwork network) {
        Step.Classifier step = (Step.Classifier) network.topology().steps().getLast();
        return Folding.logitScale(step, network.checkpoint().arrays(), network.quantizer());
    }

    @Test
    void moreLevelsThanATrainingStepCanPayForAreRefusedByName() {
        assertThatThrownBy(() -> network("quantizer: learned-thresholds\nbits: 5\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'block1.a.in' has codes of 5 bits")
                .hasMessageContaining("at most 4");
    }
}
