package org.pixelembedding.export.numbers;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pixelembedding.export.ExportRequest;
import org.pixelembedding.export.Exporter;
import org.pixelembedding.export.JsonText;
import org.pixelembedding.model.Node;

/**
 * All arrays in one safetensors file, unpacked, with the manifest as a text in its metadata. A model file ({@code .pxm}) is a
 * safetensors file too, but of packed bits. Every model can be exported.
 */
public final class SafetensorsExporter implements Exporter {
    private static final String FILE = "model.safetensors";
    private static final int ALIGNMENT = 8;

    @Override
    public String target() {
        return "safetensors";
    }

    @Override
    public String summary() {
        return "The numbers of the model in one safetensors file, unpacked, with a manifest";
    }

    @Override
    public String write(ExportRequest request, Path directory) throws IOException {
        List<Node> nodes = request.model().nodes();
        List<List<ModelArray>> arrays =
                nodes.stream().map(node -> ModelArrays.of(node.layer())).toList();
        Map<String, Object> manifest = Manifest.of(request.model(), arrays, (name, _) -> Map.of("tensor", name));
        String manifestText = JsonText.of(manifest);
        Files.writeString(directory.resolve("manifest.json"), manifestText + "\n");
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("__metadata__", Map.of("manifest", manifestText));
        long offset = 0;
        for (int i = 0; i < nodes.size(); i++) {
            for (ModelArray array : arrays.get(i)) {
                Map<String, Object> tensor = new LinkedHashMap<>();
                tensor.put("dtype", array.type().safetensors());
                tensor.put("shape", array.shape());
                tensor.put("data_offsets", List.of(offset, offset + array.bytes().length));
                header.put(Manifest.name(nodes.get(i), array), tensor);
                offset += array.bytes().length;
            }
        }
        byte[] text = JsonText.of(header).getBytes(StandardCharsets.UTF_8);
        int padding = (ALIGNMENT - text.length % ALIGNMENT) % ALIGNMENT;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(directory.resolve(FILE)))) {
            out.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(text.length + padding)
                    .array());
            out.write(text);
            out.write(" ".repeat(padding).getBytes(StandardCharsets.US_ASCII));
            for (List<ModelArray> ofNode : arrays) {
                for (ModelArray array : ofNode) {
                    out.write(array.bytes());
                }
            }
        }
        return """
                `manifest.json` (also the text `manifest` in the file's metadata) lists the layers in the order in which they run:
                what each computes, which layers it reads, its settings, and its tensors with their shapes and units. In Python:

                ```python
                from safetensors.numpy import load_file
                for name, array in load_file("model.safetensors").items():
                    print(name, array.dtype, array.shape)
                ```
                """;
    }
}
