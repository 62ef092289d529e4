package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.model.PixelEmbedding;

/** The figures of a network of 4 channels and 2-bit codes, worked out by hand. */
class NetworkHealthTest {
    private static final LayerBits BITS = LayerBits.DEFAULT;
    private static final Topology TOPOLOGY = new Topology(
            List.of(
                    new Topology.Step.Conv("stem", Topology.EMBEDDING, 1, 4, 1, 1, Topology.Scale.PER_CHANNEL, BITS),
                    new Topology.Step.Activation("classifier.in", "stem", 4, 1),
                    new Topology.Step.Classifier("classifier", "classifier.in", 4, 2, BITS)),
            1,
            false,
            false,
            2);

    private static Parameters parameters(float[] stem, float[] gains, float[] classifier) {
        Parameters parameters = new Parameters();
        parameters.put("stem.weight", stem);
        parameters.put("classifier.in.gain", gains);
        parameters.put("classifier.weight", classifier);
        return parameters;
    }

    private static final Parameters BEGIN = parameters(
            new float[] {1, -1, 0, -0.0f}, new float[] {1, 1, 1, 1}, new float[] {1, 1, 1, 1, -1, -1, -1, -1});

    private static CodeUse use() {
        CodeUse use = new CodeUse(TOPOLOGY, LinearQuantizer.DEFAULT);
        use.see("classifier.in", new float[] {0, 3, 0, 0, 0, 3, 0, 1, 0, 3, 0, 2, 0, 3, 0, 3}); // 4 pixels
        return use;
    }

    @Test
    void codesAreCountedByChannel() {
        CodeUse use = use();
        assertThat(use.histogram("classifier.in")).containsExactly(9, 1, 1, 5);
        assertThat(use.constantChannels("classifier.in")).containsExactly(2, 0, 0, 1);
        assertThat(use.unused("classifier.in")).isEqualTo(9);
    }

    @Test
    void sharesAreOfWhatTheySay() {
        // Steps of 2/3: gains below 0.0667 are near 0. The signs of 0 and -0.0 are +1.
        Parameters now =
                parameters(new float[] {1, 1, -0.0f, 0}, new float[] {0.06f, -0.06f, 0.07f, 1.5f}, new float[] {
                    1, 1, 1, -1, -1, -1, -1, -1
                });
        byte[] codes = new byte[PixelEmbedding.VALUES * 2]; // dimension 0: always 0; dimension 1: all but 3
        for (int value = 0; value < PixelEmbedding.VALUES; value++) {
            codes[value * 2 + 1] = (byte) (value / 100);
        }
        NetworkHealth health = NetworkHealth.of(
                TOPOLOGY,
                LinearQuantizer.DEFAULT,
                Optional.of(BEGIN),
                now,
                use(),
                Optional.of(new PixelEmbedding(1, 2, 2, codes)));
        assertThat(health.activations())
                .containsExactly(new NetworkHealth.Activation("classifier.in", 4, 4, 4, 3, 0, 9, 2));
        assertThat(health.weights())
                .containsExactly(
                        new NetworkHealth.Weights("stem", 4, 1), new NetworkHealth.Weights("classifier", 8, 1));
        HealthFigures figures = health.figures();
        assertThat(figures.deadChannels()).isEqualTo(0.75);
        assertThat(figures.unusedCodes()).isEqualTo(9 / 16.0);
        assertThat(figures.smallGains()).isEqualTo(0.5);
        assertThat(figures.flippedSigns()).isCloseTo(2 / 12.0, within(1e-12));
        assertThat(figures.unusedTableCodes()).isEqualTo(4 / 8.0);
    }

    @Test
    void whatIsNotKnownIsNoNumber() {
        NetworkHealth health =
                NetworkHealth.of(TOPOLOGY, LinearQuantizer.DEFAULT, Optional.empty(), BEGIN, use(), Optional.empty());
        assertThat(health.figures().flippedSigns()).isNaN();
        assertThat(health.figures().unusedTableCodes()).isNaN();
        assertThat(health.figures().smallGains()).isZero();
    }

    private static NetworkHealth.Activation layer(String name, int dead, int unused, int smallGains) {
        return new NetworkHealth.Activation(name, 100, 4, 500, dead, 0, unused, smallGains);
    }

    @Test
    void warningsComeOncePerKindAndLayer() {
        HealthWarnings warnings = new HealthWarnings(0.5);
        NetworkHealth healthy = new NetworkHealth(
                List.of(layer("a.in", 3, 60, 2)), List.of(new NetworkHealth.Weights("a", 100, 10)), 0.1);
        assertThat(warnings.of(healthy, true)).isEmpty();
        NetworkHealth hardlySeen = new NetworkHealth(
                List.of(new NetworkHealth.Activation("a.in", 100, 4, 499, 61, 0, 260, 2)), List.of(), Double.NaN);
        assertThat(warnings.of(hardlySeen, true))
                .as("a sample too small to tell")
                .isEmpty();
        NetworkHealth sick = new NetworkHealth(
                List.of(layer("a.in", 61, 200, 2), layer("b.in", 3, 60, 80)),
                List.of(new NetworkHealth.Weights("a", 100, 45)),
                0.9);
        assertThat(new HealthWarnings(0.5).of(sick, false))
                .as("no word about codes before the statistics have settled")
                .hasSize(3)
                .noneMatch(line -> line.contains("always give"));
        assertThat(warnings.of(sick, true))
                .hasSize(4)
                .contains(
                        "Warning: layer a.in: 61 % of its channels always give the same code, mostly code 0 - the network"
                                + " is dying there; try a smaller learningRate than 0.5")
                .anySatisfy(line -> assertThat(line).contains("layer b.in: 80 % of its batch-norm gains are near 0"))
                .anySatisfy(line -> assertThat(line).contains("all layers: 45 % of the weights changed sign"))
                .anySatisfy(line -> assertThat(line).contains("the table: 90 % of its codes"));
        assertThat(warnings.of(sick, true)).as("told already").isEmpty();
        NetworkHealth worse = new NetworkHealth(List.of(layer("c.in", 99, 0, 0)), List.of(), Double.NaN);
        assertThat(warnings.of(worse, true)).singleElement().asString().contains("layer c.in: 99 %");
    }
}
