package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.format.ModelLayout;
import org.pixelembedding.model.Layer;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.ShapeException;
import org.pixelembedding.train.NetworkPlan.PlannedLayer;

/** What a plan says, against numbers worked out by hand and against the model that training ends in. */
class NetworkPlanTest {
    @TempDir
    Path directory;

    private static NetworkPlan plan(String layers) {
        NetworkSpec network = NetworkSpec.parse("text", "size: 16\nlayers:\n" + layers);
        return NetworkPlan.of(TrainingConfig.parse("test", "dimensions: 4\n"), network, 5);
    }

    private static PlannedLayer layer(NetworkPlan plan, String name) {
        return plan.layers().stream()
                .filter(layer -> layer.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shapesBytesAndBoundsAreThoseOfTheFormulas() {
        NetworkPlan plan = plan("""
                  - {type: stem, channels: 16, kernel: 3, stride: 2, weight-bits: 3}
                  - {type: conv, channels: 70, weight-bits: 4, activation-bits: 5}
                  - {type: classifier}
                """);
        PlannedLayer stem = layer(plan, "stem");
        assertThat(stem.kind()).isEqualTo("quant-conv2d");
        assertThat(stem.output().toString()).isEqualTo("8x8x16 sums");
        assertThat(stem.weightBits()).isEqualTo(3);
        assertThat(stem.macs()).isEqualTo(8 * 8 * 16 * 9 * 12);
        assertThat(stem.bytes()).isEqualTo(3 * 16 * 9 * 12 / 8);
        assertThat(stem.bound()).isEqualTo(9 * 12 * 3 * 7);
        assertThat(stem.accumulatorBits()).isEqualTo(16);
        assertThat(layer(plan, "conv1.in").activationBits()).isEqualTo(5);
        PlannedLayer conv = layer(plan, "conv1");
        assertThat(conv.bound()).isEqualTo(9 * 16 * 31 * 15);
        assertThat(conv.accumulatorBits()).as("66960 passes int16").isEqualTo(32);
        assertThat(conv.bytes()).isEqualTo(4 * 70 * 9 * 16 / 8);
        assertThat(layer(plan, "classifier.in").activationBits()).isEqualTo(2);
        assertThat(plan.binaryParameters()).isEqualTo(70 * 5);
        assertThat(plan.lowBitParameters()).isEqualTo(16 * 9 * 12 + 70 * 9 * 16 + 70 * 5);
        assertThat(plan.parameters()).isEqualTo(plan.lowBitParameters() + 2 * 16 + 2 * 70 + 3 * 256 * 4);
        assertThat(plan.macs()).isEqualTo(8 * 8 * (16 * 9 * 12 + 70 * 9 * 16 + 70 * 5));
    }

    @Test
    void aTrainedModelHasThePlannedBytes() throws IOException {
        TrainingData data = RandomNetworks.data();
        for (long seed = 0; seed < 8; seed++) {
            TrainedNetwork network = RandomNetworks.network(seed, InputKind.PIXEL_EMBEDDING, data);
            Model model = network.freeze();
            NetworkPlan plan = NetworkPlan.of(
                    network.config(), network.network(), data.labels().size());
            for (int i = 0; i < model.nodes().size(); i++) {
                // Thresholds take two or four bytes each, as their learned values need.
                if (model.nodes().get(i).layer().kind() != Layer.Kind.MULTI_THRESHOLD) {
                    assertThat(plan.layers().get(i).bytes())
                            .as("seed %d, %s", seed, plan.layers().get(i))
                            .isEqualTo((long) ModelLayout.of(model).nodeBytes().get(i));
                }
            }
        }
    }

    @Test
    void whatDoesNotFitIsNamedByItsLayer() {
        assertThatThrownBy(() -> plan("""
                  - {type: stem, channels: 8, stride: 8}
                  - {type: max-pool, size: 4}
                  - {type: conv, channels: 8}
                  - {type: classifier}
                """))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining(
                        "network network on pictures of 16x16: layer 'conv1.in.pool': a window of 4 does not fit into 2");
        assertThatThrownBy(() -> plan("""
                  - {type: stem, channels: 2000}
                  - {type: conv, channels: 8, weight-bits: 8, activation-bits: 8}
                  - {type: classifier}
                """))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("layer 'classifier.in' reads sums up to 1170450000")
                .hasMessageContaining("use fewer channels or fewer bits");
        assertThatThrownBy(() -> plan("""
                  - {type: stem, channels: 60000, kernel: 11}
                  - {type: conv, channels: 60000, kernel: 11}
                  - {type: classifier}
                """))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("layer 'conv1' has 435600000000 weights, want at most");
    }

    @Test
    void aConfigurationsAndItsNetworksProblemsAreToldTogether() throws IOException {
        Path network = Files.writeString(
                directory.resolve("net.yaml"), "layers: [{type: stem, chanels: 8}, {type: clasifier}]");
        Path config = Files.writeString(
                directory.resolve("config.yaml"), "network: \"" + network + "\"\nepoch: 3\nbits: 9\n");
        assertThatThrownBy(() -> PlanSubject.read(config.toString()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(
                        "config.yaml",
                        "bits is 9, want a whole number 1..8",
                        "'epoch' is unknown, did you mean epochs?",
                        "net.yaml",
                        "'layers[0].chanels' is unknown, did you mean layers[0].channels?",
                        "layers[1].type 'clasifier' is unknown, did you mean classifier?");
        assertThat(Files.size(config)).isPositive();
    }

    @Test
    void aSubjectIsAShippedNameANetworkOrAConfiguration() throws IOException {
        Path network = Files.writeString(
                directory.resolve("net.yaml"), "name: mine\nlayers: [{type: stem, channels: 8}, {type: classifier}]");
        Path config = Files.writeString(directory.resolve("config.yaml"), "network: \"" + network + "\"\nbits: 3\n");
        assertThat(PlanSubject.read("resnet20").network().name()).isEqualTo("resnet20");
        assertThat(PlanSubject.read(network.toString()).network().name()).isEqualTo("mine");
        PlanSubject both = PlanSubject.read(config.toString());
        assertThat(List.of(both.network().name(), both.config().bits())).isEqualTo(List.of("mine", 3));
        assertThatThrownBy(() -> PlanSubject.read("resnet2"))
                .hasMessageContaining("network 'resnet2' is unknown, did you mean resnet20?");
    }
}
