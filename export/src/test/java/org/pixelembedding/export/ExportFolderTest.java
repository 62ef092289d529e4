package org.pixelembedding.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RandomModels;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.model.SampleModels;
import org.pixelembedding.run.ReferenceInterpreter;

class ExportFolderTest {
    @TempDir
    Path place;

    private static final Model MODEL = SampleModels.integers();

    /** Writes one file below a folder, or one file and then fails. */
    private record OneFile(String contents, boolean fails) implements Exporter {
        @Override
        public String target() {
            return "one-file";
        }

        @Override
        public String summary() {
            return "A file";
        }

        @Override
        public List<ExportOption> options() {
            return List.of(new ExportOption("colour", "red", "red or blue"));
        }

        @Override
        public String write(ExportRequest request, Path directory) throws IOException {
            Files.createDirectories(directory.resolve("inside"));
            Files.writeString(
                    directory.resolve("inside/one.txt"),
                    contents + request.options().text("colour"));
            if (fails) {
                throw ExportException.ofLayer(this, MODEL.lastNode(), "is too much", "use another target");
            }
            return "Read it.";
        }
    }

    private List<ExportedFile> export(Exporter exporter, Path directory, boolean force) throws IOException {
        return ExportFolder.write(exporter, MODEL, ExportOptions.of(exporter, Map.of()), directory, force);
    }

    private static List<String> below(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(Files::isRegularFile)
                    .map(path -> directory.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aFolderExplainsItself() throws IOException {
        Path folder = place.resolve("a/b");
        List<ExportedFile> files = export(new OneFile("x", false), folder, false);
        assertThat(files)
                .extracting(ExportedFile::path)
                .containsExactlyElementsOf(below(folder))
                .contains("README.md", "inside/one.txt", "labels.txt", "selftest.json", "selftest.png", "selftest.rgb");
        for (ExportedFile file : files) {
            assertThat(Files.size(folder.resolve(file.path()))).as(file.path()).isEqualTo(file.bytes());
        }
        assertThat(folder.resolve("README.md"))
                .content()
                .contains(
                        "8 x 10 pixels",
                        "Read it.",
                        "inside/one.txt",
                        "V\u00f6gel",
                        "softmax",
                        "colour=red",
                        "2. **Scale**")
                .doesNotContain("%");
        assertThat(Files.readAllLines(folder.resolve("labels.txt"))).isEqualTo(MODEL.labels());
    }

    @Test
    void theSelfTestIsTheInterpretersAnswerAndItsPngHoldsTheSamePixels() throws IOException {
        for (long seed = 0; seed < 5; seed++) {
            Model model = RandomModels.of(seed);
            SelfTest test = SelfTest.of(model);
            int[] expected = new ReferenceInterpreter(model).run(test.picture()).sums();
            assertThat(test.sums()).as("seed %d", seed).isEqualTo(expected);
            assertThat(expected[test.classIndex()])
                    .isEqualTo(java.util.Arrays.stream(expected).max().getAsInt());
            RgbImage picture = test.picture();
            var decoded = ImageIO.read(new ByteArrayInputStream(PngBytes.of(picture)));
            for (int y = 0; y < picture.height(); y++) {
                for (int x = 0; x < picture.width(); x++) {
                    assertThat(decoded.getRGB(x, y) & 0xffffff)
                            .isEqualTo(picture.value(y, x, 0) << 16
                                    | picture.value(y, x, 1) << 8
                                    | picture.value(y, x, 2));
                }
            }
        }
    }

    @Test
    void aFolderWithSomethingInItIsLeftAloneUnlessForced() throws IOException {
        Path folder = Files.createDirectories(place.resolve("full"));
        Files.writeString(folder.resolve("mine.txt"), "mine");
        assertThatThrownBy(() -> export(new OneFile("x", false), folder, false))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("not empty")
                .hasMessageContaining("--force");
        assertThat(below(folder)).containsExactly("mine.txt");
        export(new OneFile("x", false), folder, true);
        export(new OneFile("y", false), folder, true);
        assertThat(folder.resolve("mine.txt")).hasContent("mine");
        assertThat(folder.resolve("inside/one.txt")).hasContent("yred");
    }

    @Test
    void aFailedExportLeavesNothing() throws IOException {
        Path folder = place.resolve("new");
        assertThatThrownBy(() -> export(new OneFile("x", true), folder, false))
                .hasMessageContaining("layer 'sum'")
                .hasMessageContaining("use another target");
        assertThat(folder).doesNotExist();
        Path full = place.resolve("old");
        export(new OneFile("x", false), full, false);
        assertThatThrownBy(() -> export(new OneFile("y", true), full, true)).isInstanceOf(ExportException.class);
        assertThat(full.resolve("inside/one.txt")).hasContent("xred");
        try (Stream<Path> left = Files.list(place)) {
            assertThat(left).containsExactly(full);
        }
        assertThat(below(full)).noneMatch(path -> path.contains(".tmp"));
    }

    @Test
    void aFileInThePlaceOfAFolderIsRefused() throws IOException {
        Path file = Files.writeString(place.resolve("file"), "x");
        assertThatThrownBy(() -> export(new OneFile("x", false), file, true)).hasMessageContaining("is a file");
        assertThat(file).hasContent("x");
    }

    @Test
    void optionsAreCheckedByName() throws IOException {
        Exporter exporter = new OneFile("x", false);
        assertThatThrownBy(() -> ExportOptions.of(exporter, Map.of("color", "red")))
                .hasMessage("target one-file has no option 'color'; it has colour");
        ExportOptions options = ExportOptions.of(exporter, Map.of("colour", "17"));
        assertThat(options.whole("colour", 0, 20)).isEqualTo(17);
        assertThatThrownBy(() -> options.whole("colour", 0, 16))
                .hasMessageContaining("'17', want a whole number from 0 to 16");
        assertThatThrownBy(() -> options.flag("colour")).hasMessageContaining("want true or false");
        assertThatThrownBy(() -> options.choice("colour", List.of("red", "blue")))
                .hasMessageContaining("red or blue");
    }

    @Test
    void equalExportsAreEqualToTheByte() throws IOException {
        for (Exporter exporter : Exporters.all()) {
            Path first = place.resolve(exporter.target() + 1);
            Path second = place.resolve(exporter.target() + 2);
            export(exporter, first, false);
            export(exporter, second, false);
            for (String file : below(first)) {
                assertThat(second.resolve(file)).hasSameBinaryContentAs(first.resolve(file));
            }
        }
    }
}
