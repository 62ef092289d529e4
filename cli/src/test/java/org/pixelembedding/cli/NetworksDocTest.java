package org.pixelembedding.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pixelembedding.cli.Outcome.pixemb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example in docs/NETWORKS.md is a network, and its plan is the one that is shown. */
class NetworksDocTest {
    private static String block(String text, String language) {
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(text);
        assertThat(block.find()).as("a %s block in docs/NETWORKS.md", language).isTrue();
        return block.group(1);
    }

    @Test
    void theExampleHasThePlanThatIsShown(@TempDir Path directory) throws IOException {
        String text = Files.readString(Path.of("..", "docs", "NETWORKS.md"));
        Path network = Files.writeString(directory.resolve("mixed.yaml"), block(text, "yaml"));
        Outcome outcome = pixemb("plan", network);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(rows(outcome.out())).isEqualTo(rows(block(text, "text")));
    }

    /** Without the last line: how long a header is depends on the version that is named in it. */
    private static List<String> rows(String text) {
        return text.lines().filter(line -> !line.startsWith("Model file:")).toList();
    }
}
