package org.pixelembedding.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCheckTest {
    @TempDir
    private Path temp;

    @Test
    void countsSizesFailuresAndEqualPictures() throws IOException {
        Map<String, byte[]> files = SampleSets.split("test");
        files.put("train/cat/copy.png", files.get("train/cat/1.png"));
        files.put("train/dog/same-pixels.png", withComment(files.get("train/cat/1.png")));
        files.put("test/cat/leak.png", files.get("train/cat/2.png"));
        files.put("test/dog/broken.png", SampleSets.text("broken"));
        files.put("test/dog/broken-too.png", SampleSets.text("broken"));
        files.put("train/dog/wide.png", SampleSets.png(4, 9, 0x123456));
        files.put("train/dog/tall.png", SampleSets.png(9, 4, 0x123456));
        AtomicInteger most = new AtomicInteger();
        try (ImageSource source = ImageSource.open(SampleSets.folder(temp, files))) {
            DataCheck check = DataCheck.of(source, done -> most.accumulateAndGet(done, Math::max));
            assertThat(most).hasValue(14);
            assertThat(check.images()).isEqualTo(14);
            assertThat(check.parts()).extracting(DataCheck.PartCounts::part).containsExactly("train", "test");
            assertThat(check.parts().get(0).perClass()).containsExactly(4, 5);
            assertThat(check.parts().get(1).perClass()).containsExactly(2, 3);
            assertThat(check.sizes().toString()).isEqualTo("{4x4=10, 4x9=1, 9x4=1}");
            assertThat(check.unreadable())
                    .hasSize(2)
                    .allMatch(line -> line.contains("broken") && line.contains("not a picture"));
            assertThat(check.duplicates()).hasSize(2);
            DataCheck.Duplicates triple = check.duplicates().get(0);
            assertThat(triple.names())
                    .containsExactly(
                            temp.resolve("train/cat/1.png").toString(),
                            temp.resolve("train/cat/copy.png").toString(),
                            temp.resolve("train/dog/same-pixels.png").toString());
            assertThat(triple.contradicts()).isTrue();
            assertThat(check.duplicates().get(1).parts()).containsExactly("train", "test");
            assertThat(check.duplicates().get(1).contradicts()).isFalse();
            assertThat(check.duplicatesWithin()).isEqualTo(2);
            assertThat(check.duplicatesAcross()).isEqualTo(1);
        }
    }

    /** Other bytes, the same pixels: a comment before the end of a PNG. */
    private static byte[] withComment(byte[] png) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        out.write(png, 0, png.length - 12);
        java.nio.ByteBuffer chunk = java.nio.ByteBuffer.allocate(17);
        chunk.putInt(5).put(SampleSets.text("tEXta\0bcd"));
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(chunk.array(), 4, 9);
        chunk.putInt((int) crc.getValue());
        out.write(chunk.array(), 0, 17);
        out.write(png, png.length - 12, 12);
        return out.toByteArray();
    }
}
