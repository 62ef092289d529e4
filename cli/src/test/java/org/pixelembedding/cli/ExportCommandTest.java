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

class ExportCommandTest {
    @TempDir
    static Path directory;

    private static Path model;

    @BeforeAll
    static void makeAModel() {
        model = directory.resolve("random.pxm");
        Outcome made = pixemb("bench", "--network", "tiny", "--size", 16, "--seconds", "0.01", "--save", model);
        assertThat(made.code()).as(made.err()).isZero();
    }

    @Test
    void answersWithThePathsAndBytesOfAllFiles() throws IOException {
        Path folder = directory.resolve("numbers");
        Outcome outcome = pixemb("export", model, "--to", "npy", "-o", folder, "--json");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        List<?> files = (List<?>) outcome.json().get("files");
        assertThat(files).hasSizeGreaterThan(10);
        for (Object each : files) {
            Map<?, ?> file = (Map<?, ?>) each;
            assertThat(Files.size(folder.resolve((String) file.get("path"))))
                    .isEqualTo(((Number) file.get("bytes")).longValue());
        }
        pixemb("export", model, "--to", "npy", "-o", folder).assertRefused("not empty", "--force");
        assertThat(pixemb("export", model, "--to", "npy", "-o", folder, "--force")
                        .out())
                .contains("README.md says how");
    }

    @Test
    void anUnknownTargetIsWrongUsageAndTheKnownOnesAreListed() {
        Outcome outcome = pixemb("export", model, "--to", "jsn", "-o", directory.resolve("x"));
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("'jsn'", "npy", "safetensors", "did you mean json?");
        assertThat(directory.resolve("x")).doesNotExist();
    }

    @Test
    void whatIsMissingIsSaid() {
        assertThat(pixemb("export", model, "--to", "npy").code()).isEqualTo(2);
        assertThat(pixemb("export", "--to", "npy", "-o", "x").err()).contains("Missing MODEL");
        pixemb("export", directory, "--to", "npy", "-o", directory.resolve("y")).assertRefused("want a model file");
    }

    @Test
    void anOptionThatATargetLacksIsRefused() {
        pixemb("export", model, "--to", "npy", "-o", directory.resolve("z"), "--option", "flash=3")
                .assertRefused("pixemb: target npy has no option 'flash'", "none");
    }

    /** What the user asked for, not where it was to be written, is what is wrong. */
    @Test
    void aValueThatAnOptionDoesNotTakeIsRefusedWithWhatItTakes() {
        Outcome outcome = pixemb("export", model, "--to", "c", "-o", directory.resolve("z"), "--option", "flash=-1");
        outcome.assertRefused("pixemb: --option flash is '-1', want a whole number, 0 or more");
        assertThat(outcome.err()).doesNotContain("make room", "cannot be written");
    }

    @Test
    void targetsAreListed() {
        assertThat(pixemb("export", "--list").out()).contains("npy", "safetensors", "json");
    }
}
