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

/** Commands that look at a run whose newest checkpoint is damaged take the one before it, say so, and repair nothing. */
class NewestCheckpointTest {
    @TempDir
    static Path directory;

    private static Path run;
    private static Path last;
    private static byte[] damaged;

    @BeforeAll
    static void trainAndDamage() throws IOException {
        Path pictures = PaintedFolder.write(directory.resolve("pictures"), 20, "across", "down");
        run = directory.resolve("run");
        Outcome trained = train(pictures, run);
        assertThat(trained.code()).as(trained.err()).isZero();
        last = run.resolve("checkpoints/last.ckpt");
        damaged = Files.readAllBytes(last);
        damaged[damaged.length / 2] ^= 4;
        Files.write(last, damaged);
    }

    private static void assertTold(Outcome outcome) throws IOException {
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.err())
                .contains("Note: " + last + ": damaged checkpoint (its checksum is wrong); the one before it is taken, "
                        + last.resolveSibling("previous.ckpt") + " of step ");
        assertThat(last).hasBinaryContent(damaged);
    }

    @Test
    void freezeTakesTheOneBefore() throws IOException {
        Outcome outcome = pixemb("freeze", run, "-o", directory.resolve("frozen.pxm"), "--json");
        assertTold(outcome);
        assertThat(outcome.json()).containsEntry("checkpoint", "previous");
        assertThat(directory.resolve("frozen.pxm")).isRegularFile();
    }

    @Test
    void verifyComparesTheOneBeforeWithItsOwnModel() throws IOException {
        Outcome outcome = pixemb("verify", run, "--json");
        assertTold(outcome);
        assertThat(outcome.err()).contains("Note: a model frozen from it is verified, not " + run.resolve("model.pxm"));
        assertThat(((Number) outcome.json().get("differences")).intValue()).isZero();
    }

    @Test
    void nothingStandsInForADamagedBest() throws IOException {
        Path best = run.resolve("checkpoints/best.ckpt");
        byte[] whole = Files.readAllBytes(best);
        Files.write(best, new byte[9]);
        Outcome outcome = pixemb("freeze", run, "-o", directory.resolve("best.pxm"), "--checkpoint", "best");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains(best + ": ", "freeze the last one: --checkpoint last");
        assertThat(directory.resolve("best.pxm")).doesNotExist();
        Files.write(best, whole);
    }
}
