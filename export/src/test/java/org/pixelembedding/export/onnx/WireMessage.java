package org.pixelembedding.export.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Any protocol buffer message, read without its schema: the fields' raw values by number. Shares no code with writers. */
record WireMessage(Map<Integer, List<Object>> fields) {
    static WireMessage parse(byte[] bytes) {
        try {
            Map<Integer, List<Object>> fields = new TreeMap<>();
            CodedInputStream in = CodedInputStream.newInstance(bytes);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                Object value = switch (WireFormat.getTagWireType(tag)) {
                    case WireFormat.WIRETYPE_VARINT -> in.readInt64();
                    case WireFormat.WIRETYPE_FIXED32 -> in.readFloat();
                    case WireFormat.WIRETYPE_LENGTH_DELIMITED -> in.readByteArray();
                    default -> throw new IOException("wire type of tag " + tag);
                };
                fields.computeIfAbsent(WireFormat.getTagFieldNumber(tag), _ -> new ArrayList<>())
                        .add(value);
            }
            return new WireMessage(fields);
        } catch (IOException e) {
            throw new AssertionError("not a message", e);
        }
    }

    List<Object> all(int field) {
        return fields.getOrDefault(field, List.of());
    }

    Object one(int field) {
        List<Object> values = all(field);
        if (values.size() != 1) {
            throw new AssertionError("field " + field + " is there " + values.size() + " times");
        }
        return values.getFirst();
    }

    byte[] bytes(int field) {
        return (byte[]) one(field);
    }

    String text(int field) {
        return new String(bytes(field), StandardCharsets.UTF_8);
    }

    List<String> texts(int field) {
        return all(field).stream()
                .map(value -> new String((byte[]) value, StandardCharsets.UTF_8))
                .toList();
    }

    List<WireMessage> messages(int field) {
        return all(field).stream().map(value -> parse((byte[]) value)).toList();
    }

    WireMessage message(int field) {
        return parse(bytes(field));
    }
}
