package org.pixelembedding.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.image.Resize;

/** The cache gives the pixels that decoding gives, whatever happened to its file. */
class DecodedCacheTest {
    private static final int SIDE = 3;

    @TempDir
    private Path temp;

    private CacheFolder folder;
    private Path data;
    private final List<String> notes = new ArrayList<>();

    @BeforeEach
    void pictures() throws IOException {
        folder = new CacheFolder(Optional.of(temp.resolve("cache")));
        data = SampleSets.folder(temp.resolve("data"), SampleSets.split("test"));
    }

    private ImageSource open(DecodedCache.FreeSpace space) throws IOException {
        notes.clear();
        return DecodedCache.open(ImageSource.open(data), SIDE, SIDE, folder, notes::add, space);
    }

    private void assertRight(String note) throws IOException {
        try (ImageSource source = open(place -> 1L << 40);
                ImageSource plain = ImageSource.open(data)) {
            assertThat(notes).anyMatch(line -> line.contains(note));
            assertThat(source.labels()).isEqualTo(plain.labels());
            assertThat(source.fingerprint()).isEqualTo(plain.fingerprint());
            assertThat(source.validation()).isEmpty();
            assertSame(source.train().orElseThrow(), plain.train().orElseThrow());
            assertSame(source.test().orElseThrow(), plain.test().orElseThrow());
        }
    }

    private static void assertSame(ImageSet actual, ImageSet expected) throws IOException {
        assertThat(actual.size()).isEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.read(i)).isEqualTo(Resize.resize(expected.read(i), SIDE, SIDE));
            assertThat(actual.label(i)).isEqualTo(expected.label(i));
            assertThat(actual.name(i)).isEqualTo(expected.name(i));
        }
    }

    private Path file() throws IOException {
        return onlyFile(temp.resolve("cache"));
    }

    private static Path onlyFile(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found =
                    files.filter(path -> path.toString().endsWith(".rgb")).toList();
            assertThat(found).hasSize(1);
            return found.getFirst();
        }
    }

    @Test
    void isMadeOnceAndAnnouncedWithItsSize() throws IOException {
        assertRight("Decoding 7 pictures once, to 3x3, into a cache of 0.0 MB");
        FileTime made = Files.getLastModifiedTime(file());
        assertRight("Decoded pictures come from the cache " + file());
        assertThat(Files.getLastModifiedTime(file())).isEqualTo(made);
        // The pixels do come from there: the files may become unreadable without a change of size and time.
        Path picture = data.resolve("train/cat/0.png");
        FileTime time = Files.getLastModifiedTime(picture);
        Files.write(picture, new byte[(int) Files.size(picture)]);
        Files.setLastModifiedTime(picture, time);
        try (ImageSource source = open(place -> 1L << 40)) {
            assertThat(source.train().orElseThrow().read(0).rgb()).hasSize(27);
            assertThat(source.train().orElseThrow().inMemory()).isTrue();
        }
    }

    @Test
    void followsChangesOfTheSourceAndRemovesWhatIsOld() throws IOException {
        assertRight("Decoding 7");
        Path first = file();
        Files.write(data.resolve("train/cat/0.png"), SampleSets.png(5, 5, 0x0a0b0c));
        assertRight("Decoding 7");
        assertThat(file()).isNotEqualTo(first);
        Files.write(data.resolve("train/cat/9.png"), SampleSets.png(5, 5, 1));
        assertRight("Decoding 8");
        try (ImageSource other =
                DecodedCache.open(ImageSource.open(data), 2, 2, folder, notes::add, place -> 1L << 40)) {
            assertThat(other.train().orElseThrow().read(0).height()).isEqualTo(2);
        }
        try (Stream<Path> files = Files.list(temp.resolve("cache"))) {
            assertThat(files.filter(path -> path.toString().endsWith(".rgb")))
                    .as("one of each size")
                    .hasSize(2);
        }
    }

    @Test
    void tornAndDamagedFilesAreMadeAgain() throws IOException {
        assertRight("Decoding 7");
        byte[] whole = Files.readAllBytes(file());
        for (int length : new int[] {0, 1, 4095, 4096, 4100, whole.length - 100, whole.length - 1}) {
            Files.write(file(), Arrays.copyOf(whole, length));
            assertRight("cannot be used");
            assertThat(Files.readAllBytes(file())).isEqualTo(whole);
        }
        Files.write(file(), Arrays.copyOf(whole, whole.length + 1));
        assertRight("cannot be used");
        for (int at : new int[] {0, 9, 13, 17, 21, 40, 99, 4095, whole.length - 1, whole.length - 60}) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 1;
            Files.write(file(), flipped);
            assertRight("cannot be used");
            assertThat(Files.readAllBytes(file())).isEqualTo(whole);
        }
    }

    @Test
    void aPictureThatIsDamagedInTheFileIsDecoded() throws IOException {
        assertRight("Decoding 7");
        byte[] whole = Files.readAllBytes(file());
        byte[] flipped = whole.clone();
        flipped[4096 + 2 * 27 + 5] ^= 64;
        Files.write(file(), flipped);
        assertRight("come from the cache");
        assertThat(temp.resolve("cache")).as("made again the next time").isDirectoryNotContaining("glob:**.rgb");
        assertRight("Decoding 7");
        assertThat(Files.readAllBytes(file())).isEqualTo(whole);
    }

    @Test
    void aFileThatShrinksWhileItIsReadDoesNoHarm() throws IOException {
        assertRight("Decoding 7");
        try (ImageSource source = open(place -> 1L << 40);
                ImageSource plain = ImageSource.open(data)) {
            try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
                channel.truncate(100);
            }
            assertSame(source.train().orElseThrow(), plain.train().orElseThrow());
        }
    }

    @Test
    void whatAKilledProcessLeftIsOverwritten() throws IOException {
        assertRight("Decoding 7");
        Path file = file();
        byte[] whole = Files.readAllBytes(file);
        Files.delete(file);
        Files.write(file.resolveSibling(file.getFileName() + ".part"), new byte[100_000]);
        assertRight("Decoding 7");
        assertThat(Files.readAllBytes(file)).isEqualTo(whole);
        assertThat(file.resolveSibling(file.getFileName() + ".part")).doesNotExist();
    }

    @Test
    void aCacheThatCannotBeWrittenIsDoneWithout() throws IOException {
        assertRight("Decoding 7");
        Path file = file();
        Files.delete(file);
        Files.createDirectory(file.resolveSibling(file.getFileName() + ".part")); // in the way
        try (ImageSource source = open(place -> 1L << 40)) {
            assertThat(notes.getLast()).contains("it could not be written to " + temp.resolve("cache"), "PIXEMB_CACHE");
            assertThat(source.train().orElseThrow().read(0).height())
                    .as("as stored")
                    .isEqualTo(4);
        }
    }

    /** The system's file that is always full stands for a disk that fills while the cache is written. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aDiskThatFillsMeanwhileIsToldAndNothingHalfWrittenStays() throws IOException {
        assertRight("Decoding 7");
        Path file = file();
        Files.delete(file);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.createSymbolicLink(part, Path.of("/dev/full"));
        try (ImageSource source = open(place -> 1L << 40);
                ImageSource plain = ImageSource.open(data)) {
            assertThat(notes.getLast())
                    .contains("it could not be written to " + temp.resolve("cache") + " (No space left on device)");
            assertThat(source.train().orElseThrow().read(0))
                    .isEqualTo(plain.train().orElseThrow().read(0));
        }
        assertThat(temp.resolve("cache")).isDirectoryNotContaining("glob:**.{rgb,part}");
    }

    @Test
    void whereNothingCanBeAskedOrLockedItIsDoneWithout() throws IOException {
        try (ImageSource source = open(place -> {
            throw new IOException("stale handle");
        })) {
            assertThat(notes.getLast()).contains("it cannot be made there (stale handle)");
            assertThat(source.train()).isPresent();
        }
        Files.delete(temp.resolve("cache/making.lock"));
        Files.createDirectory(temp.resolve("cache/making.lock")); // in the way
        try (ImageSource source = open(place -> 1L << 40)) {
            assertThat(notes.getLast()).contains("it cannot be made there (", "making.lock");
            assertThat(source.train()).isPresent();
        }
    }

    @Test
    void withoutSpaceItSaysWhatToDoAndDecodes() throws IOException {
        try (ImageSource source = open(place -> 4000)) {
            assertThat(notes)
                    .containsExactly("No cache of decoded pictures: it wants 0.0 MB in " + temp.resolve("cache")
                            + ", where 0.0 MB are free; pictures are decoded in every epoch. Make room there,"
                            + " or name another place in PIXEMB_CACHE; --no-cache is for doing without");
            assertThat(source.train().orElseThrow().read(0).height())
                    .as("as stored")
                    .isEqualTo(4);
        }
        Path occupied = Files.writeString(temp.resolve("occupied"), "a file");
        folder = new CacheFolder(Optional.of(occupied.resolve("cache")));
        try (ImageSource source = open(place -> 1L << 40)) {
            assertThat(notes).hasSize(1).first().asString().contains("it cannot be made there", "PIXEMB_CACHE");
            assertThat(source.train()).isPresent();
        }
        folder = CacheFolder.NONE;
        try (ImageSource source = open(place -> 1L << 40)) {
            assertThat(notes).isEmpty();
            assertThat(source.train()).isPresent();
        }
    }

    @Test
    void unreadablePicturesAreRememberedUntilTheyAreMended() throws IOException {
        Path picture = data.resolve("train/cat/1.png");
        byte[] good = Files.readAllBytes(picture);
        Files.write(picture, new byte[good.length]);
        FileTime time = Files.getLastModifiedTime(picture);
        for (int round = 0; round < 2; round++) {
            try (ImageSource source = open(place -> 1L << 40)) {
                ImageSet train = source.train().orElseThrow();
                assertThatThrownBy(() -> train.check(1))
                        .isInstanceOf(UnreadableImageException.class)
                        .hasMessageStartingWith(picture + ": not a picture");
                assertThatThrownBy(() -> train.read(1)).isInstanceOf(UnreadableImageException.class);
                train.check(0);
                SizedImages sized = SizedImages.of(train, SIDE, SIDE, UnreadablePolicy.SKIP);
                assertThat(sized.size()).isEqualTo(4);
                assertThat(sized.unreadable()).hasSize(1);
            }
        }
        // Mended behind the stamp's back, as a share that was away for a minute.
        Files.write(picture, good);
        Files.setLastModifiedTime(picture, time);
        assertRight("calls a picture unreadable that is not");
    }

    @Test
    void readsFromManyThreadsPicturesThatAlignWithNothing() throws IOException {
        int bytes = 3 * 101 * 103;
        int pictures = 100;
        Path path = temp.resolve("large.rgb");
        byte[] one = new byte[bytes];
        try (PixelFile.Writer writer = new PixelFile.Writer(path, pictures, bytes)) {
            for (int i = 0; i < pictures; i++) {
                Arrays.fill(one, (byte) i);
                writer.write(one, 1);
            }
            writer.finish("k".repeat(64), "f");
        }
        try (PixelFile file = PixelFile.open(path, "k".repeat(64), pictures, bytes)) {
            IntStream.range(0, 8 * pictures).parallel().forEach(i -> {
                int index = i * 37 % pictures;
                try {
                    byte[] picture = file.read(index);
                    assertThat(picture[0]).isEqualTo((byte) index);
                    assertThat(picture[bytes - 1]).isEqualTo((byte) index);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        }
        assertThatThrownBy(() -> PixelFile.open(path, "x".repeat(64), pictures, bytes))
                .hasMessage("it is of other pictures");
    }

    @Test
    void liesWhereTheEnvironmentSays() {
        Path home = Path.of("/home/me");
        assertThat(CacheFolder.of(Map.of(), home).path()).hasValue(home.resolve(".cache/pixemb"));
        assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "/var/c"), home).path())
                .hasValue(Path.of("/var/c/pixemb"));
        assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "relative"), home).path())
                .as("to be ignored, says the XDG specification")
                .hasValue(home.resolve(".cache/pixemb"));
        assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "/var/c", "PIXEMB_CACHE", "mine"), home)
                        .path())
                .hasValue(Path.of("mine"));
    }
}
