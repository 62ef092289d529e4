package org.pixelembedding.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pixelembedding.export.ExportException;
import org.pixelembedding.export.ExportFolder;
import org.pixelembedding.export.ExportOptions;
import org.pixelembedding.export.Exporter;
import org.pixelembedding.export.graph.OnnxExporter;
import org.pixelembedding.export.graph.OnnxInt2Exporter;
import org.pixelembedding.export.onnx.OnnxModel;
import org.pixelembedding.export.onnx.OnnxOperators;
import org.pixelembedding.model.GlobalSumPool;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.Provenance;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.RandomModels;
import org.pixelembedding.model.ResidualAdd;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.model.SampleModels;
import org.pixelembedding.model.Thresholds;
import org.pixelembedding.run.NodeValues;
import org.pixelembedding.run.ReferenceInterpreter;

/** Exported files in their real runtime against the interpreter: every layer, every sum, no tolerance. */
class ExportedOnnxTest {
    private static final long SEED = Long.getLong("pixemb.seed", 0x0A11);

    @TempDir
    Path place;

    static LongStream seeds() {
        return LongStream.range(0, 40).map(i -> SEED + i);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void onnxGivesTheInterpretersIntegers(long seed) throws IOException {
        Model model = RandomModels.of(seed);
        assertEqual(model, new OnnxExporter().file(model), new OnnxExporter().everyLayer(model), seed);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void onnxInt2GivesTheInterpretersIntegers(long seed) throws IOException {
        Model model = RandomModels.of(seed);
        assertEqual(model, new OnnxInt2Exporter().file(model), new OnnxInt2Exporter().everyLayer(model), seed);
    }

    private static void assertEqual(Model model, OnnxModel file, OnnxModel everyLayer, long seed) {
        List<RgbImage> pictures = List.of(
                RandomModels.picture(model, seed), RandomModels.picture(model, ~seed), RandomModels.picture(model, 1));
        ReferenceInterpreter interpreter = new ReferenceInterpreter(model);
        try (ExportedOnnx exported = new ExportedOnnx(model, file.toBytes());
                ExportedOnnx traced = new ExportedOnnx(model, everyLayer.toBytes())) {
            int[][] batch = exported.answers(pictures);
            for (int i = 0; i < pictures.size(); i++) {
                NodeValues expected = interpreter.run(pictures.get(i));
                Map<String, int[]> layers = traced.layers(pictures.get(i));
                for (int node = 0; node < model.nodes().size(); node++) {
                    String name = model.nodes().get(node).name();
                    assertThat(layers.get(name))
                            .as("-Dpixemb.seed=%d, picture %d, layer %s", seed, i, name)
                            .isEqualTo(expected.values(node));
                }
                int classes = model.labels().size();
                assertThat(batch[i]).as("-Dpixemb.seed=%d", seed).startsWith(expected.sums());
                int best = 0;
                for (int k = 1; k < classes; k++) {
                    best = expected.sums()[k] > expected.sums()[best] ? k : best;
                }
                assertThat(batch[i][classes]).isEqualTo(best);
                assertThat(exported.answers(List.of(pictures.get(i)))[0]).isEqualTo(batch[i]);
            }
        }
    }

    /** 8-bit weights on 8-bit codes: no float32 holds these sums, so they are made of parts and added in int32. */
    private static Model wide(int kernel) {
        byte[] codes = new byte[3 * 256 * 16];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) (255 - i % 7);
        }
        PackedWeights mixed = PackedWeights.pack(8, 5, kernel, kernel, 48, index -> index % 5 != 0);
        PackedWeights large = PackedWeights.pack(8, 5, kernel, kernel, 48, index -> true);
        Thresholds thresholds =
                new Thresholds(1, new int[] {28_000_001, -55_000_000, 0, 30_000_000, 2_000_000_000}, new boolean[5]);
        return new Model(
                "wide",
                20,
                20,
                List.of(
                        new Node("embedding", new PixelEmbedding(3, 16, 8, codes), List.of(Model.INPUT)),
                        new Node("sums", new QuantConv2d(large, 1, 1), List.of("embedding")),
                        new Node("b", new QuantConv2d(mixed, 1, 1), List.of("embedding")),
                        new Node("add", new ResidualAdd(), List.of("sums", "b")),
                        new Node("act", new MultiThreshold(thresholds), List.of("add")),
                        new Node(
                                "class",
                                new QuantConv2d(PackedWeights.pack(1, 2, 1, 1, 5, i -> i % 3 != 0), 1, 0),
                                List.of("act")),
                        new Node("pool", new GlobalSumPool(), List.of("class"))),
                List.of("a", "b"),
                1,
                Provenance.NONE);
    }

    @Test
    void sumsBeyondFloat32AreExactToo() throws IOException {
        Model model = wide(3);
        assertThat(model.specs(20, 20).get(1).bound()).isGreaterThan(1 << 24);
        assertEqual(model, new OnnxExporter().file(model), new OnnxExporter().everyLayer(model), 0);
        assertEqual(model, new OnnxInt2Exporter().file(model), new OnnxInt2Exporter().everyLayer(model), 0);
    }

    @Test
    void aLayerThatFloat32CannotSumIsRefusedByName() {
        assertThatThrownBy(() -> new OnnxExporter().file(wide(17)))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("layer 'sums' (quant-conv2d) has sums up to 18792225 for a single input channel")
                .hasMessageContaining("fewer bits");
    }

    @Test
    void floatEndsAreRefusedByName() {
        for (Exporter exporter : List.of(new OnnxExporter(), new OnnxInt2Exporter())) {
            assertThatThrownBy(() -> export(exporter, SampleModels.floatEnds(), Map.of()))
                    .isInstanceOf(ExportException.class)
                    .hasMessageContaining("layer 'stem' (float-stem) computes in floats")
                    .hasMessageContaining("target " + exporter.target())
                    .hasMessageContaining("--to npy");
        }
    }

    private Path export(Exporter exporter, Model model, Map<String, String> settings) throws IOException {
        Path folder = place.resolve(exporter.target() + settings);
        ExportFolder.write(exporter, model, ExportOptions.of(exporter, settings), folder, false);
        return folder.resolve("model.onnx");
    }

    @Test
    void weightsMayBeBytes() throws IOException {
        Path large = export(new OnnxExporter(), SampleModels.integers(), Map.of());
        Path small = export(new OnnxExporter(), SampleModels.integers(), Map.of("weights", "int8"));
        assertThat(Files.size(small)).isLessThan(Files.size(large));
        assertThat(OnnxOperators.count(Files.readAllBytes(small)).get("Conv"))
                .isEqualTo(OnnxOperators.count(Files.readAllBytes(large)).get("Conv"));
        assertSums(small, SampleModels.integers());
        assertSums(large, SampleModels.integers());
    }

    private static void assertSums(Path file, Model model) throws IOException {
        RgbImage picture = RandomModels.picture(model, SEED);
        try (ExportedOnnx exported = new ExportedOnnx(model, Files.readAllBytes(file))) {
            assertThat(exported.answers(List.of(picture))[0])
                    .startsWith(new ReferenceInterpreter(model).run(picture).sums());
        }
    }

    @Test
    void metadataIsReadByTheRuntime() throws IOException {
        Model model = SampleModels.integers();
        try (ExportedOnnx exported =
                new ExportedOnnx(model, new OnnxExporter().file(model).toBytes())) {
            assertThat(exported.metadata())
                    .containsEntry("Image.BitmapPixelFormat", "Rgb8")
                    .containsEntry("labels", "[\"Katze\", \"Hund\", \"V\u00f6gel\"]")
                    .containsEntry("logitScale", "0.0123")
                    .containsKey("provenance.note");
        }
    }

    @Test
    void operatorsAreOnnxsOwn() throws IOException {
        Model model = SampleModels.integers();
        for (OnnxModel file : List.of(new OnnxExporter().file(model), new OnnxInt2Exporter().file(model))) {
            assertThat(file.opsets()).containsOnlyKeys("");
            assertThat(OnnxOperators.count(file.toBytes()).keySet()).noneMatch(operator -> operator.contains("."));
        }
    }

    /** What is cast from few bits is constant, and the runtime does it once, on loading. */
    @Test
    void packedConstantsAreUnpackedOnLoading() throws IOException {
        Model model = SampleModels.integers();
        assertThat(RuntimeSession.optimizedOperators(
                        new OnnxInt2Exporter().file(model).toBytes()))
                .isEqualTo(RuntimeSession.optimizedOperators(
                        new OnnxExporter().file(model).toBytes()));
    }

    @Test
    void filesLoadWithoutAWarning() throws IOException, InterruptedException {
        for (Exporter exporter : List.of(new OnnxExporter(), new OnnxInt2Exporter())) {
            for (Model model : List.of(SampleModels.integers(), wide(3))) {
                Path file = place.resolve(exporter.target() + model.name());
                ExportFolder.write(exporter, model, ExportOptions.of(exporter, Map.of()), file, false);
                Process process = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                QuietLoad.class.getName(),
                                file.resolve("model.onnx").toString())
                        .redirectErrorStream(true)
                        .start();
                String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(process.waitFor()).as(said).isZero();
                assertThat(said).as(file.toString()).isEmpty();
            }
        }
    }
}
