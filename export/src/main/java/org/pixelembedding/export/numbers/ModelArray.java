package org.pixelembedding.export.numbers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One array of a layer: row-major, little-endian.
 *
 * <p>Owns its bytes.
 */
final class ModelArray {
    /** Element types with their names in the three formats. */
    enum Type {
        BOOL("|b1", "BOOL", 1),
        UINT8("|u1", "U8", 1),
        INT8("|i1", "I8", 1),
        INT16("<i2", "I16", 2),
        INT32("<i4", "I32", 4),
        FLOAT32("<f4", "F32", 4);

        private final String numpy;
        private final String safetensors;
        private final int bytes;

        Type(String numpy, String safetensors, int bytes) {
            this.numpy = numpy;
            this.safetensors = safetensors;
            this.bytes = bytes;
        }

        String numpy() {
            return numpy;
        }

        String safetensors() {
            return safetensors;
        }
    }

    /** Gives element {@code index} of an array. */
    @FunctionalInterface
    interface Values {
        int at(int index);
    }

    private static final Pattern BRACKETED = Pattern.compile("\\[([^\\]]+)\\]");

    private final String part;
    private final String meaning;
    private final Type type;
    private final List<Integer> shape;
    private final byte[] bytes;

    private ModelArray(String part, String meaning, Type type, List<Integer> shape) {
        this.part = part;
        this.meaning = meaning;
        this.type = type;
        this.shape = List.copyOf(shape);
        bytes = new byte[Math.multiplyExact(count(), type.bytes)];
    }

    /**
     * An array of whole numbers or truth values (0 and 1).
     *
     * @param part name of the array within its layer
     * @param meaning order of the dimensions and unit, for the manifest
     */
    static ModelArray ofWholes(String part, String meaning, Type type, List<Integer> shape, Values values) {
        ModelArray array = new ModelArray(part, meaning, type, shape);
        ByteBuffer buffer = array.buffer();
        for (int i = 0; i < array.count(); i++) {
            switch (type) {
                case BOOL, UINT8, INT8 -> buffer.put((byte) values.at(i));
                case INT16 -> buffer.putShort((short) values.at(i));
                case INT32 -> buffer.putInt(values.at(i));
                case FLOAT32 -> throw new IllegalArgumentException("part '" + part + "' is float");
            }
        }
        return array;
    }

    static ModelArray ofFloats(String part, String meaning, List<Integer> shape, float... values) {
        ModelArray array = new ModelArray(part, meaning, Type.FLOAT32, shape);
        if (values.length != array.count()) {
            throw new IllegalArgumentException("part '" + part + "' of shape " + shape + " wants " + array.count()
                    + " floats, got " + values.length);
        }
        array.buffer().asFloatBuffer().put(values);
        return array;
    }

    private ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private int count() {
        int count = 1;
        for (int size : shape) {
            count = Math.multiplyExact(count, size);
        }
        return count;
    }

    String part() {
        return part;
    }

    String meaning() {
        return meaning;
    }

    Type type() {
        return type;
    }

    List<Integer> shape() {
        return shape;
    }

    /** The elements themselves, not a copy. */
    byte[] bytes() {
        return bytes;
    }

    /** Nested JSON lists of the array's shape. */
    void writeJson(Appendable out) throws IOException {
        writeJson(out, buffer(), 0);
    }

    private void writeJson(Appendable out, ByteBuffer elements, int dimension) throws IOException {
        if (dimension == shape.size() - 1) {
            out.append(row(elements));
            return;
        }
        out.append('[');
        for (int i = 0; i < shape.get(dimension); i++) {
            out.append(i == 0 ? "" : ",");
            writeJson(out, elements, dimension + 1);
        }
        out.append(']');
    }

    /** A whole row at once, and no text an element: a large model has ten million of them. */
    private StringBuilder row(ByteBuffer elements) {
        StringBuilder row = new StringBuilder("[");
        for (int i = 0; i < shape.getLast(); i++) {
            if (i > 0) {
                row.append(',');
            }
            switch (type) {
                case UINT8 -> row.append(elements.get() & 0xff);
                case INT8 -> row.append(elements.get());
                case INT16 -> row.append(elements.getShort());
                case INT32 -> row.append(elements.getInt());
                case BOOL, FLOAT32 -> row.append(next(elements));
            }
        }
        return row.append(']');
    }

    private String next(ByteBuffer elements) {
        return switch (type) {
            case BOOL -> elements.get() == 0 ? "false" : "true";
            case UINT8 -> Integer.toString(elements.get() & 0xff);
            case INT8 -> Byte.toString(elements.get());
            case INT16 -> Short.toString(elements.getShort());
            case INT32 -> Integer.toString(elements.getInt());
            case FLOAT32 -> Float.toString(elements.getFloat());
        };
    }

    /** The elements in their order, each as JSON writes it. */
    List<String> texts() {
        ByteBuffer elements = buffer();
        return Stream.generate(() -> next(elements)).limit(count()).toList();
    }

    /** The elements in their order; truth values are 0 and 1. */
    double[] numbers() {
        ByteBuffer elements = buffer();
        double[] numbers = new double[count()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = switch (type) {
                case BOOL, UINT8 -> elements.get() & 0xff;
                case INT8 -> elements.get();
                case INT16 -> elements.getShort();
                case INT32 -> elements.getInt();
                case FLOAT32 -> elements.getFloat();
            };
        }
        return numbers;
    }

    /** Names of the dimensions, as the meaning gives them in brackets. */
    List<String> dimensions() {
        return BRACKETED.matcher(meaning).results().map(found -> found.group(1)).toList();
    }

    @Override
    public String toString() {
        return part + " " + type + shape.stream().map(String::valueOf).collect(Collectors.joining("x", "[", "]"));
    }
}
