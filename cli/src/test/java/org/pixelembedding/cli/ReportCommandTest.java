package org.pixelembedding.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pixelembedding.cli.Outcome.pixemb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.format.ModelLayout;
import org.pixelembedding.format.ModelReader;

/** {@code report} as a user meets it. */
class ReportCommandTest {
    @TempDir
    static Path directory;

    private static Path pictures;
    private static Path run;

    @BeforeAll
    static void train() throws IOException {
        pictures = PaintedFolder.write(directory.resolve("pictures"), 12, "left & right", "up");
        run = SmallRun.train(pictures, directory.resolve("run"), 2);
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file);
    }

    @Test
    void aRunsPageTellsAllInOneFileThatAsksForNoOther() throws IOException {
        Outcome outcome = pixemb("report", run, "--json");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        Path page = run.resolve("report/report.html");
        assertThat(outcome.json().get("pageBytes")).isEqualTo((int) Files.size(page));
        String html = text(page);
        for (String id : List.of("training", "answers", "table", "sight", "activations", "weights", "cost", "origin")) {
            assertThat(html).contains("<section id=\"" + id + "\"", "href=\"#" + id + "\"");
        }
        Matcher source = Pattern.compile("(?:src|href)=\"([^\"]{0,12})").matcher(html);
        while (source.find()) {
            assertThat(source.group(1)).matches("data:image/[ps]|#[a-z]+");
        }
        assertThat(html).contains("left &amp; right").doesNotContain("left & right", directory.toString(), "%n", "%s");
        ModelLayout layout = ModelLayout.of(ModelReader.read(run.resolve("model.pxm")));
        assertThat(html)
                .contains(String.format(
                        "%,d bytes, of which the header takes %,d", layout.fileBytes(), layout.headerBytes()));
    }

    @Test
    void theCountsInTheMatrixAreThoseOfEval() throws IOException {
        Path out = directory.resolve("counted");
        pixemb("report", run.resolve("model.pxm"), "--data", pictures, "-o", out);
        List<?> confusion = (List<?>) pixemb("eval", run.resolve("model.pxm"), pictures, "--json")
                .json()
                .get("confusion");
        Matcher square = Pattern.compile("data-t=\"(\\d+)\" data-a=\"(\\d+)\" data-n=\"(\\d+)\"")
                .matcher(text(out.resolve("report.html")));
        int images = 0;
        while (square.find()) {
            int count = Integer.parseInt(square.group(3));
            images += count;
            assertThat(((List<?>) confusion.get(Integer.parseInt(square.group(1))))
                            .get(Integer.parseInt(square.group(2))))
                    .isEqualTo(count);
        }
        assertThat(images).isEqualTo(24);
    }

    @Test
    void everyPictureOfThePageIsAFileToo() throws IOException {
        Path out = directory.resolve("pictured");
        pixemb("report", run, "-o", out);
        String html = text(out.resolve("report.html"));
        try (Stream<Path> files = Files.list(out.resolve("pictures"))) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).toList();
            long images = Pattern.compile("<img ").matcher(html).results().count();
            long charts = Pattern.compile("<figure class=\"chart\">")
                    .matcher(html)
                    .results()
                    .count();
            assertThat(names.stream().filter(name -> name.endsWith(".svg")).count())
                    .isEqualTo(charts);
            assertThat(names.stream().filter(name -> name.endsWith(".png")).count())
                    .isEqualTo(images + charts);
            assertThat(names).contains("table-before-0.png", "table-now-2.png", "curve-loss.svg", "sight-1-codes.png");
        }
        assertThat(text(out.resolve("model-card.md")))
                .startsWith("---\nlibrary_name: pixel-embedding\n")
                .contains(
                        "pipeline_tag: image-classification", "| classes | 2: left & right, up |", "- type: accuracy");
    }

    @Test
    void aModelAloneLeavesOutWhatNeedsPicturesAndSaysSo() throws IOException {
        Path out = directory.resolve("alone");
        Outcome outcome = pixemb("report", run.resolve("model.pxm"), "-o", out);
        assertThat(outcome.err()).contains("No --data");
        assertThat(text(out.resolve("report.html")))
                .contains("<section id=\"weights\"")
                .doesNotContain("<section id=\"answers\"");
    }

    @Test
    void badInputIsRefusedBeforeAnythingIsWritten() throws IOException {
        pixemb("report", directory.resolve("nothing")).assertRefused("not a run directory");
        Path out = directory.resolve("refused");
        pixemb("report", run, "--data", directory.resolve("gone"), "-o", out)
                .assertRefused("gone", "want a folder of pictures");
        assertThat(out).doesNotExist();
    }
}
