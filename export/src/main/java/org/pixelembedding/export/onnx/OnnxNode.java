package org.pixelembedding.export.onnx;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One operator of a graph.
 *
 * @param domain whose operator it is: empty for ONNX's own, {@code com.microsoft} for ONNX Runtime's
 * @param type for example {@code Conv}
 * @param name of the node, unique in the graph
 * @param inputs names of tensors; an optional input that is left out is an empty name
 * @param outputs names of the tensors that it makes
 * @param attributes by name, written in the order of their names
 */
public record OnnxNode(
        String domain,
        String type,
        String name,
        List<String> inputs,
        List<String> outputs,
        SortedMap<String, OnnxAttribute> attributes) {
    public OnnxNode {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }

    /** A node with one output, which has the node's name. */
    public static OnnxNode of(
            String domain, String type, String name, List<String> inputs, Map<String, OnnxAttribute> attributes) {
        return new OnnxNode(domain, type, name, inputs, List.of(name), new TreeMap<>(attributes));
    }

    /** The same in ONNX's own domain. */
    public static OnnxNode of(String type, String name, List<String> inputs, Map<String, OnnxAttribute> attributes) {
        return of("", type, name, inputs, attributes);
    }
}
