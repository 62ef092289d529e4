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
        if (type.bytes(elements) != raw.length) {
            throw new IllegalArgumentException("tensor '" + name + "' of shape " + shape + " wants " + elements + " "
                    + type + " elements, got " + (long) raw.length * Byte.SIZE / type.bits());
        }
        this.name = name;
        this.type = type;
        this.shape = List.copyOf(shape);
        this.raw = raw;
    }

    /** A tensor of float32. */
    public static OnnxTensor ofFloats(String name, List<Long> shape, float... values) {
        byte[] raw = new byte[values.length * OnnxType.FLOAT32.bits() / Byte.SIZE];
        littleEndian(raw).asFloatBuffer().put(values);
        return new OnnxTensor(name, OnnxType.FLOAT32, shape, raw);
    }

    /** A tensor of int32. */
    public static OnnxTensor ofInts(String name, List<Long> shape, int... values) {
        byte[] raw = new byte[values.length * OnnxType.INT32.bits() / Byte.SIZE];
        littleEndian(raw).asIntBuffer().put(values);
        return new OnnxTensor(name, OnnxType.INT32, shape, raw);
    }

    /** A tensor of int64. */
    public static OnnxTensor ofLongs(String name, List<Long> shape, long... values) {
        byte[] raw = new byte[values.length * OnnxType.INT64.bits() / Byte.SIZE];
        littleEndian(raw).asLongBuffer().put(values);
        return new OnnxTensor(name, OnnxType.INT64, shape, raw);
    }

    /** A tensor of int16. */
    public static OnnxTensor ofShorts(String name, List<Long> shape, short... values) {
        byte[] raw = new byte[values.length * OnnxType.INT16.bits() / Byte.SIZE];
        littleEndian(raw).asShortBuffer().put(values);
        return new OnnxTensor(name, OnnxType.INT16, shape, raw);
    }

    /**
     * A tensor of numbers of 8 bits or fewer; those of fewer are packed.
     *
     * @param type what the bytes mean
     * @param values an element a byte; of a type of b bits its lowest b bits
     */
    public static OnnxTensor ofBytes(String name, OnnxType type, List<Long> shape, byte... values) {
        if (type.bits() > Byte.SIZE) {
            throw new IllegalArgumentException(
                    "tensor '" + name + "': want a type of up to 8 bits for bytes, got " + type);
        }
        return new OnnxTensor(name, type, shape, packed(values, type.bits()));
    }

    private static byte[] packed(byte[] values, int bits) {
        if (bits == Byte.SIZE) {
            return values.clone();
        }
        int inByte = Byte.SIZE / bits;
        byte[] raw = new byte[Math.ceilDiv(values.length, inByte)];
        for (int i = 0; i < values.length; i++) {
            int element = values[i] & ((1 << bits) - 1);
            raw[i / inByte] |= (byte) (element << (i % inByte * bits));
        }
        return raw;
    }

    /** A tensor from elements as {@code raw_data} has them. */
    static OnnxTensor ofRaw(String name, OnnxType type, List<Long> shape, byte[] raw) {
        return new OnnxTensor(name, type, shape, raw);
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

    /** Elements, not bytes. */
    public int count() {
        return (int) shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    }

    /**
     * Element {@code index} in row-major order, unpacked; every type's values are exact in a double, but for int64 beyond
     * 2^53.
     */
    public double value(int index) {
        ByteBuffer buffer = littleEndian(raw);
        return switch (type) {
            case FLOAT32 -> buffer.getFloat(index * Float.BYTES);
            case UINT8, BOOL -> raw[index] & 0xff;
            case INT8 -> raw[index];
            case INT16 -> buffer.getShort(index * Short.BYTES);
            case INT32 -> buffer.getInt(index * Integer.BYTES);
            case INT64 -> buffer.getLong(index * Long.BYTES);
            case UINT4 -> raw[index / 2] >>> (index % 2 * 4) & 15;
            case UINT2 -> raw[index / 4] >>> (index % 4 * 2) & 3;
            // The upper of the two bits is the sign.
            case INT2 -> ((raw[index / 4] >>> (index % 4 * 2) & 3) ^ 2) - 2;
        };
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
