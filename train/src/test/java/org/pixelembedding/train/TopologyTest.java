package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.pixelembedding.train.Topology.Scale;
import org.pixelembedding.train.Topology.Step;

/** From a network's YAML to its steps. */
class TopologyTest {
    private static Topology of(String network, double width) throws IOException {
        return Topology.of(NetworkSpec.load(network), width, 63, false, false, 10);
    }

    private static long binaryWeights(Topology topology) {
        long count = 0;
        for (Step step : topology.steps()) {
            if (step instanceof Step.Conv conv) {
                count += (long) conv.out() * conv.fanIn();
            } else if (step instanceof Step.Classifier classifier) {
                count += (long) classifier.classes() * classifier.in();
            }
        }
        return count;
    }

    @Test
    void tinyHasTheBodyOfTheDesign() throws IOException {
        Topology tiny = of("tiny", 1);
        assertThat(tiny.steps().stream().map(Step::name))
                .containsExactly(
                        "stem",
                        "conv1.in",
                        "conv1",
                        "res2.in",
                        "res2",
                        "res2.add",
                        "conv3.in",
                        "conv3",
                        "res4.in",
                        "res4",
                        "res4.add",
                        "conv5.in",
                        "conv5",
                        "classifier.in",
                        "classifier");
        assertThat(binaryWeights(tiny)).isEqualTo(18144 + 18432 + 36864 + 73728 + 147456 + 294912 + 2560);
        assertThat(tiny.steps().get(6)).isEqualTo(new Step.Activation("conv3.in", "res2.add", 64, 2));
    }

    @Test
    void resnet20HasNineBlocksAndAProjectionInFrontOfEachStage() throws IOException {
        Topology net = of("resnet20", 1);
        List<Step.Conv> convs = net.steps().stream()
                .filter(Step.Conv.class::isInstance)
                .map(Step.Conv.class::cast)
                .toList();
        assertThat(convs).hasSize(1 + 18 + 3);
        assertThat(convs.stream().filter(conv -> conv.kernel() == 1)).hasSize(3).allSatisfy(conv -> {
            assertThat(conv.scale()).isEqualTo(Scale.CONSTANT);
        });
        // Every add joins two constant-scale results, or one and an add.
        for (Step step : net.steps()) {
            if (step instanceof Step.Add add) {
                assertThat(convs.stream()
                                .filter(conv -> conv.name().equals(add.right()))
                                .map(Step.Conv::scale))
                        .containsExactly(Scale.CONSTANT);
            }
        }
    }

    @Test
    void widthScalesChannelsToMultiplesOfEight() throws IOException {
        assertThat(of("resnet20", 1.5).stem().out()).isEqualTo(24);
        assertThat(of("resnet20", 0.3).stem().out()).isEqualTo(8);
        assertThat(of("tiny", 0.25).stem().out()).isEqualTo(8);
    }

    /** As the published networks have them (arXiv 2410.11553), at d = 10 and 1000 classes. */
    @ParameterizedTest
    @CsvSource({"ern18, 11768704", "ern18-0.75, 8216448", "ern34, 21869440", "ern50, 25588608"})
    void ernsHaveThePublishedNumberOfBinaryWeights(String name, long wanted) throws IOException {
        Topology topology = Topology.of(NetworkSpec.load(name), 1, 30, false, false, 1000);
        long weights = 0;
        for (Topology.Step step : topology.steps()) {
            if (step instanceof Topology.Step.Conv conv) {
                weights += (long) conv.fanIn() * conv.out();
            } else if (step instanceof Topology.Step.Classifier classifier) {
                weights += (long) classifier.in() * classifier.classes();
            }
        }
        assertThat(weights).isEqualTo(wanted);
    }

    static List<String> shipped() {
        return NetworkSpec.SHIPPED;
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void aNetworkComesBackFromItsText(String name) throws IOException {
        NetworkSpec spec = NetworkSpec.load(name);
        assertThat(NetworkSpec.parse("text", spec.toYaml())).isEqualTo(spec);
    }

    @Test
    void everyProblemOfAFileIsNamedAtOnce(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("mine.yaml");
        Files.writeString(file, """
                name: mine
                sise: 32
                layers:
                  - {type: stem, channels: 16, strid: 2}
                  - {type: residul}
                  - {type: max-pool, size: 99}
                  - {type: classifier}
                """);
        assertThatThrownBy(() -> NetworkSpec.load(file.toString()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("mine.yaml")
                .hasMessageContaining("key 'sise' is unknown, did you mean size?")
                .hasMessageContaining("'layers[0].strid' is unknown, did you mean layers[0].stride?")
                .hasMessageContaining("layers[1].type 'residul' is unknown, did you mean residual?")
                .hasMessageContaining("layers[2].size is 99, want a whole number 2..8");
    }

    @Test
    void anInputLayerNeverFeedsAnAdd(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("mine.yaml");
        Files.writeString(file, "layers: [{type: stem, channels: 8}, {type: residual}, {type: classifier}]");
        assertThatThrownBy(() -> NetworkSpec.load(file.toString()))
                .hasMessageContaining("layers[1]: a residual follows a conv, a residual or a basic-block");
    }

    @Test
    void anUnknownNetworkGetsASuggestion() {
        assertThatThrownBy(() -> NetworkSpec.load("resnet2"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("network 'resnet2' is unknown, did you mean resnet20?");
    }
}
