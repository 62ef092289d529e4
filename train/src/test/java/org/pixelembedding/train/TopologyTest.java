package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.train.Topology.Scale;
import org.pixelembedding.train.Topology.Step;

/** From a network's YAML to its steps. */
class TopologyTest {
    private static Topology of(String network, double width) throws IOException {
        return Topology.of(NetworkSpec.load(network), width, 63, false, false, 10);
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
        assertThat(tiny.weights(1)).isEqualTo(18144 + 18432 + 36864 + 73728 + 147456 + 294912 + 2560);
        assertThat(tiny.steps().get(6)).isEqualTo(new Step.Activation("conv3.in", "res2.add", 64, 2));
    }

    /** Each has thresholds of its own, a third of a step apart at first; all pool as the one would. */
    @Test
    void aClassifierCanReadSeveralCodesOfAChannel() throws IOException {
        Topology net = Topology.of(NetworkSpec.load("tiny"), 1, 63, 0, false, false, 3, 10);
        int count = net.steps().size();
        assertThat(net.steps().subList(count - 4, count))
                .containsExactly(
                        new Step.Activation("classifier.in", "conv5", 256, 1),
                        new Step.Activation("classifier2.in", "conv5", 256, 1),
                        new Step.Activation("classifier3.in", "conv5", 256, 1),
                        new Step.Classifier("classifier", "classifier.in", 3, 768, 10, LayerBits.DEFAULT));
        Step.Classifier classifier = (Step.Classifier) net.steps().getLast();
        assertThat(classifier.channels()).isEqualTo(256);
        assertThat(classifier.input(2)).isEqualTo("classifier3.in");
        Parameters start = Initializer.parameters(net, LinearQuantizer.DEFAULT, new Initializer.Stem(0, false), 1);
        assertThat(start.get("classifier.in.bias")).containsOnly(-2f / 9);
        assertThat(start.get("classifier2.in.bias")).containsOnly(0);
        assertThat(start.get("classifier3.in.bias")).containsOnly(2f / 9);
        assertThat(start.get("conv5.in.bias")).containsOnly(0);
        Topology floats = Topology.of(NetworkSpec.load("tiny"), 1, 63, 0, false, true, 3, 10);
        assertThat(floats.steps()).as("a float classifier reads one").hasSize(count - 2);
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
        NetworkSpec spec = NetworkSpec.load(name);
        assertThat(Topology.of(spec, 1, 3 * 10, false, false, 1000).weights(1)).isEqualTo(wanted);
        assertThat(Topology.of(spec, 1, 3 * 21, false, false, 1000).weights(1)).isEqualTo(wanted + 19_008);
    }

    @Test
    void bitsOfABlockHoldForAllOfItsConvolutionsAndQuantizers() {
        NetworkSpec spec = NetworkSpec.parse("text", """
                layers:
                  - {type: stem, channels: 8, weight-bits: 8, activation-bits: 4}
                  - {type: basic-block, channels: 16, weight-bits: 3}
                  - {type: bottleneck, channels: 4, activation-bits: 1}
                  - {type: conv, channels: 8, kernel: 1}
                  - {type: classifier, weight-bits: 2, activation-bits: 5}
                """);
        Topology topology = Topology.of(spec, 1, 30, false, false, 10);
        LinearQuantizer base = LinearQuantizer.DEFAULT;
        List<String> bits = topology.steps().stream()
                .flatMap(step -> switch (step) {
                    case Step.Conv conv ->
                        Stream.of(conv.name() + " " + conv.bits().weightBits() + " of "
                                + conv.reads(base).bits());
                    case Step.Activation activation ->
                        Stream.of(activation.name() + " "
                                + activation.quantizer(base).bits());
                    case Step.Classifier classifier ->
                        Stream.of(classifier.name() + " " + classifier.bits().weightBits() + " of "
                                + classifier.reads(base).bits());
                    case Step.PlaneConv _, Step.Add _ -> Stream.empty();
                })
                .toList();
        assertThat(bits)
                .containsExactly(
                        "stem 8 of 4",
                        "block1.a.in 2",
                        "block1.skip 3 of 2",
                        "block1.a 3 of 2",
                        "block1.b.in 2",
                        "block1.b 3 of 2",
                        "block2.a.in 1",
                        "block2.skip 1 of 1",
                        "block2.a 1 of 1",
                        "block2.b.in 1",
                        "block2.b 1 of 1",
                        "block2.c.in 1",
                        "block2.c 1 of 1",
                        "conv3.in 2",
                        "conv3 1 of 2",
                        "classifier.in 5",
                        "classifier 2 of 5");
        assertThat(NetworkSpec.parse("text", spec.toYaml())).isEqualTo(spec);
        assertThat(spec.toYaml()).contains("stride: 1, weight-bits: 8, activation-bits: 4}", "kernel: 1, stride: 1}\n");
    }

    @Test
    void bitsOutOfRangeAndMisspeltAreRefused() {
        assertThatThrownBy(() -> NetworkSpec.parse("mine.yaml", """
                        layers:
                          - {type: stem, channels: 8, weight-bits: 9}
                          - {type: conv, channels: 8, activation-bit: 3}
                          - {type: max-pool, weight-bits: 2}
                          - {type: classifier, activation-bits: 0}
                        """))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("layers[0].weight-bits is 9, want a whole number 1..8")
                .hasMessageContaining("'layers[1].activation-bit' is unknown, did you mean layers[1].activation-bits?")
                .hasMessageContaining("'layers[2].weight-bits' is unknown")
                .hasMessageContaining("layers[3].activation-bits is 0, want a whole number 1..8");
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

    /** What follows from a mistake is not told as another one. */
    @Test
    void aLineOfUnknownOrNoTypeIsToldOnceByItsPlaceInTheFile() {
        assertThatThrownBy(() -> NetworkSpec.parse("mine.yaml", """
                        layers:
                          - {type: stem, channels: 8}
                          - {type: cnv, channels: 8}
                          - {channels: 8}
                          - {type: residual, strid: 2}
                          - {type: classifier}
                        """))
                .isInstanceOf(ConfigException.class)
                .hasMessage("mine.yaml: layers[1].type 'cnv' is unknown, did you mean conv?; layers[2].type is missing,"
                        + " want one of stem, max-pool, conv, residual, basic-block, bottleneck, classifier;"
                        + " key 'layers[3].strid' is unknown, want one of type, kernel, weight-bits, activation-bits");
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
