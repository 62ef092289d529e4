package org.pixelembedding.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pixelembedding.cli.Outcome.pixemb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.format.ModelReader;
import org.pixelembedding.image.ImageDecoder;
import org.pixelembedding.image.Resize;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.run.ReferenceInterpreter;

/** {@code dump} as a user meets it. */
class DumpCommandTest {
    @TempDir
    static Path directory;

    private static Path file;
    private static Model model;
    private static Path picture;

    @BeforeAll
    static void makeAModel() throws IOException {
        file = directory.resolve("random.pxm");
        pixemb("bench", "--network", "tiny", "--size", 16, "--seconds", "0.01", "--save", file);
        model = ModelReader.read(file);
        picture = PaintedFolder.write(directory.resolve("pictures"), 1, "a").resolve("a/picture-0.png");
    }

    @Test
    void everyValueOfATableIsALineOfTheCsv() throws IOException {
        Path out = directory.resolve("csv");
        Outcome outcome = pixemb("dump", file, "--layer", "embedding", "--as", "csv", "-o", out, "--json");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        Map<?, ?> written = (Map<?, ?>) ((List<?>) outcome.json().get("files")).getFirst();
        List<String> lines = Files.readAllLines(Path.of((String) written.get("path")));
        PixelEmbedding table = (PixelEmbedding) model.nodes().getFirst().layer();
        assertThat(lines.getFirst()).isEqualTo("table,pixel value,dimension,value");
        assertThat(lines).hasSize(1 + table.tables() * 256 * table.dimensions());
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split(",", -1);
            assertThat(Integer.parseInt(fields[3]))
                    .as(line)
                    .isEqualTo(table.code(
                            Integer.parseInt(fields[0]), Integer.parseInt(fields[1]), Integer.parseInt(fields[2])));
        }
    }

    @Test
    void activationsOfEveryLayerAreTheInterpreters() throws IOException {
        Path out = directory.resolve("activations");
        assertThat(pixemb("dump", file, "--image", picture, "--as", "csv", "-o", out)
                        .code())
                .isZero();
        var expected = new ReferenceInterpreter(model).run(Resize.resize(ImageDecoder.decode(picture), 16, 16));
        for (int node = 0; node < model.nodes().size(); node++) {
            String layer = model.nodes().get(node).name();
            Path codes = out.resolve(layer + ".codes.csv");
            List<String> lines = Files.readAllLines(Files.exists(codes) ? codes : out.resolve(layer + ".sums.csv"));
            int[] values = lines.stream()
                    .skip(1)
                    .mapToInt(line -> Integer.parseInt(line.substring(line.lastIndexOf(',') + 1)))
                    .toArray();
            assertThat(values).as(layer).isEqualTo(expected.values(node));
        }
    }

    @Test
    void aConstantOfCHoldsTheThresholds() throws IOException {
        Path out = directory.resolve("c");
        pixemb("dump", file, "--layer", "conv1.in", "--as", "c", "-o", out);
        String text = Files.readString(out.resolve("conv1.in.thresholds.c"));
        MultiThreshold layer =
                (MultiThreshold) model.nodes().get(model.indexOf("conv1.in")).layer();
        assertThat(text)
                .contains("static const int32_t conv1_in_thresholds["
                        + layer.thresholds().channels() + "][3] = {{"
                        + layer.thresholds().threshold(0, 0) + ", "
                        + layer.thresholds().threshold(0, 1));
    }

    @Test
    void theOtherFormatsAreReadable() throws IOException {
        Path out = directory.resolve("others");
        pixemb("dump", file, "--layer", "stem,embedding", "--as", "png", "-o", out);
        var picture = ImageDecoder.decode(out.resolve("stem.signs.png"));
        assertThat(picture.height()).isEqualTo(32);
        pixemb("dump", file, "--layer", "stem", "--as", "json", "-o", out);
        assertThat(com.fasterxml.jackson.jr.ob.JSON.std.mapFrom(Files.readString(out.resolve("stem.signs.json"))))
                .containsEntry("shape", List.of(32, 3, 3, 63));
        pixemb("dump", file, "--layer", "stem", "-o", out);
        assertThat(Files.size(out.resolve("stem.signs.npy"))).isEqualTo(128 + 32 * 9 * 63);
    }

    @Test
    void aMisspeltLayerOrFormatIsNamedWithWhatThereIs() {
        Outcome outcome = pixemb("dump", file, "--layer", "conv1.inn", "-o", directory.resolve("no"));
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("'conv1.inn'", "did you mean conv1.in?");
        assertThat(pixemb("dump", file, "--as", "npz", "-o", directory.resolve("no"))
                        .err())
                .contains("npz", "npy");
        assertThat(directory.resolve("no")).doesNotExist();
    }

    @Test
    void aLayerThatLearnsNothingSaysSo() {
        assertThat(pixemb("dump", file, "--layer", "classifier.sum", "-o", directory.resolve("none"))
                        .out())
                .contains("Nothing was learned in classifier.sum");
    }
}
