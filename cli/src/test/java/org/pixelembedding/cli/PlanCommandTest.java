package org.pixelembedding.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pixelembedding.cli.Outcome.pixemb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pixemb plan}: its answers, its refusals, and that what it plans can be trained and verified. */
class PlanCommandTest {
    private static final String MIXED = """
            name: mixed
            size: 16
            layers:
              - {type: stem, channels: 8, stride: 2, weight-bits: 4}
              - {type: conv, channels: 16, weight-bits: 2, activation-bits: 3}
              - {type: residual, activation-bits: 1}
              - {type: classifier, weight-bits: 3, activation-bits: 4}
            """;

    @TempDir
    Path directory;

    @Test
    void ernsHaveThePublishedSizes() throws IOException {
        Outcome outcome =
                pixemb("plan", "ern18-0.75", "--classes", 1000, "--dimensions", 10, "--classifier-codes", 1, "--json");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.json().get("binaryParameters")).isEqualTo(8_216_448);
        assertThat(outcome.json())
                .containsKeys("layers", "macs", "parameters", "modelBytes", "headerBytes", "size", "input");
    }

    @Test
    @SuppressWarnings("unchecked")
    void bytesOfLayersAndHeaderAreTheFile() throws IOException {
        Map<String, Object> plan = pixemb("plan", "tiny", "--json").json();
        List<Map<String, Object>> layers = (List<Map<String, Object>>) plan.get("layers");
        int bytes = layers.stream().mapToInt(layer -> (int) layer.get("bytes")).sum();
        assertThat((int) plan.get("headerBytes") + bytes).isEqualTo(plan.get("modelBytes"));
        assertThat(layers.getFirst())
                .containsOnlyKeys(
                        "name",
                        "kind",
                        "shape",
                        "weightBits",
                        "activationBits",
                        "macs",
                        "bytes",
                        "bound",
                        "accumulatorBits");
        assertThat(pixemb("plan", "tiny", "--input", "float").out())
                .contains("float-stem", "float-classifier", "int16");
    }

    @Test
    void aNetworkOfMixedBitsIsPlannedTrainedAndVerified() throws IOException {
        Path network = Files.writeString(directory.resolve("mixed.yaml"), MIXED);
        Outcome plan = pixemb("plan", network, "--dimensions", 4);
        assertThat(plan.code()).as(plan.err()).isZero();
        assertThat(plan.out())
                .startsWith("mixed at 16x16, pixel-embedding, 10 classes")
                .contains("8x8x16 codes@1bit")
                .contains("2,304 of them binary weights and 2,176 weights of more bits");
        Path pictures = PaintedFolder.write(directory.resolve("pictures"), 20, "across", "down");
        Path run = directory.resolve("run");
        Outcome trained = pixemb(
                "train",
                "--data",
                pictures,
                "--out",
                run,
                "--network",
                network,
                "--dimensions",
                4,
                "--batch",
                8,
                "--epochs",
                2,
                "--crop",
                1,
                "--no-cache");
        assertThat(trained.code()).as(trained.err()).isZero();
        Outcome verified = pixemb("verify", run, "--data", pictures, "--json");
        assertThat(verified.code()).as(verified.err() + verified.out()).isZero();
        assertThat(verified.json().get("differences")).isEqualTo(0);
        assertThat((int) verified.json().get("images")).isPositive();
    }

    @Test
    void whatDoesNotFitIsRefusedByPlanAndBeforeTraining() throws IOException {
        Path network = Files.writeString(
                directory.resolve("deep.yaml"),
                "name: deep\nsize: 16\nlayers: [{type: stem, channels: 8, stride: 8}, {type: max-pool, size: 8},"
                        + " {type: classifier}]");
        pixemb("plan", network)
                .assertRefused(
                        "network deep on pictures of 16x16: layer 'classifier.in.pool'",
                        "a window of 8 does not fit into 2");
        Path pictures = PaintedFolder.write(directory.resolve("pictures"), 4, "across", "down");
        Path run = directory.resolve("run");
        pixemb("train", "--data", pictures, "--out", run, "--network", network, "--no-cache")
                .assertRefused("network deep on pictures of 16x16: layer 'classifier.in.pool'");
        assertThat(run).doesNotExist();
    }

    @Test
    void wrongNamesAreRefusedWithTheNearest() {
        pixemb("plan", "tyni").assertRefused("network 'tyni' is unknown, did you mean tiny?");
        assertThat(pixemb("plan", "tiny", "--classes", 1).code()).isEqualTo(2);
    }
}
