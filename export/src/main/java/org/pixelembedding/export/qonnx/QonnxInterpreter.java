package org.pixelembedding.export.qonnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pixelembedding.export.onnx.OnnxAttribute;
import org.pixelembedding.export.onnx.OnnxGraph;
import org.pixelembedding.export.onnx.OnnxNode;
import org.pixelembedding.export.onnx.OnnxTensor;

/** Runs a QONNX graph for one picture at a time, node by node. Safe for use by several threads. */
public final class QonnxInterpreter {
    private final OnnxGraph graph;
    /** Initializers, and what nodes make of nothing but them. */
    private final Map<String, Array> constants = new HashMap<>();

    /** Takes the graph as it is to be written; works out once what does not depend on a picture. */
    public QonnxInterpreter(OnnxGraph graph) {
        this.graph = graph;
        for (OnnxTensor tensor : graph.initializers()) {
            constants.put(tensor.name(), Array.of(tensor));
        }
        for (OnnxNode node : graph.nodes()) {
            if (constants.keySet().containsAll(node.inputs())) {
                constants.put(node.outputs().getFirst(), run(node, constants));
            }
        }
    }

    /**
     * All tensors that a picture leads to, constants included.
     *
     * @param input what the graph takes, in row-major order
     * @return by name, in row-major order
     */
    public Map<String, float[]> run(float[] input) {
        Map<String, Array> tensors = new HashMap<>(constants);
        var value = graph.inputs().getFirst();
        int[] shape = value.shape().stream()
                .mapToInt(size -> Math.toIntExact(size.value()))
                .toArray();
        tensors.put(value.name(), new Array(shape, input));
        for (OnnxNode node : graph.nodes()) {
            String output = node.outputs().getFirst();
            if (!constants.containsKey(output)) {
                tensors.put(output, run(node, tensors));
            }
        }
        Map<String, float[]> values = new HashMap<>();
        tensors.forEach((name, array) -> values.put(name, array.values()));
        return values;
    }

    private static Array run(OnnxNode node, Map<String, Array> tensors) {
        List<Array> in = node.inputs().stream().map(tensors::get).toList();
        Array x = in.getFirst();
        String operator = node.domain().isEmpty() ? node.type() : node.domain() + "." + node.type();
        return switch (operator) {
            case "Add" -> Operators.binary(x, in.get(1), Float::sum);
            case "Sub" -> Operators.binary(x, in.get(1), (a, b) -> a - b);
            case "Mul" -> Operators.binary(x, in.get(1), (a, b) -> a * b);
            // Between types that all hold the whole numbers which are here.
            case "Cast" -> x;
            case "Gather" -> Operators.gather(x, in.get(1));
            case "Reshape" -> Operators.reshape(x, in.get(1));
            case "Flatten" -> Operators.flatten(x);
            case "Transpose" -> Operators.transpose(x, wholes(node, "perm"));
            case "Conv" -> Operators.convolve(x, in.get(1), firstOf(node, "strides"), firstOf(node, "pads"));
            case "MaxPool" -> Operators.maxPool(x, firstOf(node, "kernel_shape"), firstOf(node, "strides"));
            case "ReduceSum" -> Operators.sumPixels(x);
            case "GlobalAveragePool" -> {
                float pixels = (float) x.size(2) * x.size(3);
                Array count = new Array(new int[] {}, new float[] {pixels});
                yield Operators.binary(Operators.sumPixels(x), count, (sum, n) -> sum / n);
            }
            case "qonnx.custom_op.general.BipolarQuant" -> QonnxOperators.bipolarQuant(x, in.get(1));
            case "qonnx.custom_op.general.Quant" ->
                QonnxOperators.quant(
                        x,
                        in.get(1).value(0),
                        in.get(2).value(0),
                        (int) in.get(3).value(0),
                        whole(node, "signed") == 1,
                        whole(node, "narrow") == 1);
            case "qonnx.custom_op.general.MultiThreshold" ->
                QonnxOperators.multiThreshold(x, in.get(1), real(node, "out_scale"), real(node, "out_bias"));
            default ->
                throw new IllegalArgumentException("node '" + node.name() + "' is a " + operator
                        + ", which no file of this project's has; this interpreter runs no others");
        };
    }

    private static List<Long> wholes(OnnxNode node, String attribute) {
        return ((OnnxAttribute.Wholes) node.attributes().get(attribute)).values();
    }

    /** All of a list of ours are equal: strides, kernels and padding are the same in both directions. */
    private static int firstOf(OnnxNode node, String attribute) {
        return Math.toIntExact(wholes(node, attribute).getFirst());
    }

    private static long whole(OnnxNode node, String attribute) {
        return ((OnnxAttribute.Whole) node.attributes().get(attribute)).value();
    }

    private static float real(OnnxNode node, String attribute) {
        return ((OnnxAttribute.Real) node.attributes().get(attribute)).value();
    }
}
