package org.pixelembedding.export.numbers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.pixelembedding.export.ExportRequest;
import org.pixelembedding.export.Exporter;
import org.pixelembedding.export.JsonText;
import org.pixelembedding.model.Node;

/** An {@code .npy} file (format version 1.0) an array and a manifest.json. Every model can be exported. */
public final class NpyExporter implements Exporter {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final int ALIGNMENT = 64;

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
                    out.write(header(array));
                    out.write(array.bytes());
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

    /** Magic, length, and a Python dictionary padded so that the elements begin at a multiple of 64. */
    private static byte[] header(ModelArray array) {
        String shape = array.shape().stream().map(size -> size + ",").collect(Collectors.joining(" "));
        String text = "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }"
                .formatted(array.type().numpy(), shape);
        int bare = MAGIC.length + 2 + text.length() + 1;
        text += " ".repeat((ALIGNMENT - bare % ALIGNMENT) % ALIGNMENT) + "\n";
        byte[] header = new byte[MAGIC.length + 2 + text.length()];
        System.arraycopy(MAGIC, 0, header, 0, MAGIC.length);
        header[MAGIC.length] = (byte) text.length();
        header[MAGIC.length + 1] = (byte) (text.length() >>> 8);
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, header, MAGIC.length + 2, ascii.length);
        return header;
    }
}
