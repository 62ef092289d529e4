package org.pixelembedding.train.torch;

import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Numbers into tensors and out again. Tensors come from libtorch's own allocator, which aligns to 64 bytes. */
final class TensorMemory {
    /** No tensor: an optional argument left out. */
    static final TensorOptional NONE = new TensorOptional();

    private TensorMemory() {}

    /** A new float32 tensor with a copy of {@code values}, in row-major order. */
    static Tensor of(float[] values, long... shape) {
        Tensor tensor = torch.empty(shape);
        try (FloatPointer pointer = tensor.data_ptr_float()) {
            pointer.put(values);
        }
        return tensor;
    }

    static void write(Tensor tensor, float[] values) {
        try (FloatPointer pointer = tensor.data_ptr_float()) {
            pointer.put(values);
        }
    }

    /** A copy of a contiguous float32 tensor's numbers. */
    static float[] read(Tensor tensor) {
        if (!tensor.is_contiguous()) {
            throw new IllegalArgumentException("want a contiguous tensor");
        }
        float[] values = new float[Math.toIntExact(tensor.numel())];
        try (FloatPointer pointer = tensor.data_ptr_float()) {
            pointer.get(values);
        }
        return values;
    }

    /** A copy of a contiguous float64 tensor's numbers. */
    static double[] readDoubles(Tensor tensor) {
        if (!tensor.is_contiguous()) {
            throw new IllegalArgumentException("want a contiguous tensor");
        }
        double[] values = new double[Math.toIntExact(tensor.numel())];
        try (DoublePointer pointer = tensor.data_ptr_double()) {
            pointer.get(values);
        }
        return values;
    }

    /** The memory of a contiguous float32 tensor as a buffer; valid while the tensor is. */
    static FloatBuffer view(Tensor tensor) {
        long count = tensor.numel();
        // The pointer's capacity is unknown to it; the buffer must carry the tensor's.
        return tensor.data_ptr_float().capacity(count).asBuffer();
    }

    /** The memory of a contiguous bf16 tensor as a buffer of bit patterns; valid while the tensor is. */
    static ShortBuffer shortView(Tensor tensor) {
        return new ShortPointer(tensor.data_ptr()).capacity(tensor.numel()).asBuffer();
    }

    static Scalar scalar(double value) {
        return new Scalar(value);
    }
}
