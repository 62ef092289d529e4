package org.pixelembedding.export.numbers;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.pixelembedding.export.ExportRequest;
import org.pixelembedding.export.Exporter;
import org.pixelembedding.export.JsonText;

/** The manifest with the elements of all arrays in it, as nested lists. Every model can be exported. */
public final class JsonExporter implements Exporter {
    @Override
    public String target() {
        return "json";
    }

    @Override
    public String summary() {
        return "The numbers of the model in one JSON file, arrays as nested lists";
    }

    @Override
    public String write(ExportRequest request, Path directory) throws IOException {
        List<List<ModelArray>> arrays = request.model().nodes().stream()
                .map(node -> ModelArrays.of(node.layer()))
                .toList();
        Map<String, Object> manifest =
                Manifest.of(request.model(), arrays, (_, array) -> Map.of("values", (JsonText.Part) array::writeJson));
        try (BufferedWriter out = Files.newBufferedWriter(directory.resolve("model.json"))) {
            JsonText.write(out, manifest);
            out.write('\n');
        }
        return """
                `model.json` lists the layers in the order in which they run: what each computes, which layers it reads, its
                settings, and its arrays, each with `values` (nested lists), `dtype`, `shape` and `meaning`. With Node:

                ```js
                const model = JSON.parse(require("node:fs").readFileSync("model.json", "utf8"));
                for (const layer of model.layers) console.log(layer.name, layer.computes, Object.keys(layer.arrays));
                ```
                """;
    }
}
