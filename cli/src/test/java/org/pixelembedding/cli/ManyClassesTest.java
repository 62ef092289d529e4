package org.pixelembedding.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pixelembedding.cli.Outcome.pixemb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With many classes a binary classifier reads several codes of a channel, which the run keeps as its own. */
class ManyClassesTest {
    @TempDir
    static Path directory;

    @Test
    void theRunSaysHowManyCodesItsClassifierReads() throws IOException {
        String[] classes =
                IntStream.range(0, 33).mapToObj("class-%02d"::formatted).toArray(String[]::new);
        Path pictures = PaintedFolder.write(directory.resolve("pictures"), 5, classes);
        Path run = directory.resolve("run");
        SmallRun.train(pictures, run, 1);
        assertThat(run.resolve("config.yaml")).content().contains("classifierCodes: 4\n");
        assertThat(pixemb("inspect", run.resolve("model.pxm")).out()).contains("classifier4");
        Outcome verified = pixemb("verify", run, "--data", pictures, "--json");
        assertThat(verified.code()).as(verified.err()).isZero();
        assertThat(verified.json().get("differences")).isEqualTo(0);
        // By the options as they were given, in which the number is open, and by none.
        Outcome again = pixemb("train", "--data", pictures, "--out", run, "--resume", "--epochs", 1);
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.err()).contains("33 classes; ", ", 4 codes a channel for the classifier, ", "finished");
        Files.delete(run.resolve("config.yaml"));
        Outcome by = pixemb(
                "train",
                "--data",
                pictures,
                "--out",
                run,
                "--resume",
                "--epochs",
                1,
                "--size",
                16,
                "--width",
                0.25,
                "--dimensions",
                4,
                "--batch",
                8,
                "--threads",
                1);
        assertThat(by.code()).as(by.err()).isZero();
        assertThat(by.err()).contains("finished");
    }
}
