package org.pixelembedding.export.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pixelembedding.export.ExportException;
import org.pixelembedding.export.ExportFolder;
import org.pixelembedding.export.ExportOptions;
import org.pixelembedding.export.onnx.OnnxAttribute;
import org.pixelembedding.export.onnx.OnnxGraph;
import org.pixelembedding.export.onnx.OnnxModel;
import org.pixelembedding.export.onnx.OnnxNode;
import org.pixelembedding.export.onnx.OnnxValue;
import org.pixelembedding.export.qonnx.QonnxInterpreter;
import org.pixelembedding.model.GlobalSumPool;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.Provenance;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.RandomModels;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.model.SampleModels;
import org.pixelembedding.model.TensorSpec;
import org.pixelembedding.model.Thresholds;
import org.pixelembedding.run.NodeValues;
import org.pixelembedding.run.ReferenceInterpreter;

/** QONNX files against the published definitions of their operators, and their integers against the oracle's. */
class QonnxExporterTest {
    private static final long SEED = Long.getLong("pixemb.seed", 0x90);
    private static final String DOMAIN = "qonnx.custom_op.general";
    private static final QonnxExporter EXPORTER = new QonnxExporter();

    @TempDir
    Path place;

    static LongStream seeds() {
        return LongStream.range(0, 40).map(i -> SEED + i);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void operatorsAreAsPublished(long seed) throws IOException {
        OnnxModel file = EXPORTER.file(RandomModels.of(seed));
        assertThat(file.opsets()).isEqualTo(new TreeMap<>(Map.of("", 13, DOMAIN, 1)));
        for (OnnxNode node : file.graph().nodes()) {
            assertDefined(node);
        }
        assertThat(file.graph().nodes().stream()
                        .filter(node -> node.domain().equals(DOMAIN))
                        .map(OnnxNode::type))
                .contains("MultiThreshold", "BipolarQuant");
    }

    private static void assertDefined(OnnxNode node) {
        assertThat(node.domain()).isIn("", DOMAIN);
        Map<String, OperatorDefinition> known =
                node.domain().isEmpty() ? OperatorDefinition.ONNX : OperatorDefinition.QONNX;
        assertThat(known).as(node.name()).containsKey(node.type());
        OperatorDefinition definition = known.get(node.type());
        assertThat(node.inputs()).as(node.name()).hasSize(definition.inputs()).doesNotContain("");
        assertThat(node.outputs()).hasSize(1);
        assertThat(node.attributes().keySet()).containsAll(definition.required().keySet());
        for (Map.Entry<String, OnnxAttribute> attribute : node.attributes().entrySet()) {
            Class<? extends OnnxAttribute> type = definition
                    .required()
                    .getOrDefault(attribute.getKey(), definition.optional().get(attribute.getKey()));
            assertThat(attribute.getValue())
                    .as("%s, attribute %s", node.type(), attribute.getKey())
                    .isInstanceOf(type);
            Set<String> choices = definition.choices().get(attribute.getKey());
            if (choices != null) {
                assertThat(choices).contains(((OnnxAttribute.Text) attribute.getValue()).value());
            }
        }
    }

    /** Shapes of what QONNX's operators read are those that their implementations accept. */
    @ParameterizedTest
    @MethodSource("seeds")
    void parametersHaveTheShapesOfTheDefinitions(long seed) throws IOException {
        OnnxGraph graph = EXPORTER.file(RandomModels.of(seed)).graph();
        Map<String, List<Long>> shapes = shapes(graph);
        for (OnnxNode node : graph.nodes()) {
            List<List<Long>> in = node.inputs().stream().map(shapes::get).toList();
            List<Long> out = shapes.get(node.outputs().getFirst());
            switch (node.type()) {
                case "MultiThreshold" -> {
                    assertThat(in.get(0)).isEqualTo(out).hasSize(4);
                    assertThat(in.get(1)).hasSize(2).startsWith(out.get(1));
                    String type = ((OnnxAttribute.Text) node.attributes().get("out_dtype")).value();
                    assertThat(Range.of(type).most()).isEqualTo(in.get(1).get(1));
                    assertThat(annotation(graph, node.outputs().getFirst(), "finn_datatype"))
                            .isEqualTo(type);
                }
                case "Quant" -> {
                    assertThat(in.get(0)).isEqualTo(out);
                    assertThat(in.subList(1, 4)).containsOnly(List.of());
                }
                case "BipolarQuant" -> {
                    assertThat(in.get(0)).isEqualTo(out);
                    assertThat(in.get(1)).isEmpty();
                }
                default -> assertThat(out).as(node.name()).isNotNull();
            }
        }
    }

    private static Map<String, List<Long>> shapes(OnnxGraph graph) {
        Map<String, List<Long>> shapes = new TreeMap<>();
        graph.initializers().forEach(tensor -> shapes.put(tensor.name(), tensor.shape()));
        for (List<OnnxValue> values : List.of(graph.inputs(), graph.values(), graph.outputs())) {
            values.forEach(value -> shapes.put(
                    value.name(),
                    value.shape().stream().map(OnnxValue.Size::value).toList()));
        }
        return shapes;
    }

    private static String annotation(OnnxGraph graph, String tensor, String key) {
        return graph.annotations().getOrDefault(tensor, new TreeMap<>()).get(key);
    }

    /** Whole numbers of a QONNX data type, by its name. */
    private record Range(long least, long most) {
        static Range of(String type) {
            if (type.equals("BIPOLAR")) {
                return new Range(-1, 1);
            }
            if (type.equals("BINARY")) {
                return new Range(0, 1);
            }
            assertThat(type).matches("U?INT[1-9][0-9]?");
            int bits = Integer.parseInt(type.replaceAll("\\D", ""));
            return type.startsWith("U")
                    ? new Range(0, (1L << bits) - 1)
                    : new Range(-(1L << (bits - 1)), (1L << (bits - 1)) - 1);
        }
    }

    private static float[] pixels(RgbImage picture) {
        float[] pixels = new float[picture.rgb().length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = picture.rgb()[i] & 0xff;
        }
        return pixels;
    }

    private static int[] layer(Map<String, float[]> tensors, Node node, TensorSpec spec) {
        float[] values = tensors.get(ModelGraph.tensor(node));
        int[] whole = new int[values.length];
        for (int i = 0; i < whole.length; i++) {
            whole[i] = (int) values[i];
            assertThat((float) whole[i]).isEqualTo(values[i]);
        }
        return spec.channelsLast(whole);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyLayerGivesTheOraclesIntegersWithinItsType(long seed) throws IOException {
        Model model = RandomModels.of(seed);
        OnnxGraph graph = EXPORTER.file(model).graph();
        RgbImage picture = RandomModels.picture(model, seed);
        NodeValues expected = new ReferenceInterpreter(model).run(picture);
        Map<String, float[]> tensors = new QonnxInterpreter(graph).run(pixels(picture));
        List<TensorSpec> specs = model.specs(model.inputHeight(), model.inputWidth());
        for (int i = 0; i < specs.size(); i++) {
            Node node = model.nodes().get(i);
            assertThat(layer(tensors, node, specs.get(i)))
                    .as("layer '%s', -Dpixemb.seed=%d", node.name(), seed)
                    .isEqualTo(expected.values(i));
            String tensor = ModelGraph.tensor(node);
            assertThat(annotation(graph, tensor, "tensor_layout")).isEqualTo("['N', 'C', 'H', 'W']");
            assertThat(annotation(graph, tensor, "finn_datatype")).as(tensor).isNotNull();
        }
        int[] sums = new int[expected.sums().length];
        for (int k = 0; k < sums.length; k++) {
            sums[k] = (int) tensors.get("sums")[k];
        }
        assertThat(sums).isEqualTo(expected.sums());
        assertWithinTypes(graph, tensors);
    }

    private static void assertWithinTypes(OnnxGraph graph, Map<String, float[]> tensors) {
        Set<String> seen = new HashSet<>();
        for (Map.Entry<String, SortedMap<String, String>> entry :
                graph.annotations().entrySet()) {
            String type = entry.getValue().get("finn_datatype");
            if (type == null) {
                continue;
            }
            seen.add(type);
            Range range = Range.of(type);
            for (float value : tensors.get(entry.getKey())) {
                assertThat(value)
                        .as("%s, annotated %s", entry.getKey(), type)
                        .isBetween((float) range.least(), (float) range.most())
                        .isEqualTo((float) Math.rint(value));
            }
        }
        assertThat(seen).hasSizeGreaterThan(3);
    }

    @Test
    void oneQuantizerALevelGivesTheSame() throws IOException {
        Model model = SampleModels.integers();
        OnnxGraph graph = EXPORTER.file(model, true, false).graph();
        graph.nodes().forEach(QonnxExporterTest::assertDefined);
        assertThat(graph.nodes()).noneMatch(node -> node.type().equals("MultiThreshold"));
        RgbImage picture = RandomModels.picture(model, SEED);
        NodeValues expected = new ReferenceInterpreter(model).run(picture);
        Map<String, float[]> tensors = new QonnxInterpreter(graph).run(pixels(picture));
        List<TensorSpec> specs = model.specs(model.inputHeight(), model.inputWidth());
        for (int i = 0; i < specs.size(); i++) {
            Node node = model.nodes().get(i);
            assertThat(layer(tensors, node, specs.get(i))).as(node.name()).isEqualTo(expected.values(i));
        }
        assertWithinTypes(graph, tensors);
    }

    @Test
    void theGraphMayBeginAtTheCodes() throws IOException {
        Model model = SampleModels.integers();
        OnnxGraph graph = EXPORTER.file(model, false, true).graph();
        assertThat(graph.inputs())
                .singleElement()
                .satisfies(input -> assertThat(input.name()).isEqualTo("embedding"));
        assertThat(annotation(graph, "embedding", "finn_datatype")).isEqualTo("UINT2");
        assertThat(graph.nodes()).noneMatch(node -> node.type().equals("Gather"));
        RgbImage picture = RandomModels.picture(model, SEED);
        Map<String, float[]> whole = new QonnxInterpreter(EXPORTER.file(model).graph()).run(pixels(picture));
        Map<String, float[]> begun = new QonnxInterpreter(graph).run(whole.get("embedding"));
        assertThat(begun.get("sums")).isEqualTo(whole.get("sums"));
    }

    /** At 8x8 positions FINN's way of adding up is exact; at 3x5 a mean is not. */
    @Test
    void sumsOverPixelsAreMeansWhereThatIsExact() throws IOException {
        assertThat(EXPORTER.file(flat(8, 8)).graph().nodes())
                .anyMatch(node -> node.type().equals("GlobalAveragePool"));
        assertThat(EXPORTER.file(flat(3, 5)).graph().nodes())
                .noneMatch(node -> node.type().equals("GlobalAveragePool"))
                .anyMatch(node -> node.type().equals("ReduceSum"));
    }

    private static Model flat(int height, int width) {
        PackedWeights classifier = PackedWeights.pack(1, 2, 1, 1, 9, index -> index % 2 == 0);
        return new Model(
                "flat",
                height,
                width,
                List.of(
                        new Node("embedding", new PixelEmbedding(1, 3, 2, new byte[256 * 3]), List.of(Model.INPUT)),
                        new Node("classifier", new QuantConv2d(classifier, 1, 0), List.of("embedding")),
                        new Node("sum", new GlobalSumPool(), List.of("classifier"))),
                List.of("a", "b"),
                1,
                Provenance.NONE);
    }

    @Test
    void optionsAreWrittenAndRefusedByName() throws IOException {
        ExportOptions options = ExportOptions.of(EXPORTER, Map.of("activations", "bipolar", "start", "codes"));
        ExportFolder.write(EXPORTER, SampleModels.integers(), options, place.resolve("both"), false);
        assertThat(place.resolve("both").resolve("model.qonnx.onnx")).isNotEmptyFile();
        assertThat(Files.readString(place.resolve("both").resolve("README.md")))
                .contains("finn_datatype", "the host looks", "qonnx_to_channels_last");
        assertThatThrownBy(() -> ExportFolder.write(
                        EXPORTER,
                        SampleModels.integers(),
                        ExportOptions.of(EXPORTER, Map.of("activations", "relu")),
                        place.resolve("neither"),
                        false))
                .hasMessageContaining("multithreshold or bipolar");
    }

    /** Its host could not look pixels up otherwise. */
    @Test
    void aGraphThatBeginsAtTheCodesHasItsTableBeside(@TempDir Path directory) throws IOException {
        Model model = SampleModels.integers();
        Path folder = directory.resolve("codes");
        ExportFolder.write(EXPORTER, model, ExportOptions.of(EXPORTER, Map.of("start", "codes")), folder, false);
        PixelEmbedding table = (PixelEmbedding) model.nodes().getFirst().layer();
        byte[] codes = table.toCodes();
        byte[] file = Files.readAllBytes(folder.resolve(QonnxExporter.TABLE));
        assertThat(Arrays.copyOfRange(file, file.length - codes.length, file.length))
                .isEqualTo(codes);
        assertThat(Files.readString(folder.resolve("README.md")))
                .contains(
                        "np.load(\"table.npy\")", "`" + model.nodes().getFirst().name() + "`");
    }

    @Test
    void whatQonnxCannotHoldIsRefusedByLayer() {
        assertThatThrownBy(() -> EXPORTER.file(SampleModels.floatEnds()))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("layer 'stem' (float-stem) computes in floats")
                .hasMessageContaining("target qonnx");
        byte[] codes = new byte[3 * 256 * 16];
        Model wide = eightBitActivations(
                20,
                new PixelEmbedding(3, 16, 8, codes),
                new QuantConv2d(PackedWeights.pack(8, 2, 3, 3, 48, i -> true), 1, 1));
        assertThatThrownBy(() -> EXPORTER.file(wide))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("layer 'sums'")
                .hasMessageContaining("fewer bits");
    }

    /** A first layer with 8-bit activations and a classifier of two classes. */
    private static Model eightBitActivations(int size, PixelEmbedding embedding, QuantConv2d stem) {
        return new Model(
                "deep",
                size,
                size,
                List.of(
                        new Node("embedding", embedding, List.of(Model.INPUT)),
                        new Node("sums", stem, List.of("embedding")),
                        new Node(
                                "many",
                                new MultiThreshold(new Thresholds(8, new int[2 * 255], new boolean[2])),
                                List.of("sums")),
                        new Node(
                                "class",
                                new QuantConv2d(PackedWeights.pack(1, 2, 1, 1, 2, i -> true), 1, 0),
                                List.of("many")),
                        new Node("pool", new GlobalSumPool(), List.of("class"))),
                List.of("a", "b"),
                1,
                Provenance.NONE);
    }

    @Test
    void eightBitsByOneQuantizerALevelAreRefused() {
        Model model = eightBitActivations(
                4,
                new PixelEmbedding(1, 2, 2, new byte[512]),
                new QuantConv2d(PackedWeights.pack(1, 2, 1, 1, 6, i -> true), 1, 0));
        assertThatThrownBy(() -> EXPORTER.file(model, true, false))
                .hasMessageContaining("layer 'many'")
                .hasMessageContaining("255 levels")
                .hasMessageContaining("activations=multithreshold");
    }

    @Test
    void typesAreTheSmallestThatHold() {
        assertThat(QonnxDialect.dataType(0, 1)).isEqualTo("BINARY");
        assertThat(QonnxDialect.dataType(0, 0)).isEqualTo("BINARY");
        assertThat(QonnxDialect.dataType(0, 3)).isEqualTo("UINT2");
        assertThat(QonnxDialect.dataType(0, 767)).isEqualTo("UINT10");
        assertThat(QonnxDialect.dataType(-1, 1)).isEqualTo("INT2");
        assertThat(QonnxDialect.dataType(-128, 127)).isEqualTo("INT8");
        assertThat(QonnxDialect.dataType(-128, 128)).isEqualTo("INT9");
        assertThat(QonnxDialect.dataType(-129, 0)).isEqualTo("INT9");
    }
}
