package org.pixelembedding.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pixelembedding.cli.Outcome.pixemb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code compare} as a user meets it. */
class CompareCommandTest {
    @TempDir
    static Path directory;

    private static Path pictures;
    private static Path first;
    private static Path second;

    @BeforeAll
    static void train() throws IOException {
        pictures = PaintedFolder.write(directory.resolve("pictures"), 12, "left", "right");
        first = model("a", 1);
        second = model("b", 2);
    }

    private static Path model(String run, int seed) {
        return SmallRun.train(pictures, directory.resolve(run), 1, "--seed", seed)
                .resolve("model.pxm");
    }

    private static Map<?, ?> entry(Outcome outcome, int index) throws IOException {
        return (Map<?, ?>) ((List<?>) outcome.json().get("models")).get(index);
    }

    @Test
    void accuraciesAreThoseOfEvalAndSizesThoseOfFiles() throws IOException {
        Outcome outcome = pixemb("compare", first, second, "--data", pictures, "--json");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.json().get("images")).isEqualTo(24);
        for (int i = 0; i < 2; i++) {
            Path file = i == 0 ? first : second;
            assertThat(entry(outcome, i).get("top1"))
                    .isEqualTo(pixemb("eval", file, pictures, "--json").json().get("top1"));
            assertThat(((Number) entry(outcome, i).get("bytes")).longValue()).isEqualTo(Files.size(file));
            assertThat((String) entry(outcome, i).get("name")).isEqualTo((i == 0 ? "a" : "b") + "/model.pxm");
        }
    }

    @Test
    void thePageShowsThePicturesOnWhichTheyDisagree() throws IOException {
        Path out = directory.resolve("page");
        Outcome outcome = pixemb("compare", first, second, "--data", pictures, "-o", out, "--json");
        int disagreements = (int) entry(outcome, 1).get("otherAnswersThanFirst");
        String html = Files.readString(out.resolve("compare.html"));
        assertThat(Pattern.compile("<figcaption>").matcher(html).results().count())
                .isEqualTo(disagreements);
        assertThat(html).doesNotContain("http:", "%d");
    }

    @Test
    void modelsOfOtherClassesAreRefused() throws IOException {
        Path others = PaintedFolder.write(directory.resolve("others"), 12, "a", "b");
        Path third = SmallRun.train(others, directory.resolve("c"), 1).resolve("model.pxm");
        Outcome outcome = pixemb("compare", first, third, "--data", pictures);
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("other labels");
        assertThat(pixemb("compare", first, "--data", pictures).code()).isEqualTo(2);
    }
}
