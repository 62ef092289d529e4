package org.pixelembedding.format;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.Provenance;

/**
 * Reads model files and validates everything: what comes out is a {@link Model} or a {@link ModelFormatException}.
 * Memory is bounded by the file's length: lengths are believed only after they were compared with the bytes present,
 * and the largest blow-up is that of signs, which take up to 64 bits in memory for one in the file.
 */
public final class ModelReader {
    /** Longest header; a network of 10,000 layers needs a tenth. */
    private static final int MAX_HEADER = 16 << 20;

    private static final long MAX_FILE = 1L << 30;

    /** Deepest nesting that the format uses is 4. */
    private static final int MAX_DEPTH = 8;

    private ModelReader() {}

    /**
     * Reads a file.
     *
     * @throws ModelFormatException if its bytes are no model of a version that this program knows
     * @throws IOException if it cannot be read
     */
    public static Model read(Path file) throws IOException {
        try {
            long size = Files.size(file);
            if (size > MAX_FILE) {
                throw new ModelFormatException(file + ": " + size + " bytes, want a model of at most " + MAX_FILE);
            }
            return read(Files.readAllBytes(file), file.toString());
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file; give the path of a model (.pxm)", e);
        }
    }

    /**
     * Reads bytes.
     *
     * @param source what to call them in messages
     */
    public static Model read(byte[] bytes, String source) throws ModelFormatException {
        int headerLength = headerLength(bytes, source);
        String text = new String(bytes, Long.BYTES, headerLength, StandardCharsets.UTF_8);
        JsonObject header = parse(text, source, "header");
        try {
            Model model = model(bytes, source, headerLength, header);
            byte[] canonical = ModelWriter.header(model, ModelWriter.tensors(model));
            int different =
                    Arrays.mismatch(canonical, 0, canonical.length, bytes, Long.BYTES, Long.BYTES + headerLength);
            if (different >= 0) {
                throw damaged(source, Long.BYTES + different, "the header is not what this model's would be");
            }
            return model;
        } catch (IllegalArgumentException | ArithmeticException | ClassCastException e) {
            throw new ModelFormatException(source + ": " + e.getMessage() + ". Export it again.", e);
        }
    }

    static int headerLength(byte[] bytes, String source) throws ModelFormatException {
        if (bytes.length < Long.BYTES + 2) {
            throw damaged(source, 0, "want at least 10 bytes, got " + bytes.length);
        }
        long length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 2 || length > MAX_HEADER || length > bytes.length - Long.BYTES || bytes[Long.BYTES] != '{') {
            throw new ModelFormatException(source + ", byte 0: not a model file (header of " + length
                    + " bytes in a file of " + bytes.length + "); want a .pxm file made by pixemb");
        }
        return (int) length;
    }

    private static JsonObject parse(String text, String source, String what) throws ModelFormatException {
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            }
            if (depth > MAX_DEPTH) {
                throw damaged(source, Long.BYTES, "the " + what + " is nested deeper than " + MAX_DEPTH);
            }
        }
        try {
            return JsonParser.object().from(text);
        } catch (JsonParserException | NumberFormatException e) {
            throw damaged(source, Long.BYTES, "the " + what + " is no JSON object (" + firstLine(e) + ")");
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static Model model(byte[] bytes, String source, int headerLength, JsonObject header)
            throws ModelFormatException {
        if (!(header.get("__metadata__") instanceof JsonObject metadata)
                || !(metadata.get("pixemb") instanceof String text)) {
            throw new ModelFormatException(source
                    + ": a safetensors file without a pixemb network in its metadata; want a .pxm file made by pixemb");
        }
        JsonObject network = parse(text, source, "network");
        NodeAttributes whole = new NodeAttributes(source, "the network", network);
        int version = whole.integer("format", 1, Integer.MAX_VALUE);
        if (version > ModelWriter.VERSION) {
            throw new ModelFormatException(source + ": written by a newer version (format " + version
                    + ", this program reads up to " + ModelWriter.VERSION + "); update pixemb");
        }
        byte[] textBytes = text.getBytes(StandardCharsets.UTF_8);
        String crc = TensorTable.checksum(textBytes, 0, textBytes.length);
        if (!crc.equals(metadata.get("crc32c"))) {
            throw damaged(source, Long.BYTES, "the network has CRC32C " + crc + ", want " + metadata.get("crc32c"));
        }
        TensorTable tensors = new TensorTable(source, bytes, Long.BYTES + headerLength, header);
        List<Node> nodes = new ArrayList<>();
        for (Object entry : array(whole, "nodes")) {
            if (!(entry instanceof JsonObject json)) {
                throw whole.wrong("nodes", "objects", String.valueOf(entry));
            }
            nodes.add(node(source, json, tensors));
        }
        tensors.refuseUnused();
        TreeMap<String, String> provenance = new TreeMap<>();
        if (!(network.get("provenance") instanceof JsonObject entries)) {
            throw whole.wrong("provenance", "an object", String.valueOf(network.get("provenance")));
        }
        for (Map.Entry<String, Object> entry : entries.entrySet()) {
            provenance.put(entry.getKey(), String.valueOf(entry.getValue()));
        }
        return new Model(
                whole.text("name"),
                whole.integer("height", 1, 1 << 16),
                whole.integer("width", 1, 1 << 16),
                nodes,
                texts(whole, "labels"),
                whole.real("logitScale"),
                new Provenance(provenance));
    }

    private static Node node(String source, JsonObject json, TensorTable tensors) throws ModelFormatException {
        String name = new NodeAttributes(source, "?", json).text("name");
        NodeAttributes attributes = new NodeAttributes(source, name, json);
        if (json.get("crc32c") instanceof JsonObject checksums) {
            checksums.forEach((part, crc) -> tensors.expectChecksum(name, part, String.valueOf(crc)));
        }
        return new Node(
                name, NodeCodec.layer(attributes.text("kind"), attributes, tensors), texts(attributes, "inputs"));
    }

    private static List<String> texts(NodeAttributes attributes, String key) throws ModelFormatException {
        List<String> texts = new ArrayList<>();
        for (Object entry : array(attributes, key)) {
            if (!(entry instanceof String text)) {
                throw attributes.wrong(key, "texts", String.valueOf(entry));
            }
            texts.add(text);
        }
        return texts;
    }

    private static JsonArray array(NodeAttributes attributes, String key) throws ModelFormatException {
        if (attributes.json().get(key) instanceof JsonArray array) {
            return array;
        }
        throw attributes.wrong(key, "a list", String.valueOf(attributes.json().get(key)));
    }

    private static ModelFormatException damaged(String source, int at, String what) {
        return new ModelFormatException(
                source + ", byte " + at + ": " + what + ". The file is damaged; export it again.");
    }
}
