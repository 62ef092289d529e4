package org.pixelembedding.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.model.RgbImage;

/** Pictures inside tars: the same sets as in folders, every way of writing a long name, and damage. */
class TarShardsTest {
    @TempDir
    private Path temp;

    private static void assertSame(ImageSet actual, ImageSet expected) throws IOException {
        assertThat(actual.labels()).isEqualTo(expected.labels());
        assertThat(actual.size()).isEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.label(i)).isEqualTo(expected.label(i));
            assertThat(actual.read(i)).isEqualTo(expected.read(i));
        }
    }

    @Test
    void aTarIsAsGoodAsTheFolder() throws IOException {
        Map<String, byte[]> files = SampleSets.below("pets", SampleSets.split("val"));
        files.put("pets/train/cat/0.cls", SampleSets.text("3"));
        files.put("pets/train/cat/._0.png", SampleSets.text("resource fork"));
        Path tar = SampleSets.tar(temp.resolve("pets.tar"), files);
        try (ImageSource folder = ImageSource.open(SampleSets.folder(temp.resolve("f"), files));
                ImageSource source = ImageSource.open(tar)) {
            assertSame(source.train().orElseThrow(), folder.train().orElseThrow());
            assertSame(source.validation().orElseThrow(), folder.validation().orElseThrow());
            assertThat(source.test()).isEmpty();
            assertThat(source.ignoredFiles()).isEqualTo(1);
            assertThat(source.train().orElseThrow().name(3)).isEqualTo(tar + "!/pets/train/dog/a.PNG");
            assertThat(source.fingerprint()).matches("[0-9a-f]{64}");
            source.checkTrainable();
        }
    }

    @Test
    void shardsAreOneSet() throws IOException {
        Map<String, byte[]> files = SampleSets.flat(3, 4);
        Map<String, byte[]> first = new TreeMap<>();
        Map<String, byte[]> second = new TreeMap<>();
        files.forEach((path, bytes) -> (path.endsWith("1.png") ? second : first).put(path, bytes));
        Path folder = Files.createDirectories(temp.resolve("shards"));
        SampleSets.tar(folder.resolve("0001.tar"), second);
        SampleSets.tar(folder.resolve("0000.tar"), first);
        SampleSets.tar(folder.resolve("0000b.tar"), Map.of()); // an empty shard in the middle
        Files.writeString(folder.resolve("README.md"), "shards");
        try (ImageSource source = ImageSource.open(folder)) {
            ImageSet all = source.everything().orElseThrow();
            assertThat(all.classCounts()).containsExactly(4, 4, 4);
            assertThat(all.name(8)).isEqualTo(folder.resolve("0000.tar") + "!/c2/3.png");
            assertThat(all.name(9)).isEqualTo(folder.resolve("0001.tar") + "!/c0/1.png");
            assertThat(all.read(11).rgb()).startsWith(0, 0x07, (byte) 0xd1); // 2001
            assertThat(all.label(11)).isEqualTo(2);
        }
    }

    @Test
    void aShardsPathMayNameItsPart() throws IOException {
        Path folder = Files.createDirectories(temp.resolve("a"));
        SampleSets.tar(folder.resolve("train-0.tar"), SampleSets.flat(2, 3));
        SampleSets.tar(folder.resolve("val-0.tar"), SampleSets.flat(2, 1));
        Path other = temp.resolve("b");
        Files.createDirectories(other.resolve("train"));
        Files.createDirectories(other.resolve("validation"));
        SampleSets.tar(other.resolve("train/x.tar"), SampleSets.below("train", SampleSets.flat(2, 3)));
        SampleSets.tar(other.resolve("validation/trains.tar"), SampleSets.flat(2, 1));
        for (Path path : new Path[] {folder, other}) {
            try (ImageSource source = ImageSource.open(path)) {
                assertThat(source.train().orElseThrow().classCounts()).containsExactly(3, 3);
                assertThat(source.validation().orElseThrow().classCounts()).containsExactly(1, 1);
                assertThat(source.everything()).isEmpty();
            }
        }
    }

    @Test
    void namesOfEveryLengthAndStyleAreRead() throws IOException {
        for (int mode : new int[] {
            TarArchiveOutputStream.LONGFILE_GNU, TarArchiveOutputStream.LONGFILE_POSIX,
        }) {
            Map<String, byte[]> files = new LinkedHashMap<>();
            for (int length : new int[] {1, 90, 99, 100, 101, 150, 255, 256, 600}) {
                files.put("./a/" + "n".repeat(length) + "ä.png", SampleSets.png(1, 1, length));
                files.put("b/" + "m".repeat(length) + ".png", SampleSets.png(1, 1, length + 1));
            }
            Path tar = temp.resolve("long" + mode + ".tar");
            try (OutputStream out = Files.newOutputStream(tar);
                    TarArchiveOutputStream packed = new TarArchiveOutputStream(out, "UTF-8")) {
                packed.setLongFileMode(mode);
                packed.setAddPaxHeadersForNonAsciiNames(true);
                packed.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
                packed.putArchiveEntry(new TarArchiveEntry("b/"));
                packed.closeArchiveEntry();
                for (Map.Entry<String, byte[]> file : files.entrySet()) {
                    TarArchiveEntry entry = new TarArchiveEntry(file.getKey(), true);
                    entry.setSize(file.getValue().length);
                    packed.putArchiveEntry(entry);
                    packed.write(file.getValue());
                    packed.closeArchiveEntry();
                }
                TarArchiveEntry link = new TarArchiveEntry("b/link.png", TarArchiveEntry.LF_SYMLINK);
                link.setLinkName("m.png");
                packed.putArchiveEntry(link);
                packed.closeArchiveEntry();
            }
            try (ImageSource source = ImageSource.open(tar)) {
                ImageSet all = source.everything().orElseThrow();
                assertThat(all.size()).isEqualTo(files.size());
                int i = 0;
                for (Map.Entry<String, byte[]> file : files.entrySet()) {
                    assertThat(all.name(i)).isEqualTo(tar + "!/" + file.getKey().replace("./", ""));
                    assertThat(all.read(i).rgb()[1]).isEqualTo((byte) (((i % 2 == 0 ? 0 : 1) + length(file)) >> 8));
                    i++;
                }
            }
        }
    }

    private static int length(Map.Entry<String, byte[]> file) {
        return file.getKey().length() - (file.getKey().startsWith("./") ? "./a/ä.png" : "b/.png").length();
    }

    @Test
    void anUnreadablePictureIsNamed() throws IOException {
        Map<String, byte[]> files = SampleSets.flat(2, 2);
        files.put("c1/0.png", SampleSets.text("broken"));
        Path tar = SampleSets.tar(temp.resolve("set.tar"), files);
        try (ImageSource source = ImageSource.open(tar)) {
            ImageSet all = source.everything().orElseThrow();
            assertThatThrownBy(() -> all.read(2))
                    .isInstanceOf(UnreadableImageException.class)
                    .hasMessageStartingWith(tar + "!/c1/0.png: not a picture of a known kind");
            Files.write(tar, Arrays.copyOf(Files.readAllBytes(tar), 4 * 512));
            assertThatThrownBy(() -> all.read(3))
                    .isInstanceOf(UnreadableImageException.class)
                    .hasMessageContaining("cannot be read")
                    .hasMessageContaining("set.tar at byte ");
        }
    }

    @Test
    void everyTruncationAndEveryFlippedHeaderByteIsToldOrHarmless() throws IOException {
        Path tar = SampleSets.tar(temp.resolve("set.tar"), SampleSets.flat(2, 2));
        byte[] whole = Files.readAllBytes(tar);
        int refused = 0;
        for (int length = 1; length < 8 * 512; length += 37) {
            Files.write(tar, Arrays.copyOf(whole, length));
            refused += open(tar) ? 0 : 1;
        }
        for (int at = 0; at < 8 * 512; at += 3) {
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            Files.write(tar, flipped);
            refused += open(tar) ? 0 : 1;
        }
        assertThat(refused).as("flipped headers and cut files").isGreaterThan(600);
    }

    /** Whether it opens; what it throws must be ours. */
    private static boolean open(Path tar) throws IOException {
        try (ImageSource source = ImageSource.open(tar)) {
            source.everything().ifPresent(all -> {
                for (int i = 0; i < all.size(); i++) {
                    try {
                        RgbImage image = all.read(i);
                        assertThat(image.height()).isPositive();
                    } catch (IOException e) {
                        assertThat(e).isInstanceOf(UnreadableImageException.class);
                    }
                }
            });
            return true;
        } catch (DataException e) {
            assertThat(e).hasMessageContaining("set.tar");
            return false;
        }
    }

    @Test
    void tarsWithoutPicturesAreRefused() throws IOException {
        Path tar = SampleSets.tar(temp.resolve("a.tar"), Map.of("notes/readme.txt", SampleSets.text("hello")));
        assertThatThrownBy(() -> ImageSource.open(tar))
                .isInstanceOf(DataException.class)
                .hasMessage(tar + ": want pictures or CIFAR binary files in a tar, got neither");
        assertThatThrownBy(() -> ImageSource.open(temp))
                .isInstanceOf(DataException.class)
                .hasMessage(temp + ": want pictures in its 1 tars, got none;"
                        + " pack them as class/name.jpg or train/class/name.jpg");
        Path flat = SampleSets.tar(temp.resolve("b.tar"), Map.of("1.png", SampleSets.png(1, 1, 0)));
        assertThatThrownBy(() -> ImageSource.open(flat))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("want one folder per class");
    }

    @Test
    void stampsAndFingerprintsFollowTheContent() throws IOException {
        Path tar = SampleSets.tar(temp.resolve("a.tar"), SampleSets.flat(2, 2));
        String stamp;
        String fingerprint;
        try (ImageSource source = ImageSource.open(tar)) {
            stamp = source.stamp();
            fingerprint = source.fingerprint();
        }
        Files.copy(tar, temp.resolve("b.tar"));
        try (ImageSource copy = ImageSource.open(temp.resolve("b.tar"))) {
            assertThat(copy.stamp()).isNotEqualTo(stamp);
            assertThat(copy.fingerprint()).isEqualTo(fingerprint);
        }
        SampleSets.tar(tar, SampleSets.flat(2, 3));
        try (ImageSource longer = ImageSource.open(tar)) {
            assertThat(longer.stamp()).isNotEqualTo(stamp);
            assertThat(longer.fingerprint()).isNotEqualTo(fingerprint);
        }
    }

    @Test
    void keepsAnIndexOfManyPicturesAndScansAgainWhenItIsTorn() throws IOException {
        Path folder = ManyTinyImages.write(temp.resolve("many"), 21_000, 4);
        CacheFolder cache = new CacheFolder(Optional.of(temp.resolve("cache")));
        String stamp = check(folder, cache);
        Path index;
        try (var files = Files.list(temp.resolve("cache"))) {
            index = files.findFirst().orElseThrow();
        }
        byte[] whole = Files.readAllBytes(index);
        assertThat(whole.length).isBetween(21_000 * 16, 21_000 * 16 + 4000);
        // Kept: another picture's size in it is believed only with the right checksum.
        assertThat(TarIndex.kept(cache, stamp)).isPresent();
        for (int at : new int[] {0, 5, 20, 1000, whole.length / 2, whole.length - 1}) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 4;
            Files.write(index, flipped);
            assertThat(TarIndex.kept(cache, stamp)).as("byte %d flipped", at).isEmpty();
            Files.write(index, Arrays.copyOf(whole, at));
            assertThat(TarIndex.kept(cache, stamp)).as("cut to %d", at).isEmpty();
        }
        check(folder, cache);
        assertThat(Files.readAllBytes(index)).as("scanned again and kept").isEqualTo(whole);
    }

    private static String check(Path folder, CacheFolder cache) throws IOException {
        try (ImageSource source = ImageSource.open(folder, cache)) {
            ImageSet all = source.everything().orElseThrow();
            ManyTinyImages.check(all, 21_000, 777);
            return source.stamp();
        }
    }
}
