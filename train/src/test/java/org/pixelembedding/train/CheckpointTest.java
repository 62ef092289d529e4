package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    @TempDir
    private Path directory;

    private static Checkpoint sample() {
        Parameters arrays = new Parameters();
        arrays.put("a", new float[] {1.5f, -0f, Float.MIN_VALUE});
        arrays.put("b", new float[0]);
        return new Checkpoint(
                "epochs: 3\n",
                "name: net\n",
                "cafe",
                List.of("Katze", "Hund"),
                arrays,
                new Checkpoint.Progress(2, 7, 99, 1.25, 12, 40, 0.5, 0.75, 1));
    }

    private static void assertSame(Checkpoint actual, Checkpoint expected) {
        assertThat(actual.config()).isEqualTo(expected.config());
        assertThat(actual.network()).isEqualTo(expected.network());
        assertThat(actual.fingerprint()).isEqualTo(expected.fingerprint());
        assertThat(actual.labels()).isEqualTo(expected.labels());
        assertThat(actual.progress()).isEqualTo(expected.progress());
        assertThat(actual.arrays()).isEqualTo(expected.arrays());
    }

    @Test
    void comesBackAsItWas() throws IOException {
        Path file = directory.resolve("last.ckpt");
        sample().write(file);
        sample().write(file);
        assertSame(Checkpoint.read(file), sample());
        try (var files = Files.list(directory)) {
            assertThat(files).as("no temporary file stays behind").containsExactly(file);
        }
    }

    @Test
    void everyTruncationAndEveryFlippedByteIsNoticed() throws IOException {
        Path file = directory.resolve("last.ckpt");
        sample().write(file);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Checkpoint.read(file))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("last.ckpt");
        }
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            Files.write(file, flipped);
            assertThatThrownBy(() -> Checkpoint.read(file))
                    .as("byte %d flipped", at)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aMissingFileAndAForeignFileAreTold() throws IOException {
        assertThatThrownBy(() -> Checkpoint.read(directory.resolve("none.ckpt")))
                .hasMessageContaining("no such checkpoint");
        Path foreign = directory.resolve("x.ckpt");
        Files.writeString(foreign, "hello world");
        assertThatThrownBy(() -> Checkpoint.read(foreign)).hasMessageContaining("not a checkpoint");
    }
}
