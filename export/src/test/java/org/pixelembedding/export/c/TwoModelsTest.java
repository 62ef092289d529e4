package org.pixelembedding.export.c;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.export.ExportException;
import org.pixelembedding.export.ExportFolder;
import org.pixelembedding.export.ExportOptions;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RandomModels;

/** Several models in one program, by prefixes. */
class TwoModelsTest {
    @TempDir
    private Path directory;

    /** Both self-tests and headers in one C++ file, as in a sketch; each of the models has its own sizes. */
    @Test
    void linkIntoOneProgram() throws IOException, InterruptedException {
        CToolchains.all().getFirst().missing().ifPresent(why -> Assumptions.abort("skipped: " + why));
        export(RandomModels.of(1), Map.of("prefix", "door"));
        export(RandomModels.of(2), Map.of("prefix", "mood_2"));
        Files.writeString(directory.resolve("program.cpp"), """
                #include "door_picture.h"
                #include "mood_2_picture.h"
                #include "door_selftest.h"
                #include "mood_2_selftest.h"
                static uint8_t rgb[DOOR_INPUT_BYTES > MOOD_2_INPUT_BYTES ? DOOR_INPUT_BYTES : MOOD_2_INPUT_BYTES];
                int main() {
                  door_fit(mood_2_selftest_picture, MOOD_2_HEIGHT, MOOD_2_WIDTH, DOOR_RGB888, rgb);
                  return door_classify(rgb) >= DOOR_CLASSES || door_selftest_run()
                      || mood_2_selftest_run();
                }
                """);
        run("gcc -c -O1 " + String.join(" ", CToolchain.STRICT)
                + " door.c door_picture.c door_selftest.c mood_2.c mood_2_picture.c mood_2_selftest.c"
                + " && g++ -Wall -Werror program.cpp *.o -o program && ./program");
    }

    @Test
    void theFolderSpeaksOfItsOwnNames() throws IOException, InterruptedException {
        CToolchains.all().getFirst().missing().ifPresent(why -> Assumptions.abort("skipped: " + why));
        export(RandomModels.of(3), Map.of("prefix", "door"));
        String readme = Files.readString(directory.resolve("README.md"));
        assertThat(readme).contains("door_sums(picture, sums)", "DOOR_INPUT_BYTES", "-DMODEL_WORD_BITS=32");
        assertThat(readme).doesNotContain("model_sums", "model.c", "model.o", "MODEL_INPUT_BYTES");
        String build = readme.lines()
                .filter(line -> line.startsWith("cc ") && line.contains("main.c"))
                .findFirst()
                .orElseThrow();
        run(build.replace("cc ", "gcc ") + " && ./classify && ./classify selftest.rgb");
    }

    /** Two libraries of the Arduino IDE in one sketch may not share a header's name. */
    @Test
    void anArduinoLibraryIsNamedByItsPrefix() throws IOException {
        export(RandomModels.of(4), Map.of("prefix", "door", "shape", "arduino"));
        assertThat(Files.readString(directory.resolve("library.properties")))
                .contains("name=Pixemb_door", "includes=Pixemb_door.h");
        assertThat(Files.readString(directory.resolve("src/Pixemb_door.h")))
                .contains("#include \"door.h\"", "#include \"door_picture.h\"", "#include \"door_selftest.h\"");
        assertThat(directory.resolve("src/door.c")).exists();
        assertThat(directory.resolve("src/model.h")).doesNotExist();
    }

    @Test
    void labelsStayWhatTheyAre() {
        String text = "const char *const model_labels[MODEL_CLASSES] = {\n    \"model_t of MODEL_T\",\n};\n";
        assertThat(new CNames("door").text(text))
                .isEqualTo("const char *const door_labels[DOOR_CLASSES] = {\n    \"model_t of MODEL_T\",\n};\n");
    }

    @Test
    void aPrefixThatIsNoNameIsRefused() {
        for (String prefix : List.of("Door", "2nd", "a-b", "", "pixel", "selftest")) {
            assertThatThrownBy(() -> export(RandomModels.of(1), Map.of("prefix", prefix)))
                    .isInstanceOf(ExportException.class)
                    .hasMessageContaining("--option prefix is '" + prefix + "', want up to 31 lower-case letters");
        }
    }

    private void export(Model model, Map<String, String> options) throws IOException {
        CExporter exporter = new CExporter();
        ExportFolder.write(exporter, model, ExportOptions.of(exporter, options), directory, true);
    }

    private void run(String command) throws IOException, InterruptedException {
        Path said = directory.resolve("said");
        Process process = new ProcessBuilder("sh", "-c", command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor()).as(Files.readString(said)).isZero();
    }
}
