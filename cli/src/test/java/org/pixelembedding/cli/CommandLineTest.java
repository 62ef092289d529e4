package org.pixelembedding.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pixelembedding.cli.Outcome.pixemb;
import static org.pixelembedding.cli.Outcome.train;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.format.ModelReader;
import org.pixelembedding.format.ModelWriter;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.Thresholds;

/** Every command in process, on pictures and models made here: exit codes, stdout, stderr, JSON keys, bad input. */
class CommandLineTest {
    @TempDir
    static Path directory;

    private static Path pictures;
    private static Path run;

    @BeforeAll
    @SuppressWarnings("unchecked")
    static void trainOnce() throws IOException {
        pictures = PaintedFolder.write(directory.resolve("pictures"), 20, "across", "down");
        run = directory.resolve("run");
        Outcome outcome = train(pictures, run, "--json");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.json())
                .containsKeys("run", "testAccuracy", "validationAccuracy", "trainSeconds", "validationMacroAccuracy");
        List<Map<String, Object>> classes =
                (List<Map<String, Object>>) outcome.json().get("perClass");
        assertThat(classes.stream()
                        .mapToDouble(each -> ((Number) each.get("accuracy")).doubleValue())
                        .average()
                        .orElseThrow())
                .isCloseTo(
                        ((Number) outcome.json().get("macroAccuracy")).doubleValue(),
                        org.assertj.core.api.Assertions.within(1e-9));
        assertThat(outcome.err()).contains("2 classes; 28 training, 4 validation and 8 test pictures at 16x16");
    }

    private static void assertOneLine(Outcome outcome, String... parts) {
        assertThat(outcome.code()).as(outcome.err()).isEqualTo(1);
        assertThat(outcome.err().strip().lines().filter(line -> line.startsWith("pixemb:")))
                .as(outcome.err())
                .hasSize(1);
        assertThat(outcome.err()).contains(parts).doesNotContain("\tat ");
    }

    @Test
    void benchTimesTrainingBesideTheFullPrecisionTwin() throws IOException {
        Outcome outcome = pixemb("bench", "--training", "--size", 16, "--batch", 8, "--rounds", 2, "--json");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat((double) outcome.json().get("imagesPerSecond")).isPositive();
        assertThat((double) outcome.json().get("bf16Speedup")).isPositive();
        assertThat(outcome.json().get("quantizedOverFloat"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsOnlyKeys("float32", "bf16");
        assertThat((double) outcome.json().get("gigaflops"))
                .isBetween(0.0, (double) outcome.json().get("matrixProductGigaflops"));
        assertThat(pixemb("bench").code()).isEqualTo(2);
        assertThat(pixemb("bench", "--network", "tiny", "--memory").code()).isEqualTo(2);
    }

    @Test
    void benchTellsWhatTheDataOfAStepCost() throws IOException {
        Path pictures = PaintedFolder.write(directory.resolve("bench-pictures"), 20, "across", "down");
        Outcome outcome =
                pixemb("bench", "--training", "--data", pictures, "--size", 16, "--batch", 8, "--rounds", 2, "--json");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat((double) outcome.json().get("stepSecondsWithData")).isPositive();
        assertThat((double) outcome.json().get("stepSecondsRepeated")).isPositive();
        assertThat((double) outcome.json().get("pipelineCost")).isPositive();
    }

    @Test
    @SuppressWarnings("unchecked")
    void benchTimesTheEngineOnEveryKernelBesideItsTwin() throws IOException {
        Outcome outcome = pixemb(
                "bench",
                "--network",
                "tiny",
                "--size",
                16,
                "--seconds",
                0.05,
                "--threads",
                "1,2",
                "--kernels",
                "scalar,vector",
                "--json");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        List<Map<String, Object>> results =
                (List<Map<String, Object>>) outcome.json().get("results");
        assertThat(results).hasSize(8);
        assertThat(results.stream().map(row -> row.get("kernels")).distinct())
                .hasSize(2)
                .contains("scalar");
        assertThat(results.stream().map(row -> row.get("engine")).distinct())
                .containsExactly("pixemb", "pixemb-float-ends");
        for (Map<String, Object> row : results) {
            assertThat((double) row.get("p99Micros")).isGreaterThanOrEqualTo((double) row.get("medianMicros"));
            assertThat((double) row.get("imagesPerSecond")).isPositive();
        }
        assertThat((List<Object>) outcome.json().get("layers")).isNotEmpty();
        assertThat(outcome.json()).containsKey("machine");
        Outcome model = pixemb("bench", run.resolve("model.pxm"), "--seconds", 0.05, "--threads", 1);
        assertThat(model.code()).as(model.err()).isZero();
        assertThat(model.out()).contains("GMAC/s");
        assertThat(pixemb("bench", "--network", "tiny", "--kernels", "vectr").err())
                .contains("no kernel 'vectr', there are");
    }

    @Test
    @SuppressWarnings("unchecked")
    void benchComparesWithOnnxRuntime() throws IOException {
        Outcome outcome = pixemb(
                "bench",
                "--network",
                "tiny",
                "--size",
                16,
                "--seconds",
                0.05,
                "--threads",
                "1,2",
                "--compare",
                "onnxruntime",
                "--json");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        List<Map<String, Object>> results =
                (List<Map<String, Object>>) outcome.json().get("results");
        assertThat(results.stream().map(row -> row.get("engine") + " " + row.get("threads")))
                .containsExactly(
                        "pixemb 1",
                        "pixemb 2",
                        "pixemb-float-ends 1",
                        "pixemb-float-ends 2",
                        "onnxruntime-float32 1",
                        "onnxruntime-float32 2",
                        "onnxruntime-int8 1",
                        "onnxruntime-int8 2");
        for (Map<String, Object> row : results) {
            assertThat((double) row.get("medianMicros")).isPositive().isLessThanOrEqualTo((double)
                    row.get("p90Micros"));
            assertThat((double) row.get("p90Micros")).isLessThanOrEqualTo((double) row.get("p99Micros"));
        }
        Map<String, Object> runtime = (Map<String, Object>) outcome.json().get("onnxruntime");
        assertThat(runtime).containsEntry("optimization", "all").containsKeys("version", "onnxruntime-int8");
        assertThat((Map<String, Object>) outcome.json().get("machine")).containsKeys("processor", "java", "flags");
        Outcome unknown = pixemb("bench", "--network", "tiny", "--compare", "tensorflow");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("--compare is [tensorflow], want onnxruntime");
    }

    @Test
    void benchWantsSensibleNumbers() {
        assertThat(pixemb("bench", "--training", "--rounds", 0).code()).isEqualTo(2);
    }

    @Test
    void checkpointMinutesAreChecked() {
        Outcome outcome = train(pictures, directory.resolve("none"), "--checkpoint-minutes", -1);
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("--checkpoint-minutes is -1.0, want 0 to 100000");
        assertThat(directory.resolve("none")).doesNotExist();
    }

    @Test
    void aRunKilledBeforeItsFirstCheckpointStartsAgainWithItsSettings() throws IOException {
        Path begun = Files.createDirectories(directory.resolve("begun"));
        Files.copy(run.resolve("config.yaml"), begun.resolve("config.yaml"));
        Outcome outcome = pixemb("train", "--data", pictures, "--out", begun, "--resume");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(begun.resolve("model.pxm")).hasSameBinaryContentAs(run.resolve("model.pxm"));
    }

    @Test
    void theRunDirectoryHoldsWhatItShould() {
        for (String file : List.of(
                "config.yaml",
                "curves.png",
                "data.txt",
                "environment.txt",
                "events.out.tfevents.000001",
                "metrics.csv",
                "model.pxm",
                "checkpoints/last.ckpt",
                "checkpoints/best.ckpt")) {
            assertThat(run.resolve(file)).isRegularFile();
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    void inspectAddsUpToTheFile() throws IOException {
        Path model = run.resolve("model.pxm");
        Outcome outcome = pixemb("inspect", model, "--json");
        assertThat(outcome.code()).isZero();
        Map<String, Object> json = outcome.json();
        List<Map<String, Object>> layers = (List<Map<String, Object>>) json.get("layers");
        int bytes = layers.stream().mapToInt(layer -> (int) layer.get("bytes")).sum();
        assertThat((int) json.get("headerBytes") + bytes)
                .isEqualTo(json.get("fileBytes"))
                .isEqualTo((int) Files.size(model));
        assertThat(layers.get(0))
                .containsKeys("name", "kind", "shape", "weightBits", "activationBits", "macs", "bytes");
        assertThat(pixemb("inspect", model).out()).contains("Fully quantized", "multiply-accumulates", "embedding");
    }

    @Test
    @SuppressWarnings("unchecked")
    void evalCountsAnswers() throws IOException {
        Outcome outcome = pixemb("eval", run.resolve("model.pxm"), pictures, "--json");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        Map<String, Object> json = outcome.json();
        assertThat(json).containsKeys("images", "top1", "top5", "confusion", "perClass");
        assertThat(json.get("images")).isEqualTo(40);
        List<List<Integer>> confusion = (List<List<Integer>>) json.get("confusion");
        int right = confusion.get(0).get(0) + confusion.get(1).get(1);
        assertThat((double) json.get("top1")).isEqualTo(right / 40.0);
        assertThat((double) json.get("top5")).isEqualTo(1.0);
        assertThat(pixemb("eval", run.resolve("model.pxm"), pictures).out())
                .contains("40 images: top-1")
                .doesNotContain("JPEG");
    }

    @Test
    @SuppressWarnings("unchecked")
    void evalOnDistortedPictures() throws IOException {
        Outcome outcome = pixemb("eval", run.resolve("model.pxm"), pictures, "--distorted", "--json");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.err()).contains("1 of 12: brightness x 0.5", "12 of 12: JPEG of quality 30");
        List<Map<String, Object>> distorted =
                (List<Map<String, Object>>) outcome.json().get("distorted");
        assertThat(distorted).hasSize(12);
        assertThat(distorted.getFirst()).containsEntry("kind", "brightness").containsEntry("strength", 0.5);
        assertThat(distorted.getLast()).containsEntry("kind", "jpeg").containsEntry("strength", 30.0);
        for (Map<String, Object> one : distorted) {
            double right = (double) one.get("top1") * 40;
            assertThat(right).isBetween(0.0, 40.0).isEqualTo(Math.rint(right));
        }
        assertThat(pixemb("eval", run.resolve("model.pxm"), pictures, "--distorted")
                        .out())
                .contains("40 images: top-1", "points lost")
                .containsPattern("brightness x +0.75 ")
                .containsPattern("JPEG of quality +30 ");
    }

    @Test
    @SuppressWarnings("unchecked")
    void predictAnswersEachPictureAndNamesTheUnreadable() throws IOException {
        Path picture = pictures.resolve("down/picture-3.png");
        Outcome outcome = pixemb("predict", run.resolve("model.pxm"), picture, "--json");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        Map<String, Object> result = ((List<Map<String, Object>>) outcome.json().get("results")).get(0);
        assertThat(result.get("file")).isEqualTo(picture.toString());
        List<Map<String, Object>> classes = (List<Map<String, Object>>) result.get("classes");
        assertThat(classes).hasSize(2);
        assertThat(classes.get(0)).containsKeys("label", "probability", "sum");
        assertThat(classes.get(0).get("sum")).isInstanceOf(Integer.class);
        double total = classes.stream()
                .mapToDouble(one -> (double) one.get("probability"))
                .sum();
        assertThat(total).isBetween(1 - 1e-9, 1 + 1e-9);
        Path broken = Files.writeString(directory.resolve("broken.jpg"), "no picture");
        Outcome mixed = pixemb("predict", run.resolve("model.pxm"), broken, picture);
        assertThat(mixed.code()).isEqualTo(1);
        assertThat(mixed.err()).contains("broken.jpg");
        assertThat(mixed.out()).contains("picture-3.png");
    }

    @Test
    void freezeGivesTheRunsModelAndBestMayDiffer() throws IOException {
        Path again = directory.resolve("again.pxm");
        Outcome outcome = pixemb("freeze", run, "-o", again, "--json");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.json()).containsEntry("checkpoint", "last");
        assertThat((int) outcome.json().get("modelBytes")).isEqualTo((int) Files.size(again));
        assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(run.resolve("model.pxm")));
        assertThat(pixemb("freeze", run, "-o", directory.resolve("best.pxm"), "--checkpoint", "best")
                        .code())
                .isZero();
        assertOneLine(pixemb("freeze", run, "-o", directory.resolve("no/dir.pxm")), "its directory does not exist");
        assertOneLine(pixemb("freeze", pictures, "-o", again), "not a run directory", "pixemb train --out");
        assertThat(pixemb("freeze", run, "-o", again, "--checkpoint", "first").code())
                .isEqualTo(2);
    }

    @Test
    void verifyProvesTheRunAndFindsAPlantedFault() throws IOException {
        Outcome proof = pixemb("verify", run, "--json");
        assertThat(proof.code()).as(proof.err() + proof.out()).isZero();
        assertThat(proof.json())
                .containsEntry("images", 8)
                .containsEntry("differences", 0)
                .containsKey("layers");
        assertThat(pixemb("verify", run).out()).startsWith("8 images, ").contains(" layers, 0 differences");
        Path planted = directory.resolve("planted.pxm");
        ModelWriter.write(shifted(ModelReader.read(run.resolve("model.pxm"))), planted);
        Outcome found = pixemb("verify", run, "--model", planted);
        assertThat(found.code()).isEqualTo(1);
        assertThat(found.out()).contains("layer 'conv3.in'", "channel 1", "training graph");
        Outcome alone = pixemb("verify", planted, "--data", pictures, "--images", 3);
        assertThat(alone.out()).contains("3 images, ", "0 differences");
        assertOneLine(pixemb("verify", planted), "give them with --data");
    }

    /** The same model with one threshold out of place. */
    private static Model shifted(Model model) {
        List<Node> nodes = model.nodes().stream()
                .map(node -> {
                    if (!node.name().equals("conv3.in")) {
                        return node;
                    }
                    Thresholds thresholds = ((MultiThreshold) node.layer()).thresholds();
                    int[] values = thresholds.toValues();
                    boolean[] falling = thresholds.toFalling();
                    // Channel 1 of a later layer's input becomes the largest code for every sum.
                    for (int level = 0; level < 3; level++) {
                        values[3 + level] = falling[1] ? 30_000 : -30_000;
                    }
                    return new Node(
                            node.name(),
                            new MultiThreshold(new Thresholds(thresholds.bits(), values, falling)),
                            node.inputs());
                })
                .toList();
        return new Model(model.name(), 16, 16, nodes, model.labels(), model.logitScale(), model.provenance());
    }

    @Test
    void aFinishedRunSaysSoAndAnOccupiedDirectoryIsRefused() {
        Outcome again = train(pictures, run, "--resume");
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.err()).contains("This run is finished");
        assertOneLine(train(pictures, run), "holds a run already", "--resume");
        assertOneLine(train(pictures, run, "--resume", "--seed", "9"), "another configuration", "seed (1, 9)");
    }

    @Test
    void resumeInAnEmptyDirectoryStarts() {
        Outcome outcome = train(pictures, directory.resolve("fresh"), "--resume", "--epochs", 1, "--input", "float");
        assertThat(outcome.code()).as(outcome.err()).isEqualTo(2);
        outcome = pixemb(
                "train",
                "--data",
                pictures,
                "--out",
                directory.resolve("fresh"),
                "--resume",
                "--size",
                16,
                "--width",
                "0.25",
                "--epochs",
                1,
                "--input",
                "float",
                "--batch",
                8);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        Outcome inspect = pixemb("inspect", directory.resolve("fresh/model.pxm"));
        assertThat(inspect.out()).contains("FLOAT ENDS");
        Outcome verify = pixemb("verify", directory.resolve("fresh"));
        assertThat(verify.code()).as(verify.out()).isZero();
        assertThat(verify.out()).contains("float ends:");
    }

    @Test
    void badDataIsOneLine() throws IOException {
        assertOneLine(train(directory.resolve("nowhere"), directory.resolve("o1")), "nowhere");
        Path single = PaintedFolder.write(directory.resolve("single"), 3, "only");
        assertOneLine(train(single, directory.resolve("o2")), "want pictures of at least 2 classes", "'only'");
        Path empty = PaintedFolder.write(directory.resolve("empty"), 3, "a", "b");
        Files.createDirectories(empty.resolve("c"));
        assertOneLine(train(empty, directory.resolve("o3")), "c");
        Path foreign = PaintedFolder.write(directory.resolve("foreign"), 2, "across", "sideways");
        assertOneLine(pixemb("eval", run.resolve("model.pxm"), foreign), "'sideways'");
    }

    @Test
    void badSettingsAndFilesAreOneLine() throws IOException {
        assertOneLine(train(pictures, directory.resolve("o6"), "--network", "tyni"), "did you mean tiny?");
        assertOneLine(
                train(pictures, directory.resolve("o7"), "--input", "pixel-embeding"), "did you mean pixel-embedding?");
        Path yaml = Files.writeString(directory.resolve("bad.yaml"), "epoch: 3\nbits: 12\n");
        assertOneLine(
                train(pictures, directory.resolve("o8"), "--config", yaml),
                "bad.yaml",
                "did you mean epochs?",
                "bits is 12, want a whole number 1..8");
        Path text = Files.writeString(directory.resolve("text.pxm"), "this is no model at all");
        assertOneLine(pixemb("inspect", text), "text.pxm", "not a model file");
        byte[] newer = new String(
                        Files.readAllBytes(run.resolve("model.pxm")), java.nio.charset.StandardCharsets.ISO_8859_1)
                .replace("\\\"format\\\":1", "\\\"format\\\":9")
                .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        Path newerFile = Files.write(directory.resolve("newer.pxm"), newer);
        assertOneLine(pixemb("inspect", newerFile), "written by a newer version (format 9");
        Path file = Files.writeString(directory.resolve("file"), "");
        assertOneLine(train(pictures, file.resolve("run")), "cannot be made a run directory");
    }

    @Test
    void wrongUsageIsTwoWithASuggestion() {
        Outcome command = pixemb("inspct", "x");
        assertThat(command.code()).isEqualTo(2);
        assertThat(command.err()).contains("inspect");
        Outcome option = pixemb("train", "--data", "x", "--out", "y", "--epoch", "3", "--widht=2");
        assertThat(option.code()).isEqualTo(2);
        assertThat(option.err())
                .contains("Did you mean --epochs where --epoch is?", "Did you mean --width where --widht is?");
        assertThat(pixemb("eval").code()).isEqualTo(2);
        assertThat(pixemb("--help").out()).contains("quickstart", "Exit codes");
        assertThat(pixemb("train", "--help").out()).contains("--learning-rate", "pixel-embedding", "Examples:");
        assertThat(pixemb("--version").out()).startsWith("pixemb ");
    }

    @Test
    void quickstartGoesAllTheWay() throws IOException {
        Path out = directory.resolve("quick");
        Outcome outcome = pixemb("quickstart", "--out", out, "--data", quickPictures(), "--epochs", 2, "--json");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.json())
                .containsKeys(
                        "testAccuracy",
                        "floatEndsAccuracy",
                        "totalSeconds",
                        "modelBytes",
                        "trainSeconds",
                        "verify",
                        "engineMicrosPerImage");
        assertThat(JSON.std.mapFrom(Files.readString(out.resolve("summary.json"))))
                .isEqualTo(outcome.json());
        for (String file : List.of(
                "model.pxm",
                "metrics.csv",
                "learned-table.png",
                "answers.png",
                "examples/across.png",
                "float-ends/model.pxm")) {
            assertThat(out.resolve(file)).isRegularFile();
        }
        Outcome again = pixemb("quickstart", "--out", out, "--data", quickPictures(), "--epochs", 2);
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.out()).contains("test accuracy", "Try next:", "pixemb serve", "pixemb report");
    }

    private static Path quickPictures() throws IOException {
        Path folder = directory.resolve("quick-pictures");
        return Files.exists(folder) ? folder : PaintedFolder.write(folder, 40, "across", "down", "other");
    }
}
