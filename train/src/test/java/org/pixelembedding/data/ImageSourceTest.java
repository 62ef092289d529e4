package org.pixelembedding.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pixelembedding.model.RgbImage;

class ImageSourceTest {
    @TempDir
    private Path temp;

    @ParameterizedTest
    @ValueSource(strings = {"test", "val", "validation", "Test"})
    void readsAFolderOfParts(String other) throws IOException {
        try (ImageSource source = ImageSource.open(SampleSets.folder(temp, SampleSets.split(other)))) {
            assertThat(source.labels()).containsExactly("cat", "dog");
            assertThat(source.everything()).isEmpty();
            ImageSet train = source.train().orElseThrow();
            assertThat(train.classCounts()).containsExactly(3, 2);
            assertThat(train.name(0)).isEqualTo(temp.resolve("train/cat/0.png").toString());
            assertThat(train.name(4))
                    .isEqualTo(temp.resolve("train/dog/deeper/b.png").toString());
            assertThat(train.label(4)).isEqualTo(1);
            assertPixel(train.read(2), 0x20, 0, 0);
            assertPixel(train.read(4), 0, 0xfe, 0);
            boolean test = other.equalsIgnoreCase("test");
            assertThat(source.test().isPresent()).isEqualTo(test);
            assertThat(source.validation().isPresent()).isEqualTo(!test);
            ImageSet second = (test ? source.test() : source.validation()).orElseThrow();
            assertThat(second.classCounts()).containsExactly(1, 1);
            assertPixel(second.read(0), 0, 0, 0xff);
            source.checkTrainable();
        }
    }

    @Test
    void readsAZipAsItReadsAFolder() throws IOException {
        Map<String, byte[]> files = SampleSets.split("test");
        Path zip = SampleSets.zip(temp.resolve("set.zip"), files);
        try (ImageSource source = ImageSource.open(zip)) {
            ImageSet train = source.train().orElseThrow();
            assertThat(train.name(0)).isEqualTo(zip + "!/train/cat/0.png");
            assertThat(train.classCounts()).containsExactly(3, 2);
            assertPixel(source.test().orElseThrow().read(1), 0, 0, 0xfe);
        }
    }

    @Test
    void readsAZipOneFolderDeeperBesideOtherFiles() throws IOException {
        Map<String, byte[]> files = SampleSets.below("pets", SampleSets.split("test"));
        files.put("pets/LICENSE.txt", SampleSets.text("free"));
        files.put("README.md", SampleSets.text("pets"));
        files.put("__MACOSX/pets/train/cat/._0.png", SampleSets.text("resource fork"));
        files.put("pets/train/cat/.DS_Store", SampleSets.text("finder"));
        files.put("pets/train/cat/notes.txt", SampleSets.text("nice cats"));
        try (ImageSource source = ImageSource.open(SampleSets.zip(temp.resolve("set.zip"), files))) {
            assertThat(source.labels()).containsExactly("cat", "dog");
            assertThat(source.train().orElseThrow().size()).isEqualTo(5);
            assertThat(source.test().orElseThrow().size()).isEqualTo(2);
            assertThat(source.ignoredFiles()).isEqualTo(1);
        }
    }

    @Test
    void readsFlatSourcesOfEveryPacking() throws IOException {
        Map<String, byte[]> files = SampleSets.flat(3, 4);
        for (Path path : new Path[] {
            SampleSets.folder(temp.resolve("a"), files),
            SampleSets.folder(temp.resolve("b"), SampleSets.below("deeper", files)),
            SampleSets.zip(temp.resolve("c.zip"), files),
            SampleSets.zip(temp.resolve("d.data"), SampleSets.below("deeper", files))
        }) {
            try (ImageSource source = ImageSource.open(path)) {
                ImageSet all = source.everything().orElseThrow();
                assertThat(source.train()).isEmpty();
                assertThat(source.test()).isEmpty();
                assertThat(all.labels()).containsExactly("c0", "c1", "c2");
                assertThat(all.classCounts()).containsExactly(4, 4, 4);
                assertPixel(all.read(11), 0, 0x07, 0xd3); // 2003
                source.checkTrainable();
            }
        }
    }

    @Test
    void aClassMayBeCalledTrain() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        files.put("train/1.png", SampleSets.png(2, 2, 1));
        files.put("car/1.png", SampleSets.png(2, 2, 2));
        try (ImageSource source = ImageSource.open(SampleSets.folder(temp, files))) {
            assertThat(source.everything().orElseThrow().labels()).containsExactly("car", "train");
        }
    }

    @Test
    void aFileCalledTrainBinDoesNotMakePicturesCifar() throws IOException {
        Map<String, byte[]> files = SampleSets.flat(2, 2);
        files.put("train.bin", new byte[10]);
        try (ImageSource source = ImageSource.open(SampleSets.folder(temp, files))) {
            assertThat(source.everything().orElseThrow().size()).isEqualTo(4);
        }
    }

    @Test
    void fingerprintIsOfContentAndNotOfPacking() throws IOException {
        Map<String, byte[]> files = SampleSets.split("test");
        String folder = fingerprint(SampleSets.folder(temp.resolve("a"), files));
        assertThat(folder).matches("[0-9a-f]{64}");
        assertThat(fingerprint(SampleSets.zip(temp.resolve("b.zip"), files))).isEqualTo(folder);
        Map<String, byte[]> deeper = SampleSets.below("x", files);
        deeper.put("README", SampleSets.text("not a picture"));
        assertThat(fingerprint(SampleSets.zip(temp.resolve("c.zip"), deeper))).isEqualTo(folder);
        Map<String, byte[]> changed = new TreeMap<>(files);
        changed.put("train/cat/0.png", SampleSets.png(4, 4, 0x010000));
        assertThat(fingerprint(SampleSets.folder(temp.resolve("d"), changed))).isNotEqualTo(folder);
        Map<String, byte[]> moved = new TreeMap<>(files);
        moved.put("train/dog/0.png", moved.remove("train/cat/0.png"));
        assertThat(fingerprint(SampleSets.folder(temp.resolve("e"), moved))).isNotEqualTo(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "deeper", "zip", ".tar", ".tar.gz", ".tar.xz"})
    void readsCifar100(String packing) throws IOException {
        Map<String, byte[]> files = SampleSets.cifar100(7, 4);
        try (ImageSource source = ImageSource.open(pack(packing, files))) {
            assertThat(source.labels()).containsExactly("apple", "bear", "cloud");
            ImageSet train = source.train().orElseThrow();
            assertThat(train.size()).isEqualTo(7);
            assertThat(train.label(5)).isEqualTo(2);
            assertThat(train.name(5)).endsWith("!/train.bin record 5");
            RgbImage image = train.read(5);
            assertThat(image.height()).isEqualTo(32);
            assertThat(image.width()).isEqualTo(32);
            assertThat(image.value(3, 8, 0)).isEqualTo(5);
            assertThat(image.value(3, 9, 1)).isEqualTo(56);
            assertThat(image.value(31, 31, 2)).isEqualTo(106);
            ImageSet test = source.test().orElseThrow();
            assertThat(test.size()).isEqualTo(4);
            assertThat(test.label(0)).isEqualTo(1);
            assertThat(test.read(0).value(0, 0, 0)).isEqualTo(100);
            assertThat(source.fingerprint()).isEqualTo(fingerprint(SampleSets.folder(temp.resolve("again"), files)));
            source.checkTrainable();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "zip", ".tar.gz", ".tar.xz"})
    void readsCifar10(String packing) throws IOException {
        try (ImageSource source = ImageSource.open(pack(packing, SampleSets.cifar10(3)))) {
            assertThat(source.labels()).containsExactly("zebra", "apple", "moon");
            ImageSet train = source.train().orElseThrow();
            assertThat(train.size()).isEqualTo(15);
            assertThat(train.classCounts()).containsExactly(5, 5, 5);
            assertThat(train.name(14)).endsWith("!/data_batch_5.bin record 2");
            assertThat(train.read(14).value(0, 0, 0)).isEqualTo(14);
            assertThat(train.read(14).value(0, 0, 2)).isEqualTo(114);
            assertThat(source.test().orElseThrow().size()).isEqualTo(3);
        }
    }

    @Test
    void opensTheShippedSample() throws IOException {
        try (ImageSource source = ImageSource.open(Path.of("../samples/eurosat-mini.zip"))) {
            assertThat(source.labels()).hasSize(10).startsWith("AnnualCrop", "Forest");
            assertThat(source.train().orElseThrow().classCounts()).hasSize(10).containsOnly(240);
            assertThat(source.test().orElseThrow().classCounts()).hasSize(10).containsOnly(60);
            assertThat(source.ignoredFiles()).isZero();
            ImageSet test = source.test().orElseThrow();
            for (int i = 0; i < test.size(); i += 50) {
                RgbImage image = test.read(i);
                assertThat(image.height()).isEqualTo(64);
                assertThat(image.width()).isEqualTo(64);
            }
            // Recorded 2026-11 from the committed file; it goes into models as their data's name.
            assertThat(source.fingerprint())
                    .isEqualTo("774fd4678a91dd98a3dac633c1defca0762b717a265f46a694bc583f15d78d18");
        }
    }

    private Path pack(String packing, Map<String, byte[]> files) throws IOException {
        return switch (packing) {
            case "folder" -> SampleSets.folder(temp.resolve("cifar"), files);
            case "deeper" -> SampleSets.folder(temp, SampleSets.below("cifar", files));
            case "zip" -> SampleSets.zip(temp.resolve("cifar.zip"), SampleSets.below("cifar", files));
            default -> SampleSets.tar(temp.resolve("cifar" + packing), SampleSets.below("cifar", files));
        };
    }

    private static String fingerprint(Path path) throws IOException {
        assertThat(Files.exists(path)).isTrue();
        try (ImageSource source = ImageSource.open(path)) {
            return source.fingerprint();
        }
    }

    private static void assertPixel(RgbImage image, int red, int green, int blue) {
        assertThat(new int[] {image.value(0, 0, 0), image.value(0, 0, 1), image.value(0, 0, 2)})
                .containsExactly(red, green, blue);
    }
}
