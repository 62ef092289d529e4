package org.pixelembedding.export.onnx;

/** Element types of tensors, with the numbers that onnx.proto gives them (TensorProto.DataType). */
public enum OnnxType {
    FLOAT32(1, 32),
    UINT8(2, 8),
    INT8(3, 8),
    INT16(5, 16),
    INT32(6, 32),
    INT64(7, 64),
    BOOL(9, 8),
    /** Two in a byte, the first in its lower half; IR version 10. */
    UINT4(21, 4),
    /** Four in a byte, the first in its lowest bits; IR version 13, operator set 25. */
    UINT2(25, 2),
    /** -2 to 1, packed like {@link #UINT2}. */
    INT2(26, 2);

    private final int code;
    private final int bits;

    OnnxType(int code, int bits) {
        this.code = code;
        this.bits = bits;
    }

    /** Its number in files. */
    public int code() {
        return code;
    }

    /** Bits per element in {@code raw_data}. */
    public int bits() {
        return bits;
    }

    /** Bytes of {@code elements} elements; those of less than a byte share bytes, the last one is filled up with 0. */
    long bytes(long elements) {
        return Math.ceilDiv(Math.multiplyExact(elements, (long) bits), Byte.SIZE);
    }
}
