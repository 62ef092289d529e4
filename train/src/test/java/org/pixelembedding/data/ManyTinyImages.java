package org.pixelembedding.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Tar shards of very many pictures of one pixel, written header by header: a million take seconds. */
final class ManyTinyImages {
    private static final int CLASSES = 100;

    private ManyTinyImages() {}

    /** Pictures i = 0 .. count - 1, of class i % 100 and blue value i % 256, evenly over the shards. */
    static Path write(Path folder, int count, int shards) throws IOException {
        Files.createDirectories(folder);
        byte[][] pictures = new byte[256][];
        for (int blue = 0; blue < 256; blue++) {
            pictures[blue] = SampleSets.png(1, 1, blue);
        }
        int each = Math.ceilDiv(count, shards);
        for (int s = 0; s < shards; s++) {
            Path shard = folder.resolve(String.format("%05d.tar", s));
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(shard), 1 << 16)) {
                for (int i = s * each; i < Math.min(count, (s + 1) * each); i++) {
                    byte[] picture = pictures[i % 256];
                    out.write(header(String.format("class%02d/picture-%08d.png", i % CLASSES, i), picture.length));
                    out.write(Arrays.copyOf(picture, (picture.length + 511) / 512 * 512));
                }
                out.write(new byte[1024]);
            }
        }
        return folder;
    }

    private static byte[] header(String name, int size) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000644\0");
        put(header, 124, String.format("%011o\0", size));
        put(header, 136, "00000000000\0");
        put(header, 148, "        ");
        header[156] = '0';
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format("%06o\0 ", sum));
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    /** Looks at every {@code step}-th picture. */
    static void check(ImageSet all, int count, int step) throws IOException {
        assertThat(all.size()).isEqualTo(count);
        for (int i = 0; i < count; i += step) {
            assertThat(all.label(i)).isEqualTo(i % CLASSES);
            assertThat(all.read(i).value(0, 0, 2)).isEqualTo(i % 256);
            assertThat(all.name(i)).endsWith(String.format(".tar!/class%02d/picture-%08d.png", i % CLASSES, i));
        }
    }
}
