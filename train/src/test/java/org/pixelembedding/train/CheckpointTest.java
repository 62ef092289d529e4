package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
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
                "cpu: one\n",
                arrays,
                new Checkpoint.Progress(2, 7, 99, 1.25, 12, 40, 0.5, 0.75, 1));
    }

    private static void assertSame(Checkpoint actual, Checkpoint expected) {
        assertThat(actual.config()).isEqualTo(expected.config());
        assertThat(actual.network()).isEqualTo(expected.network());
        assertThat(actual.fingerprint()).isEqualTo(expected.fingerprint());
        assertThat(actual.labels()).isEqualTo(expected.labels());
        assertThat(actual.environment()).isEqualTo(expected.environment());
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
                    .isInstanceOf(DamagedCheckpointException.class)
                    .hasMessageContaining("last.ckpt");
        }
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            Files.write(file, flipped);
            assertThatThrownBy(() -> Checkpoint.read(file))
                    .as("byte %d flipped", at)
                    .isInstanceOf(DamagedCheckpointException.class);
        }
    }

    /** The bytes of version 2 are those of version 3 without the environment; the checksum is of all before it. */
    private static byte[] ofVersion(int version, byte[] whole) {
        ByteBuffer source = ByteBuffer.wrap(whole, 0, whole.length - Long.BYTES);
        ByteBuffer target = ByteBuffer.allocate(whole.length);
        target.putInt(source.getInt()).putInt(version);
        source.getInt();
        for (int text = 0; text < 3; text++) {
            copyText(source, target);
        }
        int labels = source.getInt();
        target.putInt(labels);
        for (int label = 0; label < labels; label++) {
            copyText(source, target);
        }
        if (version == 2) {
            source.position(source.position() + Integer.BYTES + source.getInt(source.position()));
        }
        target.put(source);
        CRC32C crc = new CRC32C();
        crc.update(target.array(), 0, target.position());
        target.putLong(crc.getValue());
        return Arrays.copyOf(target.array(), target.position());
    }

    private static void copyText(ByteBuffer source, ByteBuffer target) {
        byte[] text = new byte[source.getInt()];
        source.get(text);
        target.putInt(text.length).put(text);
    }

    @Test
    void theVersionBeforeIsReadAndOthersAreRefusedInOneLine() throws IOException {
        Path file = directory.resolve("last.ckpt");
        sample().write(file);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, ofVersion(2, whole));
        Checkpoint old = Checkpoint.read(file);
        assertThat(old.environment()).isEmpty();
        assertThat(old.arrays()).isEqualTo(sample().arrays());
        assertThat(old.progress()).isEqualTo(sample().progress());
        for (int version : new int[] {1, 4}) {
            Files.write(file, ofVersion(version, whole));
            assertThatThrownBy(() -> Checkpoint.read(file))
                    .isNotInstanceOf(DamagedCheckpointException.class)
                    .hasMessage(file + ": checkpoint version " + version
                            + ", this program reads 2 to 3; use the program that wrote it");
        }
    }

    @Test
    void whatStandsBehindTheEndIsNoticed() throws IOException {
        Path file = directory.resolve("last.ckpt");
        sample().write(file);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        assertThatThrownBy(() -> Checkpoint.read(file)).isInstanceOf(DamagedCheckpointException.class);
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
