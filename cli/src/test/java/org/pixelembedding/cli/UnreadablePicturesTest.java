package org.pixelembedding.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pixelembedding.cli.Outcome.pixemb;
import static org.pixelembedding.cli.Outcome.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broken files among the pictures: all told at once and before a training, left out only if the user says so. */
class UnreadablePicturesTest {
    @TempDir
    static Path directory;

    private static Path broken;

    @BeforeAll
    static void breakSome() throws IOException {
        broken = directory.resolve("broken");
        PaintedFolder.write(broken.resolve("train"), 8, "across", "down");
        PaintedFolder.write(broken.resolve("test"), 4, "across", "down");
        Files.writeString(broken.resolve("train/across/picture-2.png"), "nothing");
        Files.write(broken.resolve("test/down/picture-0.png"), new byte[0]);
        Path cut = broken.resolve("test/down/picture-3.png");
        Files.write(cut, java.util.Arrays.copyOf(Files.readAllBytes(cut), 200));
        Files.writeString(broken.resolve("train/across/Thumbs.db"), "no picture by its name");
    }

    @Test
    void aTrainingTellsAllOfThemBeforeItBeginsAndLeavesNothing() {
        Path run = directory.resolve("refused");
        Outcome outcome = train(broken, run);
        outcome.assertRefused(
                broken + ": 3 of 24 pictures cannot be read",
                "--skip-unreadable",
                "train/across/picture-2.png: not a picture",
                "test/down/picture-0.png: not a picture",
                "(and 1 more)");
        assertThat(outcome.err()).doesNotContain("epoch");
        assertThat(run).doesNotExist();
    }

    @Test
    void onRequestTheyAreLeftOutCountedAndListed() throws IOException {
        Path run = directory.resolve("skipped");
        Outcome outcome = train(broken, run, "--skip-unreadable");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.err())
                .contains("Left out 3 unreadable pictures:", "picture-2.png", "picture-0.png", "picture-3.png")
                .contains("Passed over 1 file that is no picture by name")
                .contains(" and 6 test pictures");
        assertThat(pixemb("verify", run).out()).as("verify knows").startsWith("6 images, ");
        Path model = run.resolve("model.pxm");
        for (int threads : new int[] {1, 3}) {
            pixemb("eval", model, broken, "--threads", threads)
                    .assertRefused(": 2 of 8 pictures cannot be read", "picture-0.png", "picture-3.png");
            Outcome counted = pixemb("eval", model, broken, "--threads", threads, "--skip-unreadable", "--json");
            assertThat(counted.code()).as(counted.err()).isZero();
            assertThat(counted.json()).containsEntry("images", 6).containsEntry("unreadable", 2);
        }
        pixemb("verify", model, "--data", broken).assertRefused("picture-0.png", "--skip-unreadable");
        assertThat(pixemb("verify", model, "--data", broken, "--skip-unreadable")
                        .out())
                .startsWith("6 images, ");
    }

    @Test
    void aSetOfBrokenPicturesOnlyIsNoSet() throws IOException {
        Path none = PaintedFolder.write(directory.resolve("none"), 2, "a", "b");
        for (String file : List.of("a/picture-0.png", "a/picture-1.png", "b/picture-0.png", "b/picture-1.png")) {
            Files.writeString(none.resolve(file), "nothing");
        }
        train(none, directory.resolve("r"), "--skip-unreadable").assertRefused(none.toString(), "at least 2 pictures");
    }
}
