package org.pixelembedding.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of {@code path,label}: what is read, and what every line that cannot be used is told. */
class ListedImagesTest {
    @TempDir
    private Path temp;

    @BeforeEach
    void pictures() throws IOException {
        SampleSets.folder(temp, SampleSets.flat(3, 2));
    }

    private Path list(String name, String... lines) throws IOException {
        return Files.writeString(temp.resolve(name), String.join("\n", lines) + "\n");
    }

    @Test
    void readsLabelsWithoutParts() throws IOException {
        Path list =
                list("list.csv", "# mine", "", "c0/0.png,dog", "c1/0.png , cat", "\"c1/1.png\",\"dog, \"\"big\"\"\"");
        try (ImageSource source = ImageSource.open(list)) {
            assertThat(source.labels()).containsExactly("cat", "dog", "dog, \"big\"");
            ImageSet all = source.everything().orElseThrow();
            assertThat(all.classCounts()).containsExactly(1, 1, 1);
            assertThat(all.name(1)).isEqualTo(temp.resolve("c1/0.png").toString());
            assertThat(all.label(0)).isEqualTo(1);
            assertThat(all.read(2).rgb()).startsWith(0, 0x03, (byte) 0xe9); // 1001
        }
    }

    @Test
    void readsSplitsHeadingsTabsAndAbsolutePaths() throws IOException {
        Path list = list(
                "list.txt",
                "path\tlabel\tsplit",
                "c0/0.png\t10\ttrain",
                temp.resolve("c1/0.png").toAbsolutePath() + "\t9\tTrain",
                "c2/1.png\t9\tval",
                "c2/0.png\t10\ttest");
        try (ImageSource source = ImageSource.open(list)) {
            assertThat(source.labels()).as("numbers in their order").containsExactly("9", "10");
            assertThat(source.train().orElseThrow().classCounts()).containsExactly(1, 1);
            assertThat(source.validation().orElseThrow().label(0)).isZero();
            assertThat(source.test().orElseThrow().size()).isEqualTo(1);
            assertThat(source.train().orElseThrow().read(1).rgb()).startsWith(0, 0x03, (byte) 0xe8); // 1000
            source.checkTrainable();
        }
    }

    @Test
    void everyBadLineIsNamed() throws IOException {
        assertRefused(
                list("a.csv", "c0/0.png,cat", "c0/1.png"),
                ", line 2: want path,label or path,label,split" + " (train, val or test), got 'c0/1.png'");
        assertRefused(
                list("b.csv", "c0/0.png,cat,train,x"),
                ", line 1: want path,label or path,label,split" + " (train, val or test), got 'c0/0.png,cat,train,x'");
        assertRefused(
                list("c.csv", "c0/0.png,cat,training"), ", line 1: want a split of train, val or test, got 'training'");
        assertRefused(
                list("d.csv", "c0/0.png,cat,train", "c0/1.png,cat"),
                ", line 2: want a split as the lines before, got 'c0/1.png,cat'; give all lines a split or none");
        assertRefused(
                list("e.csv", "c0/0.png,cat", "", "none.png,cat", "c0/1.png,cat", "no.png,dog"),
                ", line 3 (" + temp.resolve("none.png")
                        + "): no such file, nor the files of 1 other lines; paths are relative to the list's folder");
        assertRefused(
                list("f.csv", "# nothing", ""),
                ": want lines of path,label or path,label,split" + " (train, val or test), got none");
        assertRefused(
                list("g.csv", "\"c0/0.png,cat"), ", line 1: want a closing double quote, got the end of the line");
        Path latin = Files.write(temp.resolve("h.csv"), new byte[] {'a', ',', (byte) 0xe4, '\n'});
        assertRefused(latin, ", line 1: want UTF-8 text, got other bytes; save it as UTF-8");
    }

    private static void assertRefused(Path list, String message) {
        assertThatThrownBy(() -> ImageSource.open(list))
                .isInstanceOf(DataException.class)
                .hasMessage(list + message);
    }

    @Test
    void stampFollowsListAndPictures() throws IOException {
        Path list = list("list.csv", "c0/0.png,a", "c1/0.png,b");
        String stamp = stamp(list);
        assertThat(stamp(list)).isEqualTo(stamp);
        Files.write(temp.resolve("c1/0.png"), SampleSets.png(9, 9, 5));
        String picture = stamp(list);
        assertThat(picture).isNotEqualTo(stamp);
        list("list.csv", "c0/0.png,a", "c1/0.png,bb");
        assertThat(stamp(list)).isNotEqualTo(picture);
    }

    private static String stamp(Path path) throws IOException {
        try (ImageSource source = ImageSource.open(path)) {
            return source.stamp();
        }
    }
}
