package org.pixelembedding.export.onnx;

import java.util.Arrays;
import java.util.List;

/** The value of an attribute of a node. */
public sealed interface OnnxAttribute {
    /** A whole number. */
    record Whole(long value) implements OnnxAttribute {}

    /** A float32. */
    record Real(float value) implements OnnxAttribute {}

    /** A string, UTF-8 in files. */
    record Text(String value) implements OnnxAttribute {}

    /** A list of whole numbers. */
    record Wholes(List<Long> values) implements OnnxAttribute {
        public Wholes {
            values = List.copyOf(values);
        }
    }

    /** A list of float32. */
    record Reals(List<Float> values) implements OnnxAttribute {
        public Reals {
            values = List.copyOf(values);
        }
    }

    /** A tensor. */
    record Constant(OnnxTensor value) implements OnnxAttribute {}

    static OnnxAttribute of(long value) {
        return new Whole(value);
    }

    static OnnxAttribute of(float value) {
        return new Real(value);
    }

    static OnnxAttribute of(String value) {
        return new Text(value);
    }

    static OnnxAttribute of(OnnxTensor value) {
        return new Constant(value);
    }

    /** For example {@code ofWholes(3, 3)}, a kernel shape. */
    static OnnxAttribute ofWholes(long... values) {
        return new Wholes(Arrays.stream(values).boxed().toList());
    }
}
