package org.pixelembedding.format;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.Node;

/** Writes model files. Equal models give equal bytes: nothing but the model goes in, keys in one order. */
public final class ModelWriter {
    /** Newest format version; see docs/FORMAT.md for what each one changed. A file gets the oldest that can hold its model. */
    public static final int VERSION = 2;

    private ModelWriter() {}

    /**
     * Writes a file beside and moves it into place: there is never half a model under that name.
     *
     * @throws IOException if the directory is missing or cannot be written to; names it
     */
    public static void write(Model model, Path file) throws IOException {
        byte[] bytes = toBytes(model);
        WholeFile.write(file, out -> out.write(bytes));
    }

    /** The file's bytes. */
    public static byte[] toBytes(Model model) {
        List<Tensor> tensors = tensors(model);
        byte[] header = header(model, tensors);
        int size = Long.BYTES + header.length;
        for (Tensor tensor : tensors) {
            size = Math.addExact(size, tensor.bytes().length);
        }
        ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length);
        file.put(header);
        for (Tensor tensor : tensors) {
            file.put(tensor.bytes());
        }
        return file.array();
    }

    static List<Tensor> tensors(Model model) {
        List<Tensor> tensors = new ArrayList<>();
        for (Node node : model.nodes()) {
            tensors.addAll(NodeCodec.tensors(node.name(), node.layer()));
        }
        return tensors;
    }

    /** JSON, padded with spaces to a multiple of 8 bytes so that the data begin aligned. */
    static byte[] header(Model model, List<Tensor> tensors) {
        String network = network(model, tensors);
        byte[] networkBytes = network.getBytes(StandardCharsets.UTF_8);
        JsonObject metadata = new JsonObject();
        metadata.put("pixemb", network);
        metadata.put("crc32c", TensorTable.checksum(networkBytes, 0, networkBytes.length));
        JsonObject header = new JsonObject();
        header.put("__metadata__", metadata);
        int offset = 0;
        for (Tensor tensor : tensors) {
            JsonObject entry = new JsonObject();
            entry.put("dtype", tensor.dtype());
            entry.put("shape", new JsonArray(tensor.shape()));
            entry.put("data_offsets", new JsonArray(List.of(offset, offset + tensor.bytes().length)));
            header.put(tensor.name(), entry);
            offset += tensor.bytes().length;
        }
        byte[] json = JsonWriter.string(header).getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return padded;
    }

    /** The oldest version that knows every layer of a model, so that older programs read what they can. */
    static int version(Model model) {
        return model.nodes().stream()
                .mapToInt(node -> node.layer().kind().since())
                .max()
                .orElse(1);
    }

    private static String network(Model model, List<Tensor> tensors) {
        JsonObject json = new JsonObject();
        json.put("format", version(model));
        json.put("name", model.name());
        json.put("height", model.inputHeight());
        json.put("width", model.inputWidth());
        json.put("logitScale", Float.toString(model.logitScale()));
        json.put("labels", new JsonArray(model.labels()));
        JsonObject provenance = new JsonObject();
        model.provenance().entries().forEach(provenance::put);
        json.put("provenance", provenance);
        JsonArray nodes = new JsonArray();
        for (Node node : model.nodes()) {
            JsonObject entry = new JsonObject();
            entry.put("name", node.name());
            entry.put("kind", node.layer().kind().tag());
            entry.put("inputs", new JsonArray(node.inputs()));
            NodeCodec.attributes(node.layer(), entry);
            JsonObject checksums = new JsonObject();
            for (Tensor tensor : tensors) {
                if (tensor.node().equals(node.name())) {
                    checksums.put(tensor.part(), TensorTable.checksum(tensor.bytes(), 0, tensor.bytes().length));
                }
            }
            if (!checksums.isEmpty()) {
                entry.put("crc32c", checksums);
            }
            nodes.add(entry);
        }
        json.put("nodes", nodes);
        return JsonWriter.string(json);
    }
}
