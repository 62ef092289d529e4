package org.pixelembedding.export.c;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pixelembedding.export.ExportFolder;
import org.pixelembedding.export.ExportOptions;
import org.pixelembedding.format.ModelReader;

/** What the README of an export says of memory is what the linker's map says for a Cortex-M4. */
class MemoryFiguresTest {
    /** A section of model.o in a map: its name, address and size; a long name has a line of its own. */
    private static final Pattern SECTION =
            Pattern.compile("(?m)^ \\.(text|rodata|bss|data)\\S*\\s+0x[0-9a-f]+\\s+0x([0-9a-f]+) model\\.o$");

    @TempDir
    Path directory;

    private static void run(Path folder, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static long said(String readme, String row) {
        Matcher number = Pattern.compile("(?m)^\\| " + Pattern.quote(row) + " \\| ([0-9,]+) \\|")
                .matcher(readme);
        assertThat(number.find()).as(row).isTrue();
        return Long.parseLong(number.group(1).replace(",", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1000000"})
    void areThoseOfTheLinkersMap(String flash) throws IOException, InterruptedException {
        CToolchain board = CToolchains.all().stream()
                .filter(each -> each.name().equals("c-cortex-m4"))
                .findFirst()
                .orElseThrow();
        board.missing().ifPresent(why -> Assumptions.abort("skipped: " + why));
        Path folder = directory.resolve("c");
        CExporter exporter = new CExporter();
        ExportFolder.write(
                exporter,
                ModelReader.read(Path.of("..", "models", "eurosat-mini", "model.pxm")),
                ExportOptions.of(exporter, Map.of("flash", flash)),
                folder,
                false);
        run(
                folder,
                "arm-none-eabi-gcc",
                "-std=c99",
                "-Os",
                "-ffreestanding",
                "-mthumb",
                "-mcpu=cortex-m4",
                "-c",
                "model.c");
        run(
                folder,
                "arm-none-eabi-ld",
                "-Map=program.map",
                "--entry=model_sums",
                "--unresolved-symbols=ignore-all",
                "-o",
                "program",
                "model.o");
        Map<String, Long> bytes = new HashMap<>();
        Matcher section = SECTION.matcher(Files.readString(folder.resolve("program.map")));
        while (section.find()) {
            bytes.merge(section.group(1), Long.parseLong(section.group(2), 16), Long::sum);
        }
        String readme = Files.readString(folder.resolve("README.md"));
        assertThat(bytes.get("bss")).isEqualTo(said(readme, "static memory (`MODEL_ARENA_BYTES`), bytes"));
        assertThat(bytes.getOrDefault("data", 0L)).isZero();
        long constants = said(readme, "weights, thresholds and tables in flash, bytes");
        assertThat(bytes.get("rodata")).isGreaterThanOrEqualTo(constants);
        assertThat(readme).contains("Code, the description of the steps and the labels, 2 to 4 kB");
        assertThat(bytes.get("text") + bytes.get("rodata") - constants).isBetween(2000L, 4096L);
    }
}
