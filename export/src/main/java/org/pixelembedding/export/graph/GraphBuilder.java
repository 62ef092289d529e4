package org.pixelembedding.export.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.pixelembedding.export.onnx.OnnxAttribute;
import org.pixelembedding.export.onnx.OnnxGraph;
import org.pixelembedding.export.onnx.OnnxNode;
import org.pixelembedding.export.onnx.OnnxTensor;
import org.pixelembedding.export.onnx.OnnxType;
import org.pixelembedding.export.onnx.OnnxValue;
import org.pixelembedding.model.TensorSpec;

/** Adds nodes together with type and shape of what they make, which some readers want of every tensor. */
final class GraphBuilder {
    private final OnnxGraph graph;
    private final OnnxValue.Size batch;

    GraphBuilder(String name, OnnxValue.Size batch) {
        graph = new OnnxGraph(name);
        this.batch = batch;
    }

    OnnxGraph graph() {
        return graph;
    }

    /** Sizes behind the batch. */
    List<OnnxValue.Size> batched(long... sizes) {
        List<OnnxValue.Size> shape = new ArrayList<>(List.of(batch));
        Arrays.stream(sizes).mapToObj(OnnxValue.Size::of).forEach(shape::add);
        return shape;
    }

    /** Shape of a layer's output: [batch][channel][y][x]. */
    List<OnnxValue.Size> channelsFirst(TensorSpec spec) {
        return batched(spec.channels(), spec.height(), spec.width());
    }

    /** Shape of a constant that is one number a channel and broadcasts over the rest: [channel][1][1]. */
    static List<Long> perChannel(int channels) {
        return List.of((long) channels, 1L, 1L);
    }

    static List<OnnxValue.Size> fixed(List<Long> shape) {
        return shape.stream().map(OnnxValue.Size::of).toList();
    }

    /** A node of ONNX's own domain with one output of the node's name. */
    String add(
            String operator,
            String name,
            List<String> inputs,
            Map<String, OnnxAttribute> attributes,
            OnnxType type,
            List<OnnxValue.Size> shape) {
        return add(OnnxNode.of(operator, name, inputs, attributes), type, shape);
    }

    /** Any node with one output. */
    String add(OnnxNode node, OnnxType type, List<OnnxValue.Size> shape) {
        String output = graph.node(node);
        graph.value(new OnnxValue(output, type, shape));
        return output;
    }

    String cast(String name, String tensor, OnnxType to, List<OnnxValue.Size> shape) {
        return add("Cast", name, List.of(tensor), Map.of("to", OnnxAttribute.of((long) to.code())), to, shape);
    }

    String constant(OnnxTensor tensor) {
        return graph.initializer(tensor);
    }
}
