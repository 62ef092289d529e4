package org.pixelembedding.export.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a tensor that a graph takes, gives or makes on the way (ValueInfoProto).
 *
 * @param shape sizes, slowest first
 * @param denotation what the tensor holds, in ONNX's words (TypeDenotation.md), for example {@code IMAGE}; empty if unsaid
 */
public record OnnxValue(String name, OnnxType type, List<Size> shape, String denotation) {
    /**
     * One size: a number, or a name for a size that is known only when the model runs, like {@code batch}.
     *
     * @param parameter present exactly if the number is not known
     */
    public record Size(long value, Optional<String> parameter) {
        public Size {
            if (parameter.isEmpty() && value < 0) {
                throw new IllegalArgumentException("want a size >= 0 or a name for it, got " + value);
            }
        }

        public static Size of(long value) {
            return new Size(value, Optional.empty());
        }

        public static Size named(String parameter) {
            return new Size(0, Optional.of(parameter));
        }
    }

    public OnnxValue {
        shape = List.copyOf(shape);
    }

    public OnnxValue(String name, OnnxType type, List<Size> shape) {
        this(name, type, shape, "");
    }

    /** A value of fixed shape. */
    public static OnnxValue of(String name, OnnxType type, long... shape) {
        return new OnnxValue(name, type, Arrays.stream(shape).mapToObj(Size::of).toList());
    }
}
