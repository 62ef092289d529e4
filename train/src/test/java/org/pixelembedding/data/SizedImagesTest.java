package org.pixelembedding.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.model.RgbImage;

class SizedImagesTest {
    @TempDir
    private Path temp;

    /** Counts how often it is read. */
    private static final class Counting implements ImageSet {
        private final AtomicInteger reads = new AtomicInteger();
        private final boolean inMemory;

        Counting(boolean inMemory) {
            this.inMemory = inMemory;
        }

        @Override
        public List<String> labels() {
            return List.of("a", "b");
        }

        @Override
        public int size() {
            return 10;
        }

        @Override
        public int label(int index) {
            return index % 2;
        }

        @Override
        public String name(int index) {
            return "picture " + index;
        }

        @Override
        public RgbImage read(int index) {
            reads.incrementAndGet();
            byte[] rgb = new byte[12];
            Arrays.fill(rgb, (byte) index);
            return new RgbImage(2, 2, rgb);
        }

        @Override
        public boolean inMemory() {
            return inMemory;
        }
    }

    @Test
    void readsAnewEveryTimeAndKeepsNothing() throws IOException {
        Counting set = new Counting(false);
        SizedImages images = SizedImages.of(set, 2, 2, UnreadablePolicy.FAIL);
        assertThat(set.reads).hasValue(0);
        for (int round = 1; round <= 3; round++) {
            for (int i = 0; i < 10; i++) {
                byte[] expected = new byte[12];
                Arrays.fill(expected, (byte) i);
                assertThat(images.pixels(i)).isEqualTo(expected);
            }
            assertThat(set.reads).hasValue(10 * round);
        }
        assertThat(images.classCounts()).containsExactly(5, 5);
        assertThat(images.atHand()).isFalse();
        assertThat(SizedImages.of(new Counting(true), 2, 2, UnreadablePolicy.FAIL)
                        .atHand())
                .isTrue();
    }

    @Test
    void resizes() throws IOException {
        Path folder = SampleSets.folder(
                temp, Map.of("a/1.png", SampleSets.png(10, 6, 0x102030), "b/1.png", SampleSets.png(3, 3, 0)));
        try (ImageSource source = ImageSource.open(folder)) {
            SizedImages images = SizedImages.of(source.everything().orElseThrow(), 4, 4, UnreadablePolicy.FAIL);
            assertThat(images.pixels(0)).hasSize(48).startsWith(0x10, 0x20, 0x30, 0x10);
            assertThat(images.height()).isEqualTo(4);
            assertThat(images.label(1)).isEqualTo(1);
        }
    }

    @Test
    void unreadableFilesFailOrAreSkippedAndListed() throws IOException {
        Map<String, byte[]> files = SampleSets.flat(2, 3);
        files.put("c0/1.png", SampleSets.text("broken"));
        files.put("c1/2.png", new byte[0]);
        for (boolean zip : new boolean[] {false, true}) {
            Path path = zip
                    ? SampleSets.zip(temp.resolve("set.zip"), files)
                    : SampleSets.folder(temp.resolve("set"), files);
            String base = path + (zip ? "!/" : "/");
            try (ImageSource source = ImageSource.open(path)) {
                ImageSet set = source.everything().orElseThrow();
                SizedImages failing = SizedImages.of(set, 2, 2, UnreadablePolicy.FAIL);
                assertThat(failing.size()).isEqualTo(6);
                assertThat(failing.unreadable()).isEmpty();
                assertThatThrownBy(() -> failing.pixels(1))
                        .isInstanceOf(UnreadableImageException.class)
                        .hasMessage(base + "c0/1.png: not a picture of a known kind"
                                + " (want JPEG, PNG, WebP, BMP or GIF, got 6 bytes that begin 62 72 6f 6b)");
                SizedImages skipping = SizedImages.of(set, 2, 2, UnreadablePolicy.SKIP);
                assertThat(skipping.size()).isEqualTo(4);
                assertThat(skipping.unreadable()).hasSize(2);
                assertThat(skipping.unreadable().get(1)).startsWith(base + "c1/2.png: not a picture");
                assertThat(skipping.name(1)).isEqualTo(base + "c0/2.png");
                assertThat(skipping.label(3)).isEqualTo(1);
                assertThat(skipping.pixels(3)).startsWith(0, 0x03, (byte) 0xe9); // 1001
            }
        }
    }

    @Test
    void refusesNonsense() {
        assertThatThrownBy(() -> SizedImages.of(new Counting(false), 0, 2, UnreadablePolicy.FAIL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("want height, width >= 1, got 0x2");
    }
}
