package org.pixelembedding.export.graph;

import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.pixelembedding.export.onnx.OnnxTensor;
import org.pixelembedding.export.onnx.OnnxType;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.TensorSpec;

/** How constants lie in the file. Those that are not float32 there become it by a Cast, which runtimes do once, on loading. */
enum ConstantStorage {
    /** As the operators want them: largest, understood by everything. */
    FLOAT32,
    /** A byte a weight and a code. */
    BYTES,
    /** Two bits a sign and a code of up to two bits, four up to four; 16 bits a threshold. */
    PACKED;

    /** Codes of a table, as a float32 tensor. */
    String codes(GraphBuilder graph, String name, List<Long> shape, int bits, byte[] codes) {
        return switch (this) {
            case FLOAT32 ->
                graph.constant(OnnxTensor.ofFloats(name, shape, floats(codes.length, i -> codes[i] & 0xff)));
            case BYTES -> cast(graph, name, OnnxTensor.ofBytes(name + "/bytes", OnnxType.UINT8, shape, codes), shape);
            case PACKED -> cast(graph, name, OnnxTensor.ofBytes(name + "/packed", unsigned(bits), shape, codes), shape);
        };
    }

    private static OnnxType unsigned(int bits) {
        return bits <= 2 ? OnnxType.UINT2 : bits <= 4 ? OnnxType.UINT4 : OnnxType.UINT8;
    }

    /**
     * Weights as a float32 tensor [output][channel][ky][kx].
     *
     * @param from first input channel
     */
    String weights(GraphBuilder graph, String name, PackedWeights weights, int from, int channels) {
        List<Long> shape = List.of((long) weights.outChannels(), (long) channels, (long) weights.kernelHeight(), (long)
                weights.kernelWidth());
        int taps = weights.kernelHeight() * weights.kernelWidth();
        int width = weights.kernelWidth();
        int count = weights.outChannels() * channels * taps;
        IntUnaryOperator weight = i ->
                weights.weight(i / taps / channels, i % taps / width, i % taps % width, from + i / taps % channels);
        if (this == FLOAT32) {
            return graph.constant(OnnxTensor.ofFloats(name, shape, floats(count, weight)));
        }
        if (weights.bits() == 1) {
            OnnxType type = this == PACKED ? OnnxType.INT2 : OnnxType.INT8;
            return cast(graph, name, OnnxTensor.ofBytes(name + "/signs", type, shape, bytes(count, weight)), shape);
        }
        // Odd numbers from -n to n are 2 u - n with u of as many bits as there are sign planes.
        int n = weights.maxAbs();
        byte[] levels = bytes(count, i -> (weight.applyAsInt(i) + n) / 2);
        OnnxType type = this == PACKED ? unsigned(weights.bits()) : OnnxType.UINT8;
        String u = cast(graph, name + "/level", OnnxTensor.ofBytes(name + "/levels", type, shape, levels), shape);
        String doubled = graph.add(
                "Mul",
                name + "/doubled",
                List.of(u, graph.constant(OnnxTensor.scalar(name + "/two", 2))),
                Map.of(),
                OnnxType.FLOAT32,
                GraphBuilder.fixed(shape));
        return graph.add(
                "Sub",
                name,
                List.of(doubled, graph.constant(OnnxTensor.scalar(name + "/largest", n))),
                Map.of(),
                OnnxType.FLOAT32,
                GraphBuilder.fixed(shape));
    }

    /** One number a channel, that broadcasts, as a tensor of {@code type}. */
    String perChannel(GraphBuilder graph, String name, OnnxType type, IntUnaryOperator value, TensorSpec spec) {
        return thresholds(graph, name, type, GraphBuilder.perChannel(spec.channels()), value);
    }

    /** Whole numbers that are compared with sums, as a tensor of {@code type}. */
    String thresholds(GraphBuilder graph, String name, OnnxType type, List<Long> shape, IntUnaryOperator value) {
        int count = (int) shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
        if (this == PACKED && fitShort(count, value)) {
            short[] shorts = new short[count];
            for (int i = 0; i < count; i++) {
                shorts[i] = (short) value.applyAsInt(i);
            }
            return graph.cast(
                    name,
                    graph.constant(OnnxTensor.ofShorts(name + "/packed", shape, shorts)),
                    type,
                    GraphBuilder.fixed(shape));
        }
        return graph.constant(
                type == OnnxType.FLOAT32
                        ? OnnxTensor.ofFloats(name, shape, floats(count, value))
                        : ints(name, shape, value));
    }

    /** An int32 tensor. */
    static OnnxTensor ints(String name, List<Long> shape, IntUnaryOperator value) {
        int[] ints = new int[(int) shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact)];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = value.applyAsInt(i);
        }
        return OnnxTensor.ofInts(name, shape, ints);
    }

    private static String cast(GraphBuilder graph, String name, OnnxTensor tensor, List<Long> shape) {
        return graph.cast(name, graph.constant(tensor), OnnxType.FLOAT32, GraphBuilder.fixed(shape));
    }

    private static boolean fitShort(int count, IntUnaryOperator value) {
        for (int i = 0; i < count; i++) {
            int v = value.applyAsInt(i);
            if (v != (short) v) {
                return false;
            }
        }
        return true;
    }

    private static float[] floats(int count, IntUnaryOperator value) {
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = value.applyAsInt(i);
        }
        return floats;
    }

    private static byte[] bytes(int count, IntUnaryOperator value) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) value.applyAsInt(i);
        }
        return bytes;
    }
}
