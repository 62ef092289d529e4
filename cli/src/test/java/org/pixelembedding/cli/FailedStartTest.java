package org.pixelembedding.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pixelembedding.cli.Outcome.pixemb;
import static org.pixelembedding.cli.Outcome.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that cannot begin: one message that says what to do, nothing half-written, nothing of the user's lost. */
class FailedStartTest {
    @TempDir
    static Path directory;

    private static Path pictures;

    @BeforeAll
    static void paint() throws IOException {
        pictures = PaintedFolder.write(directory.resolve("pictures"), 6, "across", "down");
    }

    /** Too small for the network's pooling, which is found out when the run directory is there already. */
    private static Outcome tooSmall(Path run) {
        return pixemb("train", "--data", pictures, "--out", run, "--size", 4, "--epochs", 1);
    }

    @Test
    void aNewDirectoryGoesAgain() {
        Path run = directory.resolve("new");
        tooSmall(run).assertRefused("network tiny on pictures of 4x4: layer 'conv3.in.pool'", "choose another size");
        assertThat(run).doesNotExist();
    }

    @Test
    void anEmptyDirectoryStaysEmpty() throws IOException {
        Path run = Files.createDirectory(directory.resolve("empty"));
        tooSmall(run).assertRefused("choose another size");
        assertThat(run).isEmptyDirectory();
    }

    @Test
    void filesOfTheUserStay() throws IOException {
        Path run = Files.createDirectory(directory.resolve("used"));
        Path notes = Files.writeString(run.resolve("metrics.csv"), "mine");
        tooSmall(run).assertRefused("choose another size");
        assertThat(notes).hasContent("mine");
    }

    @Test
    void aDirectoryInsideAFileIsRefusedBeforePicturesAreRead() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        Outcome outcome = train(pictures, file.resolve("a/b"));
        outcome.assertRefused("cannot be made a run directory", file + " is not a directory", "--out");
        assertThat(outcome.err()).doesNotContain("classes;");
    }

    @Test
    void allWrongOptionsAreToldAtOnce() {
        pixemb("train", "--data", pictures, "--out", directory.resolve("o"), "--epochs", "abc", "--bits", 9)
                .assertRefused("bits is 9, want a whole number 1..8", "epochs is abc, want a whole number");
        Outcome empty = pixemb("train", "--data", pictures, "--out", directory.resolve("o"), "--epochs", "");
        assertThat(empty.code()).isEqualTo(2);
        assertThat(empty.err()).contains("--epochs is empty, want a value");
    }

    @Test
    void aNetworkIsNamedByAnyPath() throws IOException {
        Path odd = Files.writeString(directory.resolve("my \"net\": 1.yaml"), "layers: []");
        pixemb("train", "--data", pictures, "--out", directory.resolve("o"), "--network", odd)
                .assertRefused(odd.toString(), "want a stem first");
    }
}
