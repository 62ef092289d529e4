package org.pixelembedding.export.numbers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.pixelembedding.export.ExportRequest;
import org.pixelembedding.export.Exporter;
import org.pixelembedding.export.JsonText;
import org.pixelembedding.model.Node;

/** An {@code .npy} file (format version 1.0) an array and a manifest.json. Every model can be exported. */
public final class NpyExporter implements Exporter {
    @Override
    public String target() {
        return "npy";
    }

    @Override
    public String summary() {
        return "The numbers of the model as .npy files for NumPy and its relatives, with a manifest";
    }

    @Override
    public String write(ExportRequest request, Path directory) throws IOException {
        List<Node> nodes = request.model().nodes();
        List<List<ModelArray>> arrays =
                nodes.stream().map(node -> ModelArrays.of(node.layer())).toList();
        for (int i = 0; i < nodes.size(); i++) {
            for (ModelArray array : arrays.get(i)) {
                try (OutputStream out =
                        Files.newOutputStream(directory.resolve(file(Manifest.name(nodes.get(i), array))))) {
                    NpyFile.write(array, out);
                }
            }
        }
        Map<String, Object> manifest = Manifest.of(request.model(), arrays, (name, _) -> Map.of("file", file(name)));
        Files.writeString(directory.resolve("manifest.json"), JsonText.of(manifest) + "\n");
        return """
                `manifest.json` lists the layers in the order in which they run: what each computes, which layers it reads, its
                settings, and the files of its arrays with their shapes and units. In Python:

                ```python
                import json, numpy as np
                manifest = json.load(open("manifest.json"))
                for layer in manifest["layers"]:
                    for name, array in layer["arrays"].items():
                        print(layer["name"], name, np.load(array["file"]).shape, array["meaning"])
                ```
                """;
    }

    private static String file(String name) {
        return name + ".npy";
    }
}
