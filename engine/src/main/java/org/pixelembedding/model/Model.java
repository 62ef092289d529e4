package org.pixelembedding.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A frozen network: nodes in the order in which they run, labels, and the size of picture it was trained on. Immutable
 * and checked: whoever holds a {@code Model} holds one whose shapes fit and whose sums fit int32 at its own size.
 */
public final class Model {
    /** Name of the picture as an input of nodes. */
    public static final String INPUT = "input";

    private final String name;
    private final int inputHeight;
    private final int inputWidth;
    private final List<Node> nodes;
    private final List<String> labels;
    private final float logitScale;
    private final Provenance provenance;

    /**
     * Checks everything.
     *
     * @param name for people, for example {@code tiny}
     * @param nodes in the order in which they run; the last one gives the class scores
     * @param labels one per class, in the order of the class index
     * @param logitScale what a class sum is multiplied with before the softmax, for pictures of the model's own size;
     *     1 behind a {@link FloatClassifier}
     * @throws ShapeException if nodes do not fit each other, names the layer
     */
    public Model(
            String name,
            int inputHeight,
            int inputWidth,
            List<Node> nodes,
            List<String> labels,
            float logitScale,
            Provenance provenance) {
        this.name = name;
        this.inputHeight = inputHeight;
        this.inputWidth = inputWidth;
        this.nodes = List.copyOf(nodes);
        this.labels = List.copyOf(labels);
        this.logitScale = logitScale;
        this.provenance = provenance;
        if (!(logitScale > 0) || Float.isInfinite(logitScale)) {
            throw new ShapeException("want a finite logit scale above 0, got " + logitScale);
        }
        if (this.nodes.isEmpty()) {
            throw new ShapeException("want at least one layer, got none");
        }
        Set<String> seen = new HashSet<>();
        seen.add(INPUT);
        for (Node node : this.nodes) {
            for (String input : node.inputs()) {
                if (!seen.contains(input)) {
                    throw new ShapeException("layer '" + node.name() + "' reads '" + input
                            + "', which is not the name of a layer before it");
                }
            }
            if (!seen.add(node.name())) {
                throw new ShapeException("layer name '" + node.name() + "' is taken twice");
            }
        }
        TensorSpec last = specs(inputHeight, inputWidth).get(this.nodes.size() - 1);
        boolean scores = last.kind() == TensorSpec.Kind.SUMS || last.kind() == TensorSpec.Kind.LOGITS;
        if (!scores || last.pixelCount() != 1 || last.channels() != this.labels.size()) {
            throw new ShapeException("layer '" + lastNode().name() + "' ends the network with " + last + ", want 1x1x"
                    + this.labels.size() + " sums or logits, one per label");
        }
    }

    /**
     * What each node gives for a picture of another size, in the order of {@link #nodes}.
     *
     * @throws ShapeException if the network cannot take that size, names the layer
     */
    public List<TensorSpec> specs(int height, int width) {
        Map<String, TensorSpec> byName = new HashMap<>();
        byName.put(INPUT, TensorSpec.pixels(height, width));
        List<TensorSpec> specs = new ArrayList<>();
        for (Node node : nodes) {
            TensorSpec out;
            try {
                out = node.layer()
                        .output(node.inputs().stream().map(byName::get).toList());
            } catch (ShapeException e) {
                throw new ShapeException("layer '" + node.name() + "' ("
                        + node.layer().kind().tag() + ") reading " + node.inputs() + ": " + e.getMessage());
            }
            byName.put(node.name(), out);
            specs.add(out);
        }
        return List.copyOf(specs);
    }

    /** What the inputs of node {@code index} are, given the result of {@link #specs} and the picture's size. */
    public List<TensorSpec> inputsOf(int index, List<TensorSpec> specs, int height, int width) {
        List<TensorSpec> inputs = new ArrayList<>();
        for (String input : nodes.get(index).inputs()) {
            inputs.add(INPUT.equals(input) ? TensorSpec.pixels(height, width) : specs.get(indexOf(input)));
        }
        return inputs;
    }

    /** Products of one weight and one activation in each node, for a picture of the model's own size. */
    public List<Long> macs() {
        List<TensorSpec> specs = specs(inputHeight, inputWidth);
        List<Long> macs = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            macs.add(nodes.get(i).layer().macs(inputsOf(i, specs, inputHeight, inputWidth)));
        }
        return List.copyOf(macs);
    }

    /** Place of a node in {@link #nodes}. */
    public int indexOf(String nodeName) {
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).name().equals(nodeName)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no layer '" + nodeName + "' in model '" + name + "'");
    }

    public String name() {
        return name;
    }

    public int inputHeight() {
        return inputHeight;
    }

    public int inputWidth() {
        return inputWidth;
    }

    public List<Node> nodes() {
        return nodes;
    }

    public Node lastNode() {
        return nodes.get(nodes.size() - 1);
    }

    /** The node of that name. */
    public Optional<Node> node(String nodeName) {
        return nodes.stream().filter(node -> node.name().equals(nodeName)).findFirst();
    }

    public List<String> labels() {
        return labels;
    }

    public float logitScale() {
        return logitScale;
    }

    public Provenance provenance() {
        return provenance;
    }

    /** True if no float parameter stands between a pixel and the class index. */
    public boolean fullyQuantized() {
        return nodes.stream().noneMatch(node -> node.layer().weightBits() == 32);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Model that
                && name.equals(that.name)
                && inputHeight == that.inputHeight
                && inputWidth == that.inputWidth
                && nodes.equals(that.nodes)
                && labels.equals(that.labels)
                && logitScale == that.logitScale
                && provenance.equals(that.provenance);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + nodes.hashCode();
    }

    @Override
    public String toString() {
        return "Model '" + name + "', " + inputHeight + "x" + inputWidth + ", " + nodes.size() + " layers, "
                + labels.size() + " classes";
    }
}
