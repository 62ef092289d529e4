package org.pixelembedding.format;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;

/** The tensors of a file as its header lists them: checked against the bytes that are there before any is read. */
final class TensorTable {
    private final String source;
    private final byte[] file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, String> checksums = new LinkedHashMap<>();
    private final Set<String> used = new HashSet<>();

    private record Entry(String dtype, List<Integer> shape, int from, int length) {}

    /** Bytes of one tensor inside the file. */
    @SuppressWarnings("ArrayRecordComponent") // a view, never compared
    record Slice(byte[] file, int from, int length) {}

    /** Reads all entries but the metadata; offsets must follow each other without gap or overlap to the file's end. */
    TensorTable(String source, byte[] file, int dataFrom, JsonObject header) throws ModelFormatException {
        this.source = source;
        this.file = file;
        long expected = 0;
        for (Map.Entry<String, Object> entry : header.entrySet()) {
            if (entry.getKey().equals("__metadata__")) {
                continue;
            }
            String name = entry.getKey();
            if (!(entry.getValue() instanceof JsonObject json)) {
                throw bad(name, "is no object");
            }
            long[] offsets = offsets(name, json);
            if (offsets[0] != expected || offsets[1] < offsets[0]) {
                throw bad(name, "lies at " + offsets[0] + ".." + offsets[1] + ", want it to begin at " + expected);
            }
            expected = offsets[1];
            if (dataFrom + expected > file.length) {
                throw bad(name, "ends at byte " + (dataFrom + expected) + ", the file has " + file.length);
            }
            String dtype = String.valueOf(json.get("dtype"));
            List<Integer> shape = shape(name, json);
            long size = size(name, dtype);
            for (int dimension : shape) {
                size = Math.multiplyExact(size, (long) dimension);
            }
            if (size != offsets[1] - offsets[0]) {
                throw bad(
                        name,
                        "of " + dtype + " " + shape + " wants " + size + " bytes, has " + (offsets[1] - offsets[0]));
            }
            entries.put(name, new Entry(dtype, shape, dataFrom + (int) offsets[0], (int) size));
        }
        if (dataFrom + expected != file.length) {
            throw new ModelFormatException(
                    source + ", byte " + (dataFrom + expected) + ": " + (file.length - dataFrom - expected)
                            + " bytes follow the last tensor, want none. The file is damaged; export it again.");
        }
    }

    /** What the network says of its tensors' contents. */
    void expectChecksum(String node, String part, String crc) {
        checksums.put(node + "." + part, crc);
    }

    private long[] offsets(String name, JsonObject json) throws ModelFormatException {
        if (json.get("data_offsets") instanceof JsonArray pair
                && pair.size() == 2
                && pair.get(0) instanceof Integer from
                && pair.get(1) instanceof Integer to
                && from >= 0) {
            return new long[] {from, to};
        }
        throw bad(name, "has data_offsets " + json.get("data_offsets") + ", want two whole numbers");
    }

    private List<Integer> shape(String name, JsonObject json) throws ModelFormatException {
        List<Integer> shape = new ArrayList<>();
        if (json.get("shape") instanceof JsonArray dimensions && dimensions.size() <= 8) {
            for (Object dimension : dimensions) {
                if (!(dimension instanceof Integer number) || number < 0) {
                    throw bad(name, "has shape " + dimensions + ", want whole numbers");
                }
                shape.add(number);
            }
            return shape;
        }
        throw bad(name, "has no shape");
    }

    private long size(String name, String dtype) throws ModelFormatException {
        return switch (dtype) {
            case "U8" -> 1;
            case "I16" -> 2;
            case "I32", "F32" -> 4;
            default -> throw bad(name, "has dtype " + dtype + ", want U8, I16, I32 or F32");
        };
    }

    /** {@code count} numbers of {@code bits} bits each, one byte a number. */
    byte[] packed(String node, String part, int count, int bits) throws ModelFormatException {
        Slice slice = bits(node, part, Math.multiplyExact((long) count, (long) bits));
        return BitStream.unpack(slice.file(), slice.from(), count, bits);
    }

    /** A tensor of single bits, still packed. */
    Slice bits(String node, String part, long count) throws ModelFormatException {
        long bytes = BitStream.bytes(count, 1);
        Entry entry = entry(node, part, List.of("U8"), bytes > Integer.MAX_VALUE ? List.of() : List.of((int) bytes));
        return new Slice(file, entry.from, entry.length);
    }

    /** 16- or 32-bit whole numbers. */
    int[] integers(String node, String part, int rows, int columns) throws ModelFormatException {
        Entry entry = entry(node, part, List.of("I16", "I32"), List.of(rows, columns));
        ByteBuffer bytes = ByteBuffer.wrap(file, entry.from, entry.length).order(ByteOrder.LITTLE_ENDIAN);
        int[] values = new int[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = entry.dtype.equals("I16") ? bytes.getShort() : bytes.getInt();
        }
        return values;
    }

    float[] floats(String node, String part, List<Integer> shape) throws ModelFormatException {
        Entry entry = entry(node, part, List.of("F32"), shape);
        float[] values = new float[entry.length / 4];
        ByteBuffer.wrap(file, entry.from, entry.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }

    private Entry entry(String node, String part, List<String> dtypes, List<Integer> shape)
            throws ModelFormatException {
        String name = node + "." + part;
        Entry entry = entries.get(name);
        if (entry == null) {
            throw bad(name, "is missing");
        }
        if (!dtypes.contains(entry.dtype) || !entry.shape.equals(shape)) {
            throw bad(
                    name,
                    "is " + entry.dtype + " " + entry.shape + ", want " + String.join(" or ", dtypes) + " " + shape);
        }
        String crc = checksum(file, entry.from, entry.length);
        if (!crc.equals(checksums.get(name))) {
            throw bad(name, "has CRC32C " + crc + ", want " + checksums.get(name));
        }
        used.add(name);
        return entry;
    }

    /** Every tensor must belong to a node. */
    void refuseUnused() throws ModelFormatException {
        for (String name : entries.keySet()) {
            if (!used.contains(name)) {
                throw bad(name, "belongs to no layer");
            }
        }
    }

    /** CRC32C as 8 hexadecimal digits. */
    static String checksum(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return String.format("%08x", crc.getValue());
    }

    private ModelFormatException bad(String tensor, String what) {
        return new ModelFormatException(
                source + ": tensor '" + tensor + "' " + what + ". The file is damaged; export it again.");
    }
}
