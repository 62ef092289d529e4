package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.format.WholeFile;
import org.pixelembedding.train.RunDirectory.Which;

/** Two checkpoints and the best are kept, whatever happens while another one is written. */
class KeptCheckpointsTest {
    @TempDir
    private Path directory;

    private RunDirectory run;
    private KeptCheckpoints kept;

    @BeforeEach
    void makeRun() throws IOException {
        run = RunDirectory.create(directory.resolve("run"));
        kept = new KeptCheckpoints(run);
    }

    private static Checkpoint ofStep(int step) {
        Parameters arrays = new Parameters();
        arrays.put("a", new float[] {step, 1.5f});
        return new Checkpoint(
                "epochs: 3\n",
                "name: net\n",
                "cafe",
                List.of("Katze", "Hund"),
                "cpu: one\n",
                arrays,
                new Checkpoint.Progress(0, step, step, 1.25, 12, 40, 0.5, 0.75, 1));
    }

    private long step(Which which) throws IOException {
        return Checkpoint.read(run.checkpoint(which)).progress().step();
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(run.path().resolve("checkpoints"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** A disk with room for so many bytes of one file. */
    private KeptCheckpoints onDiskOf(int room) {
        return new KeptCheckpoints(run, (file, body) -> WholeFile.write(file, out -> body.write(full(out, room))));
    }

    private static OutputStream full(OutputStream disk, int room) {
        return new FilterOutputStream(disk) {
            private int left = room;

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                out.write(bytes, from, Math.min(left, length));
                if (length > left) {
                    left = 0;
                    throw new IOException("No space left on device");
                }
                left -= length;
            }
        };
    }

    @Test
    void theLastTwoAreKept() throws IOException {
        for (int step = 1; step <= 4; step++) {
            kept.last(ofStep(step));
            assertThat(step(Which.LAST)).isEqualTo(step);
            if (step > 1) {
                assertThat(step(Which.PREVIOUS)).isEqualTo(step - 1);
            }
        }
        kept.best(ofStep(2));
        assertThat(names()).containsExactly("best.ckpt", "last.ckpt", "previous.ckpt");
    }

    @Test
    void aFullDiskLeavesTheOlderOnesAsTheyWere() throws IOException {
        kept.last(ofStep(1));
        kept.last(ofStep(2));
        kept.best(ofStep(1));
        int length = (int) Files.size(run.checkpoint(Which.LAST));
        for (int room = 0; room < length; room++) {
            KeptCheckpoints small = onDiskOf(room);
            assertThatThrownBy(() -> small.last(ofStep(3)))
                    .as("%d of %d bytes", room, length)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot be written (No space left on device)");
            assertThatThrownBy(() -> small.best(ofStep(3))).isInstanceOf(IOException.class);
            assertThat(step(Which.LAST)).isEqualTo(2);
            assertThat(step(Which.PREVIOUS)).isEqualTo(1);
            assertThat(step(Which.BEST)).isEqualTo(1);
            assertThat(names()).containsExactly("best.ckpt", "last.ckpt", "previous.ckpt");
        }
        onDiskOf(length).last(ofStep(3));
        assertThat(step(Which.LAST)).isEqualTo(3);
    }

    @Test
    void theOneBeforeADamagedOneIsFound() throws IOException {
        kept.last(ofStep(1));
        kept.last(ofStep(2));
        Path last = run.checkpoint(Which.LAST);
        byte[] whole = Files.readAllBytes(last);
        assertThat(kept.newest().damage()).isEmpty();
        assertThat(kept.newest().checkpoint().progress().step()).isEqualTo(2);
        for (byte[] damaged : List.of(new byte[0], Arrays.copyOf(whole, whole.length - 1), new byte[whole.length])) {
            Files.write(last, damaged);
            KeptCheckpoints.Newest newest = kept.newest();
            assertThat(newest.checkpoint().progress().step()).isEqualTo(1);
            assertThat(newest.file()).isEqualTo(run.checkpoint(Which.PREVIOUS));
            assertThat(newest.damage().orElseThrow()).startsWith(last + ": ");
        }
        kept.setDamagedAside();
        kept.last(ofStep(3));
        assertThat(step(Which.PREVIOUS))
                .as("a damaged one does not take a good one's place")
                .isEqualTo(1);
        assertThat(names()).containsExactly("damaged.ckpt", "last.ckpt", "previous.ckpt");
    }

    @Test
    void aKillBetweenTwoMovesLeavesThePreviousOne() throws IOException {
        kept.last(ofStep(1));
        Files.move(run.checkpoint(Which.LAST), run.checkpoint(Which.PREVIOUS));
        assertThat(run.hasCheckpoint()).isTrue();
        assertThat(kept.newest().checkpoint().progress().step()).isEqualTo(1);
        kept.setDamagedAside();
        kept.last(ofStep(2));
        assertThat(step(Which.PREVIOUS)).isEqualTo(1);
    }

    @Test
    void whereNoneIsWholeBothAreNamed() throws IOException {
        kept.last(ofStep(1));
        kept.last(ofStep(2));
        kept.best(ofStep(1));
        Files.writeString(run.checkpoint(Which.LAST), "hello world");
        // The previous one is another name of a file that was replaced, not overwritten: it must be damaged by itself.
        Files.writeString(run.checkpoint(Which.PREVIOUS), "");
        assertThatThrownBy(kept::newest)
                .isInstanceOf(DamagedCheckpointException.class)
                .hasMessageContaining(run.checkpoint(Which.LAST) + ": not a checkpoint")
                .hasMessageContaining(run.checkpoint(Which.PREVIOUS) + ": damaged checkpoint (it ends too early)")
                .hasMessageContaining("--checkpoint best");
    }

    @Test
    void halvesOfKilledProcessesGoAndOthersStay() throws IOException {
        kept.last(ofStep(1));
        Path checkpoints = run.path().resolve("checkpoints");
        Files.writeString(checkpoints.resolve(".next.ckpt.12ab.tmp"), "half");
        Files.writeString(checkpoints.resolve("next.ckpt"), "half");
        Files.writeString(run.path().resolve(".metrics.csv.ff.tmp"), "half");
        Path own = Files.writeString(run.path().resolve(".notes.tmp"), "a user's");
        kept.sweep();
        assertThat(names()).containsExactly("last.ckpt");
        assertThat(run.path().resolve(".metrics.csv.ff.tmp")).doesNotExist();
        assertThat(own).exists();
    }
}
