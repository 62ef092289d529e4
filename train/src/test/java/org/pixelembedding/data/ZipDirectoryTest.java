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

    /** One stored file whose directory entry has its offset, or offset and sizes, in a ZIP64 field. */
    private static byte[] zip64(byte[] content, boolean sizesToo) {
        byte[] name = "c/a.png".getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(content);
        int extraBytes = 4 + (sizesToo ? 24 : 8);
        int directoryAt = 30 + name.length + content.length;
        int directoryBytes = 46 + name.length + extraBytes;
        ByteBuffer zip = ByteBuffer.allocate(directoryAt + directoryBytes + 22).order(ByteOrder.LITTLE_ENDIAN);
        zip.putInt(0x04034b50)
                .putShort((short) 45)
                .putShort((short) 0)
                .putShort((short) 0)
                .putInt(0);
        zip.putInt((int) crc.getValue()).putInt(content.length).putInt(content.length);
        zip.putShort((short) name.length).putShort((short) 0).put(name).put(content);
        int size = sizesToo ? -1 : content.length;
        zip.putInt(0x02014b50)
                .putShort((short) 45)
                .putShort((short) 45)
                .putShort((short) 0)
                .putShort((short) 0);
        zip.putInt(0).putInt((int) crc.getValue()).putInt(size).putInt(size);
        zip.putShort((short) name.length)
                .putShort((short) extraBytes)
                .putShort((short) 0)
                .putShort((short) 0);
        zip.putShort((short) 0).putInt(0).putInt(-1).put(name);
        zip.putShort((short) 1).putShort((short) (extraBytes - 4));
        if (sizesToo) {
            zip.putLong(content.length).putLong(content.length);
        }
        zip.putLong(0);
        zip.putInt(0x06054b50).putInt(0).putShort((short) 1).putShort((short) 1);
        zip.putInt(directoryBytes).putInt(directoryAt).putShort((short) 0);
        return zip.array();
    }

    @Test
    void fieldsOf64BitsAreRead() throws IOException {
        byte[] content = {5, 4, 3, 2, 1};
        assertReadsAsJavaDoes(written(zip64(content, false)), Map.of("c/a.png", content));
        assertReadsAsJavaDoes(written(zip64(content, true)), Map.of("c/a.png", content));
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
        byte[] method = zip.clone();
        ByteBuffer.wrap(method).order(ByteOrder.LITTLE_ENDIAN).putShort(entry + 10, (short) 12);
        for (byte[] unfit : List.of(encrypted, method)) {
            Path path = written(unfit);
            assertThatThrownBy(() -> ImageSource.open(path))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(path + ": not a readable zip (");
        }
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
