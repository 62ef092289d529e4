package org.pixelembedding.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of zips of every make: the bytes that {@code java.util.zip} reads, or a refusal that says why. */
class ZipDirectoryTest {
    private static final long SEED = Long.getLong("pixemb.seed", 0x5EED);

    @TempDir
    private Path temp;

    /** Names whose hashes collide, whose bytes are not ASCII, which are long; contents that are empty, alike, random. */
    private static Map<String, byte[]> files() {
        SplittableRandom random = new SplittableRandom(SEED);
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String name : List.of("AaAa", "BBBB", "AaBB", "BBAa", "Übung/ñandú.png", "x".repeat(3000))) {
            files.put(name, name.getBytes(StandardCharsets.UTF_8));
        }
        for (int i = 0; i < 500; i++) {
            byte[] bytes = new byte[random.nextInt(300)];
            if (i % 2 == 0) {
                random.nextBytes(bytes);
            }
            files.put("class" + i % 7 + "/picture-" + i + ".png", bytes);
        }
        return files;
    }

    private static byte[] zipped(Map<String, byte[]> files, String comment) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setComment(comment);
            int number = 0;
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                if (number++ % 3 == 0) { // else deflated, with sizes and checksum behind the data
                    CRC32 crc = new CRC32();
                    crc.update(file.getValue());
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(file.getValue().length);
                    entry.setCrc(crc.getValue());
                    entry.setExtra(new byte[] {7, 7, 2, 0, 1, 2});
                    entry.setComment("of this entry");
                }
                zip.putNextEntry(entry);
                zip.write(file.getValue());
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private Path written(byte[]... parts) throws IOException {
        Path path = temp.resolve("some.zip");
        try (OutputStream out = Files.newOutputStream(path)) {
            for (byte[] part : parts) {
                out.write(part);
            }
        }
        return path;
    }

    private static void assertReadsAsJavaDoes(Path path, Map<String, byte[]> files) throws IOException {
        try (ZipTree tree = new ZipTree(path);
                ZipFile zip = new ZipFile(path.toFile())) {
            assertThat(tree.files()).containsExactlyInAnyOrderElementsOf(files.keySet());
            for (String name : files.keySet()) {
                try (InputStream in = zip.getInputStream(zip.getEntry(name))) {
                    assertThat(tree.read(name)).as(name).isEqualTo(in.readAllBytes());
                }
            }
            for (String name : List.of("AaAaB", "", "BBBA", "class0")) {
                assertThatThrownBy(() -> tree.read(name)).isInstanceOf(NoSuchFileException.class);
            }
        }
    }

    @Test
    void storedAndDeflatedFilesAreFoundByName() throws IOException {
        assertReadsAsJavaDoes(written(zipped(files(), "")), files());
    }

    @Test
    void whatLiesInFrontAndACommentThatLooksLikeAnEndDoNotMatter() throws IOException {
        byte[] zip = zipped(files(), "PK\5\6 and sixteen more bytes and then some");
        assertReadsAsJavaDoes(written(zip), files());
        assertReadsAsJavaDoes(written("#!/bin/sh\nexit\n".getBytes(StandardCharsets.US_ASCII), zip), files());
    }

    @Test
    void fieldsOf64BitsAreRead() throws IOException {
        Path path = temp.resolve("zip64.zip");
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(path)) {
            zip.setUseZip64(Zip64Mode.Always);
            for (Map.Entry<String, byte[]> file : files().entrySet()) {
                zip.putArchiveEntry(new ZipArchiveEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeArchiveEntry();
            }
        }
        assertReadsAsJavaDoes(path, files());
    }

    @Test
    void moreEntriesThanSixteenBitsCountAreRead() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < 70_000; i++) {
            files.put("c" + i % 3 + "/" + i + ".png", new byte[] {(byte) i, (byte) (i >> 8)});
        }
        Path path = SampleSets.zip(temp.resolve("many.zip"), files);
        try (ZipTree tree = new ZipTree(path)) {
            assertThat(tree.files()).hasSize(70_000);
            for (int i = 0; i < 70_000; i += 97) {
                assertThat(tree.read("c" + i % 3 + "/" + i + ".png")).containsExactly((byte) i, (byte) (i >> 8));
            }
        }
    }

    @Test
    void damagedAndUnreadableFilesSayWhy() throws IOException {
        byte[] content = "some bytes that are stored as they are".getBytes(StandardCharsets.US_ASCII);
        byte[] zip = zipped(Map.of("c/a.png", content), "");
        int data = indexOf(zip, content);
        byte[] flipped = zip.clone();
        flipped[data + 3] ^= 1;
        assertRefused(flipped, "the zip is damaged there: its checksum is wrong");
        byte[] noHeader = zip.clone();
        noHeader[1] ^= 1;
        assertRefused(noHeader, "no header at byte 0");
        int entry = indexOf(zip, new byte[] {'P', 'K', 1, 2});
        byte[] encrypted = zip.clone();
        encrypted[entry + 8] |= 1;
        assertRefused(encrypted, "it is encrypted; pack it without a password");
        byte[] method = zip.clone();
        ByteBuffer.wrap(method).order(ByteOrder.LITTLE_ENDIAN).putShort(entry + 10, (short) 12);
        assertRefused(method, "compression method 12, want 0 (stored) or 8 (deflated)");
    }

    private void assertRefused(byte[] zip, String why) throws IOException {
        try (ZipTree tree = new ZipTree(written(zip))) {
            assertThatThrownBy(() -> tree.read("c/a.png"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(why);
        }
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i <= bytes.length - part.length; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("not there");
    }

    @Test
    void anyDamageIsAnIOException() throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        byte[] whole = zipped(Map.of("c/a.png", new byte[50], "d/b.png", new byte[40]), "");
        List<String> kinds = new ArrayList<>();
        for (int round = 0; round < 3000; round++) {
            byte[] damaged = round % 5 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int i = random.nextInt(4); i >= 0 && damaged.length > 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try (ZipTree tree = new ZipTree(written(damaged))) {
                for (String file : tree.files()) {
                    tree.read(file);
                }
                kinds.add("read");
            } catch (IOException e) {
                kinds.add("refused");
            } catch (RuntimeException e) {
                throw new AssertionError("-Dpixemb.seed=" + SEED + ", round " + round, e);
            }
        }
        assertThat(kinds).contains("read", "refused");
    }
}
