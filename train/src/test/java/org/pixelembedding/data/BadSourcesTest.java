package org.pixelembedding.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every message is one line that says where, what was wanted, what came and what to do. */
class BadSourcesTest {
    @TempDir
    private Path temp;

    @Test
    void missing() {
        Path path = temp.resolve("nowhere");
        assertRefused(
                path,
                path + ": no such file or folder, want a folder of pictures, a zip or tar of one, a folder of tars,"
                        + " a list of path,label, or CIFAR binary files");
    }

    @Test
    void unknownKind() throws IOException {
        Path path = Files.writeString(temp.resolve("notes.data"), "hello");
        assertRefused(
                path,
                path + ": a file of unknown kind, want a folder of pictures, a zip or tar of one, a folder of tars,"
                        + " a list of path,label, or CIFAR binary files");
    }

    @Test
    void noPictures() throws IOException {
        Path path = SampleSets.folder(temp, Map.of("readme.txt", SampleSets.text("nothing here")));
        assertRefused(
                path,
                path + ": want one folder per class (or train, val, test with such folders in them), got no pictures");
    }

    @Test
    void picturesWithoutClasses() throws IOException {
        Path path = SampleSets.folder(temp, Map.of("a.png", SampleSets.png(1, 1, 0), "b.jpg", new byte[3]));
        assertRefused(
                path,
                path + ": want one folder per class (or train, val, test with such folders in them),"
                        + " got 2 pictures without class folders");
    }

    @Test
    void partsWithoutClasses() throws IOException {
        Map<String, byte[]> files =
                Map.of("train/a.png", SampleSets.png(1, 1, 0), "test/b.png", SampleSets.png(1, 1, 0));
        Path path = SampleSets.folder(temp, files);
        assertRefused(path, path + ": want one folder per class inside test, train, got no folders there");
    }

    @Test
    void linkInACircle() throws IOException {
        Path path = SampleSets.folder(temp, SampleSets.flat(2, 1));
        Files.createSymbolicLink(path.resolve("c0/again"), path);
        assertThatThrownBy(() -> ImageSource.open(path))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(path + ": cannot be listed (java.nio.file.FileSystemLoopException")
                .hasMessageEndingWith("; check its rights and links");
    }

    @Test
    void onePartTwice() throws IOException {
        Map<String, byte[]> files = new TreeMap<>(SampleSets.split("val"));
        files.putAll(SampleSets.split("validation"));
        Path path = SampleSets.folder(temp, files);
        assertRefused(path, path + ": want one validation part, got two (val/ and validation/); rename one");
    }

    @Test
    void emptyClass() throws IOException {
        Path path = SampleSets.folder(temp, SampleSets.split("test"));
        Files.createDirectories(path.resolve("train/fish"));
        assertRefused(
                path,
                path.resolve("train/fish")
                        + ": a class without pictures, want JPEG, PNG, WebP, BMP or GIF files, got none;"
                        + " add pictures or remove the folder");
        Files.writeString(path.resolve("train/fish/list.txt"), "no fish");
        assertRefused(
                path,
                path.resolve("train/fish")
                        + ": a class without pictures, want JPEG, PNG, WebP, BMP or GIF files, got 1 other files;"
                        + " add pictures or remove the folder");
    }

    @Test
    void oneClassOnly() throws IOException {
        Path path = SampleSets.folder(temp, SampleSets.flat(1, 3));
        try (ImageSource source = ImageSource.open(path)) {
            assertThatThrownBy(source::checkTrainable)
                    .isInstanceOf(DataException.class)
                    .hasMessage(path + ": want pictures of at least 2 classes to train on, got 1 ('c0')");
        }
    }

    @Test
    void classThatTrainLacks() throws IOException {
        Map<String, byte[]> files = SampleSets.split("test");
        files.put("test/fish/1.png", SampleSets.png(1, 1, 0));
        Path path = SampleSets.folder(temp, files);
        try (ImageSource source = ImageSource.open(path)) {
            assertThatThrownBy(source::checkTrainable)
                    .isInstanceOf(DataException.class)
                    .hasMessage(path + ": class 'fish' has 1 pictures in the test part and none in the train part;"
                            + " add some to train or remove the class");
        }
    }

    @Test
    void nothingToTrainOn() throws IOException {
        Map<String, byte[]> files = SampleSets.split("test");
        files.keySet().removeIf(file -> file.startsWith("train"));
        Path path = SampleSets.folder(temp, files);
        try (ImageSource source = ImageSource.open(path)) {
            assertThatThrownBy(source::checkTrainable)
                    .isInstanceOf(DataException.class)
                    .hasMessage(path + ": no train part, want train/<class>/* or one folder per class;"
                            + " this source can only be evaluated");
        }
    }

    @Test
    void truncatedPackings() throws IOException {
        Path zip = SampleSets.zip(temp.resolve("a.zip"), SampleSets.flat(2, 2));
        Files.write(zip, Arrays.copyOf(Files.readAllBytes(zip), 300));
        assertThatThrownBy(() -> ImageSource.open(zip))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(zip + ": not a readable zip (")
                .hasMessageEndingWith("); download or pack it again");
        for (String ending : new String[] {".tar", ".tar.gz", ".tar.xz"}) {
            Path tar = SampleSets.tar(temp.resolve("a" + ending), SampleSets.cifar100(20, 20));
            byte[] whole = Files.readAllBytes(tar);
            Files.write(tar, Arrays.copyOf(whole, ending.equals(".tar") ? 70_000 : whole.length / 2));
            assertThatThrownBy(() -> ImageSource.open(tar))
                    .as(ending)
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(tar + ": cannot be unpacked (")
                    .hasMessageEndingWith("); download or pack it again");
        }
    }

    @Test
    void packedTarOfPictures() throws IOException {
        Path tar = SampleSets.tar(temp.resolve("a.tar.gz"), SampleSets.flat(2, 2));
        assertRefused(
                tar,
                tar + ": want CIFAR binary files in a packed tar, got none;"
                        + " unpack it once (gunzip, unxz): pictures are read inside a plain tar");
    }

    @Test
    void damagedCifar() throws IOException {
        Map<String, byte[]> noLabels = SampleSets.cifar100(2, 2);
        noLabels.remove("fine_label_names.txt");
        Path first = SampleSets.folder(temp.resolve("1"), noLabels);
        assertRefused(first, first + ": CIFAR records without fine_label_names.txt, which names the classes; add it");

        Map<String, byte[]> cut = SampleSets.cifar100(2, 2);
        cut.put("train.bin", Arrays.copyOf(cut.get("train.bin"), 5000));
        Path second = SampleSets.folder(temp.resolve("2"), cut);
        assertRefused(second, second + ": train.bin wants records of 3074 bytes, got 5000 bytes; download it again");

        Map<String, byte[]> wrongLabel = SampleSets.cifar100(2, 2);
        wrongLabel.get("test.bin")[3074 + 1] = 3;
        Path third = SampleSets.folder(temp.resolve("3"), wrongLabel);
        assertRefused(third, third + ": test.bin record 1 wants a label below 3, got 3; download it again");

        Map<String, byte[]> lost = SampleSets.cifar10(2);
        lost.remove("data_batch_4.bin");
        Path fourth = SampleSets.folder(temp.resolve("4"), lost);
        assertRefused(
                fourth,
                fourth + ": want data_batch_1.bin, data_batch_2.bin, data_batch_3.bin, data_batch_4.bin,"
                        + " data_batch_5.bin, got data_batch_1.bin, data_batch_2.bin, data_batch_3.bin,"
                        + " data_batch_5.bin; download it again");
    }

    private static void assertRefused(Path path, String message) {
        assertThatThrownBy(() -> ImageSource.open(path))
                .isInstanceOf(DataException.class)
                .hasMessage(message);
    }
}
