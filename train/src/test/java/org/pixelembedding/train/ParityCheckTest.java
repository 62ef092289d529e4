package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pixelembedding.model.BitPlaneConv2d;
import org.pixelembedding.model.JointEmbedding;
import org.pixelembedding.model.Layer;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.OrderedDither;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.Thresholds;
import org.pixelembedding.train.torch.TorchRuntime;

/** Training graph, reference interpreter and engine agree on random networks; planted faults are found and named. */
class ParityCheckTest {
    private static final long SEED = Long.getLong("pixemb.seed", 0x5EED);

    @BeforeAll
    static void start() {
        TorchRuntime.start(2);
    }

    private static ParityReport check(TrainedNetwork network, Model model, TrainingData data) throws IOException {
        return ParityCheck.ofRun(network, model, data.train(), 3, 3, done -> {});
    }

    @ParameterizedTest
    @EnumSource(InputKind.class)
    void randomNetworksAgreeExactly(InputKind input) throws IOException {
        TrainingData data = RandomNetworks.data();
        for (int round = 0; round < 25; round++) {
            long seed = SEED + round;
            TrainedNetwork network = RandomNetworks.network(seed, input, data);
            Model model = network.freeze();
            ParityReport report = check(network, model, data);
            assertThat(report.differences())
                    .as("%s, -Dpixemb.seed=%d: %s", input, seed, report.first())
                    .isZero();
            assertThat(report.images()).isEqualTo(3);
            assertThat(report.layers()).isEqualTo(model.nodes().size());
            assertThat(model.fullyQuantized()).isEqualTo(input != InputKind.FLOAT);
            assertThat(report.floatEnds().isPresent()).isEqualTo(input == InputKind.FLOAT);
        }
    }

    @Test
    void networksWithJointTablesAgreeExactly() throws IOException {
        TrainingData data = RandomNetworks.data();
        for (int round = 0; round < 25; round++) {
            long seed = SEED + round;
            TrainedNetwork network = RandomNetworks.joint(seed, data);
            Model model = network.freeze();
            assertThat(model.nodes().getFirst().layer()).isInstanceOf(JointEmbedding.class);
            ParityReport report = check(network, model, data);
            assertThat(report.differences())
                    .as("-Dpixemb.seed=%d: %s", seed, report.first())
                    .isZero();
            assertThat(report.layers()).isEqualTo(model.nodes().size());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = QuantizerConfig.Kind.class,
            names = {"LEARNED_STEP", "LEARNED_THRESHOLDS"})
    void networksWithLearnedQuantizersAgreeExactly(QuantizerConfig.Kind kind) throws IOException {
        TrainingData data = RandomNetworks.data();
        Set<Integer> bitsSeen = new TreeSet<>();
        for (int round = 0; round < 30; round++) {
            long seed = SEED + round;
            InputKind input = round % 5 == 4 ? InputKind.FLOAT : InputKind.PIXEL_EMBEDDING;
            TrainedNetwork network = RandomNetworks.network(seed, input, data, kind);
            Model model = network.freeze();
            ParityReport report = check(network, model, data);
            assertThat(report.differences())
                    .as("%s, -Dpixemb.seed=%d: %s", kind, seed, report.first())
                    .isZero();
            model.nodes().stream()
                    .filter(node -> node.layer() instanceof MultiThreshold)
                    .forEach(node -> bitsSeen.add(
                            ((MultiThreshold) node.layer()).thresholds().bits()));
        }
        assertThat(bitsSeen).containsExactly(1, 2, 3, 4);
    }

    /** Class sums are read by no threshold, so they may be larger than float32 holds exactly; here they are, and odd. */
    @Test
    void classSumsPast24BitsAgreeExactly() throws IOException {
        TrainingData data = RandomNetworks.data();
        NetworkSpec spec = new NetworkSpec(
                "wide",
                16,
                List.of(
                        new NetworkSpec.Block.Stem(8, 3, 8),
                        new NetworkSpec.Block.Pool(2),
                        new NetworkSpec.Block.Conv(1401, 1, 1),
                        new NetworkSpec.Block.Classifier(new LayerBits(8, 8))));
        TrainedNetwork network = TrainedNetwork.start(
                TrainingConfig.parse("test", "size: 16\ndimensions: 4\nvalidation: 0\n"), spec, data);
        Parameters arrays = network.checkpoint().arrays();
        Arrays.fill(arrays.get("classifier.weight"), 1);
        Arrays.fill(arrays.get("classifier.in.gain"), 0);
        Arrays.fill(arrays.get("classifier.in.bias"), 5);
        Model model = network.freeze();
        ParityReport report = check(network, model, data);
        assertThat(report.differences()).as("%s", report.first()).isZero();
        int[] sums = new org.pixelembedding.run.ReferenceInterpreter(model)
                .run(new org.pixelembedding.model.RgbImage(16, 16, data.train().pixels(0)))
                .values(model.nodes().size() - 1);
        assertThat(sums[0]).isGreaterThan(1 << 24).isOdd();
    }

    private static Model replace(Model model, String layer, Layer replacement) {
        List<Node> nodes = new ArrayList<>();
        for (Node node : model.nodes()) {
            nodes.add(node.name().equals(layer) ? new Node(layer, replacement, node.inputs()) : node);
        }
        return new Model(
                model.name(),
                model.inputHeight(),
                model.inputWidth(),
                nodes,
                model.labels(),
                model.logitScale(),
                model.provenance());
    }

    private static TrainedNetwork tiny(TrainingData data) throws IOException {
        TrainingConfig config = TrainingConfig.parse("test", "size: 16\nwidth: 0.25\ndimensions: 7\nvalidation: 0\n");
        return TrainedNetwork.start(config, data);
    }

    private static void assertNamed(String layer, TrainedNetwork network, Model planted, TrainingData data)
            throws IOException {
        ParityReport report = check(network, planted, data);
        assertThat(report.differences()).isPositive();
        assertThat(report.first().orElseThrow().layer())
                .as(report.first().toString())
                .isEqualTo(layer);
        assertThat(report.first().orElseThrow().toString()).contains("'" + layer + "'", "channel", "training graph");
    }

    @Test
    void oneWrongSignIsNamed() throws IOException {
        TrainingData data = RandomNetworks.data();
        TrainedNetwork network = tiny(data);
        Model model = network.freeze();
        for (String layer : List.of("stem", "conv1", "res4", "classifier")) {
            QuantConv2d conv = (QuantConv2d) model.node(layer).orElseThrow().layer();
            PackedWeights w = conv.weights();
            int centre = w.kernelHeight() / 2 * w.kernelWidth() + w.kernelWidth() / 2;
            PackedWeights wrong =
                    PackedWeights.pack(1, w.outChannels(), w.kernelHeight(), w.kernelWidth(), w.inChannels(), index -> {
                        int c = index % w.inChannels();
                        int tap = index / w.inChannels() % (w.kernelHeight() * w.kernelWidth());
                        int o = index / w.inChannels() / (w.kernelHeight() * w.kernelWidth());
                        boolean positive = w.weight(o, tap / w.kernelWidth(), tap % w.kernelWidth(), c) > 0;
                        // Output 1 of the centre tap, for every input channel that may be alive: one is enough.
                        return (o == 1 && tap == centre && c == aliveChannel(network, model, layer, data)) != positive;
                    });
            assertNamed(
                    layer, network, replace(model, layer, new QuantConv2d(wrong, conv.stride(), conv.padding())), data);
        }
    }

    /** An input channel of a layer that is not 0 everywhere: a sign on a dead channel makes no difference to find. */
    private static int aliveChannel(TrainedNetwork network, Model model, String layer, TrainingData data) {
        try {
            var values = new org.pixelembedding.run.ReferenceInterpreter(model)
                    .run(new org.pixelembedding.model.RgbImage(
                            16, 16, data.train().pixels(0)));
            String input = model.node(layer).orElseThrow().inputs().get(0);
            int node = model.indexOf(input);
            int channels = model.specs(16, 16).get(node).channels();
            int[] codes = values.values(node);
            for (int i = 0; i < codes.length; i++) {
                if (codes[i] > 0) {
                    return i % channels;
                }
            }
            throw new IllegalStateException("every channel in front of " + layer + " is dead in " + network.network());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void oneShiftedThresholdIsNamed() throws IOException {
        TrainingData data = RandomNetworks.data();
        TrainedNetwork network = tiny(data);
        Model model = network.freeze();
        for (String layer : List.of("conv1.in", "res2.in", "classifier.in")) {
            Thresholds thresholds =
                    ((MultiThreshold) model.node(layer).orElseThrow().layer()).thresholds();
            int[] values = thresholds.toValues();
            // Channel 2 now reaches its first level whenever its sum is not the smallest possible.
            values[2 * 3] = -30000;
            Layer shifted = new MultiThreshold(new Thresholds(2, values, thresholds.toFalling()));
            assertNamed(layer, network, replace(model, layer, shifted), data);
        }
    }

    @Test
    void oneSwappedChannelIsNamed() throws IOException {
        TrainingData data = RandomNetworks.data();
        TrainedNetwork network = tiny(data);
        Model model = network.freeze();
        PixelEmbedding table =
                (PixelEmbedding) model.node(Topology.EMBEDDING).orElseThrow().layer();
        int d = table.dimensions();
        byte[] codes = table.toCodes();
        for (int row = 0; row < codes.length; row += d) {
            byte swapped = codes[row];
            codes[row] = codes[row + 3];
            codes[row + 3] = swapped;
        }
        assertNamed(
                Topology.EMBEDDING,
                network,
                replace(model, Topology.EMBEDDING, new PixelEmbedding(table.tables(), d, table.bits(), codes)),
                data);
    }

    @Test
    void oneShiftedThresholdOfADitherIsNamed() throws IOException {
        TrainingData data = RandomNetworks.data();
        TrainedNetwork network = TrainedNetwork.start(
                TrainingConfig.parse("test", "size: 16\nwidth: 0.25\ndimensions: 7\nvalidation: 0\ninput: dither\n"),
                data);
        Model model = network.freeze();
        OrderedDither dither =
                (OrderedDither) model.node(Topology.EMBEDDING).orElseThrow().layer();
        int[] thresholds = dither.toThresholds();
        // Row 1, column 2, dimension 3: no value reaches a level any more, or every one reaches all, whichever is new.
        int value = data.train().pixels(0)[(16 + 2) * 3] & 0xff;
        int level = ((dither.period() + 2) * dither.dimensions() + 3) * 3;
        Arrays.fill(thresholds, level, level + 3, dither.code(1, 2, value, 3) == 0 ? 0 : 256);
        assertNamed(
                Topology.EMBEDDING,
                network,
                replace(
                        model,
                        Topology.EMBEDDING,
                        new OrderedDither(dither.period(), dither.dimensions(), dither.bits(), thresholds)),
                data);
    }

    @Test
    void oneWrongEntryOfAJointTableIsNamed() throws IOException {
        TrainingData data = RandomNetworks.data();
        TrainedNetwork network = TrainedNetwork.start(
                TrainingConfig.parse("test", "size: 16\nwidth: 0.25\ndimensions: 7\nvalidation: 0\ntable: joint\n"),
                data);
        Model model = network.freeze();
        JointEmbedding table =
                (JointEmbedding) model.node(Topology.EMBEDDING).orElseThrow().layer();
        short[] tables = table.toTables();
        // Channel 9 looks at green; what a blue value of the first picture adds to it is now out of all reach.
        int blue = data.train().pixels(0)[2] & 0xff;
        tables[(2 * 256 + blue) * table.channels() + 9] = Short.MIN_VALUE;
        Layer wrong = new JointEmbedding(table.channels(), table.bits(), tables, table.toThresholds());
        assertNamed(Topology.EMBEDDING, network, replace(model, Topology.EMBEDDING, wrong), data);
    }

    @Test
    void oneWrongSignOfABitPlaneIsNamed() throws IOException {
        TrainingData data = RandomNetworks.data();
        TrainedNetwork network = TrainedNetwork.start(
                TrainingConfig.parse(
                        "test", "size: 16\nwidth: 0.25\ndimensions: 3\nvalidation: 0\ninput: bit-plane-dw\n"),
                data);
        Model model = network.freeze();
        BitPlaneConv2d planes =
                (BitPlaneConv2d) model.node("planes").orElseThrow().layer();
        PackedWeights w = planes.weights();
        // Output 4 (green), centre tap, plane 6: some pixel has that bit.
        int wrong = ((4 * 3 + 1) * 3 + 1) * BitPlaneConv2d.PLANES + 6;
        PackedWeights signs = PackedWeights.pack(1, w.outChannels(), 3, 3, BitPlaneConv2d.PLANES, index -> {
            int tap = index / BitPlaneConv2d.PLANES % 9;
            boolean plus = w.weight(index / BitPlaneConv2d.PLANES / 9, tap / 3, tap % 3, index % 8) > 0;
            return plus != (index == wrong);
        });
        assertNamed("planes", network, replace(model, "planes", new BitPlaneConv2d(signs, 1, 1)), data);
    }

    @Test
    void aModelOfAnotherRunIsRefused() throws IOException {
        TrainingData data = RandomNetworks.data();
        TrainedNetwork network = tiny(data);
        Model other =
                RandomNetworks.network(SEED, InputKind.PIXEL_EMBEDDING, data).freeze();
        assertThatThrownBy(() -> check(network, other, data))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("frozen from another run");
    }

    @Test
    void interpreterAndEngineAreComparedWithoutARunToo() throws IOException {
        TrainingData data = RandomNetworks.data();
        ParityReport report = ParityCheck.ofModel(tiny(data).freeze(), data.train(), 4, done -> {});
        assertThat(report.summary()).startsWith("4 images, ").endsWith(" 0 differences");
    }
}
