package org.pixelembedding.export.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A graph under construction: add what it takes and its constants first, then nodes in the order in which they run, then
 * what it gives. A name that is used before it is there, or made twice, is refused at once, with the name.
 */
public final class OnnxGraph {
    private final String name;
    private final List<OnnxValue> inputs = new ArrayList<>();
    private final List<OnnxTensor> initializers = new ArrayList<>();
    private final List<OnnxNode> nodes = new ArrayList<>();
    private final List<OnnxValue> values = new ArrayList<>();
    private final List<OnnxValue> outputs = new ArrayList<>();
    private final SortedMap<String, SortedMap<String, String>> annotations = new TreeMap<>();
    private final Set<String> tensors = new HashSet<>();
    private final Set<String> nodeNames = new HashSet<>();

    public OnnxGraph(String name) {
        this.name = name;
    }

    /** What the caller feeds. Returns the name. */
    public String input(OnnxValue value) {
        define(value.name(), "input");
        inputs.add(value);
        return value.name();
    }

    /** A constant, stored in the file. Returns the name. */
    public String initializer(OnnxTensor tensor) {
        define(tensor.name(), "initializer");
        initializers.add(tensor);
        return tensor.name();
    }

    /** An operator. Returns the name of its first output. */
    public String node(OnnxNode node) {
        for (String input : node.inputs()) {
            if (!input.isEmpty()) {
                require(input, "node '" + node.name() + "' (" + node.type() + ") reads");
            }
        }
        if (!nodeNames.add(node.name())) {
            throw new IllegalArgumentException("node name '" + node.name() + "' is taken twice");
        }
        node.outputs().forEach(output -> define(output, "node '" + node.name() + "'"));
        nodes.add(node);
        return node.outputs().getFirst();
    }

    /** Says type and shape of a tensor that a node makes; optional, for readers that do not infer shapes. */
    public void value(OnnxValue value) {
        require(value.name(), "a value info describes");
        values.add(value);
    }

    /**
     * Says something of a tensor that its type cannot ({@code quantization_annotation}): QONNX keeps data types of few bits
     * and layouts there.
     */
    public void annotate(String tensor, String key, String value) {
        require(tensor, "an annotation is of");
        annotations.computeIfAbsent(tensor, _ -> new TreeMap<>()).put(key, value);
    }

    /** What the caller gets. */
    public void output(OnnxValue value) {
        require(value.name(), "an output is");
        outputs.add(value);
    }

    private void define(String tensor, String where) {
        if (tensor.isEmpty() || !tensors.add(tensor)) {
            throw new IllegalArgumentException(
                    tensor.isEmpty()
                            ? where + " has no name"
                            : where + " makes '" + tensor + "', which is there already");
        }
    }

    private void require(String tensor, String who) {
        if (!tensors.contains(tensor)) {
            throw new IllegalArgumentException(who + " '" + tensor + "', which nothing before it makes");
        }
    }

    public String name() {
        return name;
    }

    /** Copy of what was added, in that order; so are the lists below. */
    public List<OnnxValue> inputs() {
        return List.copyOf(inputs);
    }

    public List<OnnxTensor> initializers() {
        return List.copyOf(initializers);
    }

    public List<OnnxNode> nodes() {
        return List.copyOf(nodes);
    }

    public List<OnnxValue> values() {
        return List.copyOf(values);
    }

    /** Annotations by tensor and key. */
    public SortedMap<String, SortedMap<String, String>> annotations() {
        return Collections.unmodifiableSortedMap(annotations);
    }

    public List<OnnxValue> outputs() {
        return List.copyOf(outputs);
    }
}
