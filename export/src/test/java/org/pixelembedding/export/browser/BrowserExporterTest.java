package org.pixelembedding.export.browser;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pixelembedding.export.ExportFolder;
import org.pixelembedding.export.ExportOptions;
import org.pixelembedding.export.ExportedFile;
import org.pixelembedding.export.SelfTest;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.SampleModels;

class BrowserExporterTest {
    private static final BrowserExporter EXPORTER = new BrowserExporter();

    @TempDir
    private Path directory;

    private Path export(Model model, Map<String, String> options) throws IOException {
        Path folder = directory.resolve("folder");
        List<ExportedFile> files =
                ExportFolder.write(EXPORTER, model, ExportOptions.of(EXPORTER, options), folder, true);
        assertThat(files)
                .extracting(ExportedFile::path)
                .containsExactlyInAnyOrder(
                        "README.md",
                        "classifier.d.ts",
                        "classifier.js",
                        "index.html",
                        "labels.txt",
                        "model.bin",
                        "package.json",
                        "runtime-simd.wasm",
                        "runtime.wasm",
                        "selftest.json",
                        "selftest.png",
                        "selftest.rgb");
        return folder;
    }

    @Test
    void thePageHasNoPlaceLeftAndNamesNoOtherFile() throws IOException {
        String page = Files.readString(export(SampleModels.integers(), Map.of()).resolve("index.html"));
        assertThat(page)
                .doesNotContainPattern("@[a-z]+@")
                .doesNotContain("src=")
                .contains("default-src 'none'");
        // A script's text ends at the first end tag, wherever that stands.
        assertThat(page.split("</script>", -1)).hasSize(6);
    }

    @Test
    void equalModelsGiveEqualFolders() throws IOException {
        Path folder = export(SampleModels.integers(), Map.of());
        byte[] page = Files.readAllBytes(folder.resolve("index.html"));
        byte[] model = Files.readAllBytes(folder.resolve("model.bin"));
        export(SampleModels.integers(), Map.of());
        assertThat(Files.readAllBytes(folder.resolve("index.html"))).isEqualTo(page);
        assertThat(Files.readAllBytes(folder.resolve("model.bin"))).isEqualTo(model);
    }

    @Test
    void thePackageIsNamedAsAsked() throws IOException {
        Path folder = export(SampleModels.integers(), Map.of("package", "@me/land-use", "version", "2.0.0-rc.1"));
        assertThat(folder.resolve("package.json"))
                .content()
                .contains("\"name\": \"@me/land-use\"", "\"version\": \"2.0.0-rc.1\"");
        assertThat(folder.resolve("README.md")).content().contains("from \"@me/land-use\"");
    }

    @ParameterizedTest
    @CsvSource({"package, Land Use", "package, @me", "package, ../x", "version, 1", "version, 01.0.0"})
    void namesThatNpmRefusesAreRefused(String option, String value) {
        assertThatThrownBy(() -> export(SampleModels.integers(), Map.of(option, value)))
                .hasMessageContaining("--option " + option + " is '" + value + "'");
        assertThat(directory.resolve("folder")).doesNotExist();
    }

    @Test
    void floatLayersAreRefusedByName() {
        assertThatThrownBy(() -> export(SampleModels.floatEnds(), Map.of()))
                .hasMessageContaining("layer 'stem'")
                .hasMessageContaining("target browser")
                .hasMessageContaining("--classifier binary");
        assertThat(directory.resolve("folder")).doesNotExist();
    }

    /** As the README says it: from the folder, as a package, and with a damaged model. */
    @Test
    void nodeUsesTheFolder() throws IOException, InterruptedException {
        NodeProgram.missing().ifPresent(why -> Assumptions.abort("skipped: " + why));
        Model model = SampleModels.integers();
        Path folder = export(model, Map.of());
        String readme = Files.readString(folder.resolve("README.md"));
        String example =
                readme.substring(readme.indexOf("```js\n") + 6, readme.indexOf("```", readme.indexOf("```js\n") + 6));
        Files.writeString(folder.resolve("example.mjs"), example);
        SelfTest expected = SelfTest.of(model);
        assertThat(said(folder, "example.mjs"))
                .startsWith("true\n")
                .contains("Int32Array(" + model.labels().size() + ")")
                .contains("label: '" + model.labels().get(expected.classIndex()) + "'")
                .contains("sum: " + expected.sums()[expected.classIndex()]);

        Files.createDirectories(directory.resolve("node_modules"));
        Files.createSymbolicLink(directory.resolve("node_modules/pixel-classifier"), folder);
        Files.writeString(directory.resolve("user.mjs"), """
            import { load, Classifier } from "pixel-classifier";
            const classifier = await load({ kernels: "plain" });
            console.log(classifier instanceof Classifier, classifier.selfTest(), classifier.labels.length);
            """);
        assertThat(said(directory, "user.mjs"))
                .isEqualTo("true true " + model.labels().size() + "\n");

        byte[] damaged = Files.readAllBytes(folder.resolve("model.bin"));
        damaged[damaged.length - 100] ^= 1;
        Files.write(folder.resolve("model.bin"), damaged);
        assertThat(said(directory, "user.mjs")).contains("model.bin: its " + damaged.length + " bytes are damaged");
    }

    private static String said(Path where, String script) throws IOException, InterruptedException {
        Path log = Files.createTempFile(where, "log", "");
        Process process = new ProcessBuilder("node", script)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        process.waitFor();
        return Files.readString(log);
    }
}
