package org.pixelembedding.export.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * A constant tensor with its name: an initializer of a graph or the value of an attribute. Elements lie in row-major
 * order, little-endian, as {@code raw_data} wants them.
 *
 * <p>Immutable: the factories copy what they are given.
 */
public final class OnnxTensor {
    private final String name;
    private final OnnxType type;
    private final List<Long> shape;
    private final byte[] raw;

    private OnnxTensor(String name, OnnxType type, List<Long> shape, byte[] raw) {
        long elements = 1;
        for (long size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException("tensor '" + name + "' has shape " + shape + ", want sizes >= 0");
            }
            elements = Math.multiplyExact(elements, size);
        }
        if (Math.multiplyExact(elements, (long) type.bytes()) != raw.length) {
            throw new IllegalArgumentException("tensor '" + name + "' of shape " + shape + " wants " + elements + " "
                    + type + " elements, got " + raw.length / type.bytes());
        }
        this.name = name;
        this.type = type;
        this.shape = List.copyOf(shape);
        this.raw = raw;
    }

    /** A tensor of float32. */
    public static OnnxTensor ofFloats(String name, List<Long> shape, float... values) {
        byte[] raw = new byte[values.length * OnnxType.FLOAT32.bytes()];
        littleEndian(raw).asFloatBuffer().put(values);
        return new OnnxTensor(name, OnnxType.FLOAT32, shape, raw);
    }

    /** A tensor of int32. */
    public static OnnxTensor ofInts(String name, List<Long> shape, int... values) {
        byte[] raw = new byte[values.length * OnnxType.INT32.bytes()];
        littleEndian(raw).asIntBuffer().put(values);
        return new OnnxTensor(name, OnnxType.INT32, shape, raw);
    }

    /** A tensor of int64. */
    public static OnnxTensor ofLongs(String name, List<Long> shape, long... values) {
        byte[] raw = new byte[values.length * OnnxType.INT64.bytes()];
        littleEndian(raw).asLongBuffer().put(values);
        return new OnnxTensor(name, OnnxType.INT64, shape, raw);
    }

    /**
     * A tensor of int8 or uint8.
     *
     * @param type which of the two the bytes mean
     */
    public static OnnxTensor ofBytes(String name, OnnxType type, List<Long> shape, byte... values) {
        if (type.bytes() != 1) {
            throw new IllegalArgumentException("tensor '" + name + "': want INT8 or UINT8 for bytes, got " + type);
        }
        return new OnnxTensor(name, type, shape, values.clone());
    }

    /** A float32 scalar: a tensor without dimensions. */
    public static OnnxTensor scalar(String name, float value) {
        return ofFloats(name, List.of(), value);
    }

    private static ByteBuffer littleEndian(byte[] raw) {
        return ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
    }

    public String name() {
        return name;
    }

    public OnnxType type() {
        return type;
    }

    /** Sizes, slowest dimension first; empty for a scalar. */
    public List<Long> shape() {
        return shape;
    }

    /** The elements themselves, not a copy: nobody outside this package sees them. */
    byte[] raw() {
        return raw;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OnnxTensor that
                && name.equals(that.name)
                && type == that.type
                && shape.equals(that.shape)
                && Arrays.equals(raw, that.raw);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(raw);
    }

    @Override
    public String toString() {
        return name + " " + type + shape;
    }
}
