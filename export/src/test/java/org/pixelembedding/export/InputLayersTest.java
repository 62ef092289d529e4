package org.pixelembedding.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.SampleModels;

/** Input layers other than pixel embedding: targets of numbers hold them, the others say that they do not. */
class InputLayersTest {
    private static final List<String> NUMBERS = List.of("npy", "safetensors", "json");

    @TempDir
    private Path place;

    static Stream<Model> models() {
        return Stream.of(SampleModels.dither(), SampleModels.joint(), SampleModels.bitPlanes());
    }

    @ParameterizedTest
    @MethodSource("models")
    void areRefusedOrHeldByEveryTarget(Model model) throws IOException {
        int refused = 0;
        for (Exporter exporter : Exporters.all()) {
            Path folder = place.resolve(exporter.target());
            if (NUMBERS.contains(exporter.target())) {
                ExportFolder.write(exporter, model, ExportOptions.of(exporter, Map.of()), folder, false);
                assertThat(Files.readString(
                                folder.resolve(exporter.target().equals("json") ? "model.json" : "manifest.json")))
                        .contains(model.nodes().getFirst().layer().kind().tag());
            } else {
                refused++;
                assertThatThrownBy(() -> ExportFolder.write(
                                exporter, model, ExportOptions.of(exporter, Map.of()), folder, false))
                        .isInstanceOf(ExportException.class)
                        .hasMessageContaining(
                                "layer '%s' (%s)",
                                model.nodes().getFirst().name(),
                                model.nodes().getFirst().layer().kind().tag())
                        .hasMessageContaining("target " + exporter.target())
                        .hasMessageContaining("--input pixel-embedding");
                assertThat(folder).doesNotExist();
            }
        }
        assertThat(refused).isEqualTo(Exporters.all().size() - NUMBERS.size());
    }
}
