package org.pixelembedding.export.qonnx;

import java.util.Arrays;
import org.pixelembedding.export.onnx.OnnxTensor;

/**
 * Numbers in row-major order, whatever type they had in the file: all of ours are exact in float32.
 *
 * <p>Does not copy: what an operator made is changed by nobody.
 */
final class Array {
    private final int[] shape;
    private final float[] values;

    Array(int[] shape, float[] values) {
        if (size(shape) != values.length) {
            throw new IllegalArgumentException(
                    "want " + size(shape) + " numbers for shape " + Arrays.toString(shape) + ", got " + values.length);
        }
        this.shape = shape;
        this.values = values;
    }

    static Array of(OnnxTensor tensor) {
        float[] values = new float[tensor.count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) tensor.value(i);
        }
        return new Array(tensor.shape().stream().mapToInt(Math::toIntExact).toArray(), values);
    }

    static int size(int... shape) {
        int size = 1;
        for (int each : shape) {
            size = Math.multiplyExact(size, each);
        }
        return size;
    }

    int rank() {
        return shape.length;
    }

    int size(int dimension) {
        return shape[dimension];
    }

    int[] shape() {
        return shape;
    }

    float[] values() {
        return values;
    }

    float value(int index) {
        return values[index];
    }
}
