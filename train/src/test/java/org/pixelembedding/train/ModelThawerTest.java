package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pixelembedding.format.ModelWriter;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.Provenance;
import org.pixelembedding.model.Thresholds;

/** A frozen model that was thawed freezes to the same bytes. */
class ModelThawerTest {
    private static final long SEED = Long.getLong("pixemb.seed", 0x5EED);

    /** Nodes, labels and size alone: logit scale and provenance are no part of the body. */
    private static byte[] body(Model model) throws IOException {
        Model bare = new Model(
                model.name(),
                model.inputHeight(),
                model.inputWidth(),
                model.nodes(),
                model.labels(),
                1,
                Provenance.NONE);
        java.nio.file.Path file = java.nio.file.Files.createTempFile("body", ".pxm");
        try {
            ModelWriter.write(bare, file);
            return java.nio.file.Files.readAllBytes(file);
        } finally {
            java.nio.file.Files.delete(file);
        }
    }

    /** Random networks: several bits for weights and codes, gains of either sign and 0, biases out of reach. */
    @ParameterizedTest(name = "network {0}")
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25})
    void randomNetworksFreezeToTheSameBytes(int number) throws IOException {
        TrainingData data = RandomNetworks.data();
        InputKind[] kinds = java.util.Arrays.stream(InputKind.values())
                .filter(kind -> kind != InputKind.FLOAT)
                .toArray(InputKind[]::new);
        TrainedNetwork network = RandomNetworks.network(SEED + number, kinds[number % kinds.length], data);
        Model model = network.freeze();
        Parameters thawed = ModelThawer.thaw(model, "test.pxm", network.topology(), network.quantizer());
        Model again = ModelFreezer.freeze(
                model.name(),
                network.topology(),
                thawed,
                network.quantizer(),
                network.input(),
                new float[6],
                network.size(),
                model.labels(),
                model.provenance());
        for (Node node : model.nodes()) {
            assertThat(again.node(node.name()).orElseThrow().layer())
                    .as("%s of network %d, -Dpixemb.seed=%d", node.name(), number, SEED)
                    .isEqualTo(node.layer());
        }
        assertThat(body(again)).isEqualTo(body(model));
        assertThat(again.logitScale()).isBetween(model.logitScale() * 0.99999f, model.logitScale() * 1.00001f);
    }

    @ParameterizedTest(name = "{0} bits")
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void shippedNetworksAreThawedByThemselves(int bits) throws IOException {
        TrainingConfig config = TrainingConfig.parse("test", "size: 16\nvalidation: 0\nwidth: 0.25\nbits: " + bits);
        Model model = TrainedNetwork.start(config, RandomNetworks.data()).freeze();
        TrainedNetwork thawed = ThawedModel.of(model, "test.pxm", Map.of());
        assertThat(body(thawed.freeze())).isEqualTo(body(model));
        assertThat(thawed.config().bits()).isEqualTo(bits);
        assertThat(thawed.config().width()).isEqualTo(0.25);
        TrainingConfig changed = config.with(Map.of("tableBits", "3", "classifierCodes", "3", "classifierBits", "4"));
        Model other = TrainedNetwork.start(changed, RandomNetworks.data()).freeze();
        TrainedNetwork otherThawed = ThawedModel.of(other, "other.pxm", Map.of());
        assertThat(body(otherThawed.freeze())).isEqualTo(body(other));
        assertThat(otherThawed.config().bits()).isEqualTo(bits);
        assertThat(((MultiThreshold) other.node("classifier2.in").orElseThrow().layer())
                        .thresholds()
                        .bits())
                .isEqualTo(4);
    }

    @Test
    void thresholdsOfNoBatchNormAreRefusedByLayer() throws IOException {
        TrainingConfig config = TrainingConfig.parse("test", "size: 16\nvalidation: 0\nwidth: 0.25\n");
        Model model = TrainedNetwork.start(config, RandomNetworks.data()).freeze();
        List<Node> nodes = new ArrayList<>();
        for (Node node : model.nodes()) {
            if (node.layer() instanceof MultiThreshold layer && node.name().equals("res2.in")) {
                int[] values = layer.thresholds().toValues();
                values[3] = -3;
                values[4] = 0;
                values[5] = 90;
                Thresholds bent = new Thresholds(2, values, new boolean[values.length / 3]);
                nodes.add(new Node(node.name(), new MultiThreshold(bent), node.inputs()));
            } else {
                nodes.add(node);
            }
        }
        Model bent = new Model("tiny", 16, 16, nodes, model.labels(), 1, model.provenance());
        assertThatThrownBy(() -> ThawedModel.of(bent, "bent.pxm", Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "bent.pxm: the thresholds of layer 'res2.in', channel 1, come from no batch norm");
    }

    @Test
    void modelsOfAnotherKindAreRefused() throws IOException {
        TrainingConfig config = TrainingConfig.parse("test", "size: 16\nvalidation: 0\nwidth: 0.25\n");
        Model model = TrainedNetwork.start(config, RandomNetworks.data()).freeze();
        assertThatThrownBy(() -> ThawedModel.of(model, "a.pxm", Map.of("network", "resnet20")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("a.pxm: ")
                .hasMessageContaining("--network");
        Model isFloat = TrainedNetwork.start(config.with("input", "float"), RandomNetworks.data())
                .freeze();
        assertThatThrownBy(() -> ThawedModel.of(isFloat, "b.pxm", Map.of()))
                .hasMessageContaining("b.pxm: has no pixel embedding (its first layer is a float-stem)");
        Model unknown = new Model("mine", 16, 16, model.nodes(), model.labels(), 1, Provenance.NONE);
        assertThatThrownBy(() -> ThawedModel.of(unknown, "c.pxm", Map.of()))
                .hasMessageContaining("c.pxm: is of network 'mine'");
    }
}
