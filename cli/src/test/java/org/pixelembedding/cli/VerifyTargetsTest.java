package org.pixelembedding.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pixelembedding.cli.Outcome.pixemb;
import static org.pixelembedding.cli.Outcome.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.export.c.CToolchain;
import org.pixelembedding.export.c.CToolchains;
import org.pixelembedding.export.verify.ComparisonReport;
import org.pixelembedding.export.verify.EngineTarget;
import org.pixelembedding.export.verify.PictureSequence;
import org.pixelembedding.export.verify.TargetComparison;
import org.pixelembedding.export.verify.TargetProgram;
import org.pixelembedding.export.verify.TargetResult;
import org.pixelembedding.export.verify.VerifyTarget;
import org.pixelembedding.format.ModelReader;
import org.pixelembedding.format.ModelWriter;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.model.Thresholds;

/** {@code verify --targets}. */
class VerifyTargetsTest {
    @TempDir
    static Path directory;

    private static Path pictures;
    private static Path run;

    @BeforeAll
    static void trainOnce() throws IOException {
        pictures = PaintedFolder.write(directory.resolve("pictures"), 12, "across", "down");
        run = directory.resolve("run");
        Outcome outcome = train(pictures, run);
        assertThat(outcome.code()).as(outcome.err()).isZero();
    }

    /** The first level of the last channel of the head is reached by every sum. */
    private static Model planted(Model model) {
        Node head = model.nodes().stream()
                .filter(node -> node.layer() instanceof MultiThreshold)
                .reduce((_, last) -> last)
                .orElseThrow();
        Thresholds thresholds = ((MultiThreshold) head.layer()).thresholds();
        int[] values = thresholds.toValues();
        boolean[] falling = thresholds.toFalling();
        for (int channel = 0; channel < falling.length; channel++) {
            values[channel * thresholds.levels()] = falling[channel] ? 1 << 30 : -(1 << 30);
        }
        Node wrong = new Node(
                head.name(), new MultiThreshold(new Thresholds(thresholds.bits(), values, falling)), head.inputs());
        return new Model(
                model.name(),
                model.inputHeight(),
                model.inputWidth(),
                model.nodes().stream()
                        .map(node -> node.equals(head) ? wrong : node)
                        .toList(),
                model.labels(),
                model.logitScale(),
                model.provenance());
    }

    private static Map<?, ?> row(Map<String, Object> answer, String name) {
        return ((List<?>) answer.get("targets"))
                .stream()
                        .map(row -> (Map<?, ?>) row)
                        .filter(row -> row.get("name").equals(name))
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void allTargetsOfARunAgree() throws IOException {
        Outcome outcome = pixemb("verify", run.resolve("model.pxm"), "--targets", "all", "--json");
        assertThat(outcome.code()).as(outcome.err() + outcome.out()).isZero();
        Map<String, Object> answer = outcome.json();
        assertThat(answer).containsEntry("images", 4).containsEntry("differences", 0);
        List<String> names = ((List<?>) answer.get("targets"))
                .stream().map(row -> (String) ((Map<?, ?>) row).get("name")).toList();
        assertThat(names)
                .startsWith("graph", "interpreter", "scalar", "vector", "onnx", "onnx-int2", "qonnx")
                .containsAll(CToolchains.all().stream().map(CToolchain::name).toList());
        for (String name : List.of("graph", "interpreter", "scalar", "vector", "onnx", "onnx-int2", "qonnx")) {
            assertThat(row(answer, name).get("status")).as(name).isEqualTo("same");
            assertThat(row(answer, name).get("images")).as(name).isEqualTo(4);
        }
        for (CToolchain toolchain : CToolchains.all()) {
            Map<?, ?> row = row(answer, toolchain.name());
            if (toolchain.missing().isPresent()) {
                assertThat(row.get("status")).isEqualTo("skipped");
                assertThat(row.get("reason")).isEqualTo(toolchain.missing().get());
            } else {
                assertThat(row.get("status")).as("%s", row).isEqualTo("same");
            }
        }
    }

    @Test
    void theTableIsForPeople() {
        Outcome outcome = pixemb("verify", run, "--targets", "graph,qonnx", "--images", 3);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out().lines().toList()).satisfies(lines -> {
            assertThat(lines.get(0)).contains("target", "status", "images", "differences", "seconds");
            assertThat(lines.get(1)).matches("graph +same +3 +0 +[0-9.]+");
            assertThat(lines.get(2)).startsWith("scalar ");
            assertThat(lines.get(3)).startsWith("qonnx ");
            assertThat(lines.get(4)).matches("3 images, [0-9]+ layers, 3 targets ran, 0 differences");
        });
    }

    /** The model on disk is not what was trained: every target differs from the training graph. */
    @Test
    void aModelThatIsNotTheRunsIsFoundByTheGraph() throws IOException {
        Path file = directory.resolve("planted.pxm");
        ModelWriter.write(planted(ModelReader.read(run.resolve("model.pxm"))), file);
        Outcome outcome = pixemb("verify", run, "--model", file, "--targets", "graph,vector,onnx", "--json");
        assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(1);
        assertThat(row(outcome.json(), "graph").get("status")).isEqualTo("same");
        for (String name : List.of("scalar", "vector", "onnx")) {
            assertThat(row(outcome.json(), name).get("status")).isEqualTo("different");
            assertThat(row(outcome.json(), name).get("first").toString())
                    .contains("layer '", "channel ", ": graph ", ", " + name + " ");
        }
        Outcome alone = pixemb("verify", file, "--data", pictures, "--targets", "graph,vector", "--json");
        assertThat(alone.code()).isZero();
        assertThat(row(alone.json(), "graph").get("status")).isEqualTo("skipped");
        assertThat(row(alone.json(), "graph").get("reason").toString()).contains("run directory");
    }

    @Test
    void aFaultInTheVectorKernelsModelIsFound() throws IOException {
        EngineTarget vector = EngineTarget.vector();
        assertThat(vector.missing()).isEmpty();
        VerifyTarget faulty = new VerifyTarget() {
            @Override
            public String name() {
                return "vector";
            }

            @Override
            public TargetProgram start(Model model, Path workspace) {
                return vector.start(planted(model), workspace);
            }
        };
        Model model = ModelReader.read(run.resolve("model.pxm"));
        PictureSequence one = new PictureSequence() {
            @Override
            public int count() {
                return 1;
            }

            @Override
            public String name(int index) {
                return "grey";
            }

            @Override
            public RgbImage picture(int index) {
                return new RgbImage(
                        model.inputHeight(),
                        model.inputWidth(),
                        new byte[model.inputHeight() * model.inputWidth() * 3]);
            }
        };
        ComparisonReport report = TargetComparison.of(
                model, List.of(EngineTarget.scalar(), faulty), one, false, new TargetComparison.Progress() {
                    @Override
                    public void starting(String target) {}

                    @Override
                    public void compared(int done, int total) {}
                });
        TargetResult result = report.targets().getLast();
        assertThat(result.status()).isEqualTo(TargetResult.Status.DIFFERENT);
        assertThat(result.first().orElseThrow().toString()).contains("grey", ": scalar ", ", vector ");
    }

    @Test
    void wrongNamesAreOneLine() {
        Outcome outcome = pixemb("verify", run, "--targets", "c-gc");
        outcome.assertRefused("'c-gc'", "did you mean c-gcc?", "onnx-int2");
        pixemb("verify", run.resolve("model.pxm"), "--data", directory.resolve("none"), "--targets", "all")
                .assertRefused("none");
    }

    private static Path floats(String name, String classifier) {
        Path floats = directory.resolve(name);
        Object[] arguments = {
            "train",
            "--data",
            pictures,
            "--out",
            floats,
            "--size",
            16,
            "--width",
            "0.25",
            "--epochs",
            1,
            "--batch",
            8,
            "--input",
            "float",
            "--classifier",
            classifier
        };
        Outcome trained = pixemb(arguments);
        assertThat(trained.code()).as(trained.err()).isZero();
        return floats;
    }

    @Test
    void floatEndsAreRefusedOrSkippedByLayer() throws IOException {
        pixemb("verify", floats("both", "float"), "--targets", "all").assertRefused("classifier", "without --targets");
        Outcome outcome = pixemb(
                "verify", floats("first", "binary"), "--targets", "graph,interpreter,vector,onnx,qonnx", "--json");
        assertThat(outcome.code()).as(outcome.err() + outcome.out()).isZero();
        for (String name : List.of("graph", "onnx", "qonnx")) {
            assertThat(row(outcome.json(), name).get("status")).as(name).isEqualTo("skipped");
            assertThat(row(outcome.json(), name).get("reason").toString()).contains("(float-stem)");
        }
        assertThat(row(outcome.json(), "interpreter").get("status")).isEqualTo("same");
        assertThat(row(outcome.json(), "vector").get("status")).isEqualTo("same");
    }
}
