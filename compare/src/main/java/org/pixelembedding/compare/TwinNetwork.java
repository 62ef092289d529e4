package org.pixelembedding.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pixelembedding.model.FloatClassifier;
import org.pixelembedding.model.FloatStem;
import org.pixelembedding.model.Layer;
import org.pixelembedding.model.MaxPool2d;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.TensorSpec;

/**
 * The topology of a model in the operators that a float32 or int8 runtime fuses: convolution, ReLU, add, max pooling,
 * global mean. Every convolution has the geometry that it has in the model, but for the first, which reads the three
 * colours of the picture itself instead of an embedding.
 *
 * <p>What was changed, always so that the twin has less to do, never more:
 *
 * <ul>
 *   <li>Thresholds become a ReLU. A batch norm between an add and a ReLU cannot be folded into a convolution; it is left
 *       out. Those behind a convolution would fold into its weights, so nothing of them is left either.
 *   <li>A sum that is thresholded and also carried around a block is carried behind its ReLU, as in the first ResNets,
 *       so that convolution, add and ReLU always are one operator.
 *   <li>The classifier comes behind the global mean instead of before it, on one pixel instead of all of them. For sums
 *       that is the same function.
 * </ul>
 *
 * @param input the picture: 3 channels
 * @param steps in the order in which they run; the last gives one score a class
 */
public record TwinNetwork(String name, Shape input, List<Step> steps) {
    /** Name of the picture among the inputs of steps. */
    public static final String INPUT = "input";

    /** One operator; what it makes is known by its name. */
    public sealed interface Step {
        String name();

        Shape out();

        /** Whether negative results become 0. */
        boolean relu();
    }

    /**
     * Where a convolution looks.
     *
     * @param height rows of the kernel
     * @param width columns of the kernel
     * @param padding zeros on every side
     */
    public record Window(int height, int width, int stride, int padding) {}

    /** Convolution with one bias a channel. */
    public record Convolution(String name, String input, Shape in, Shape out, Window window, boolean relu)
            implements Step {
        /** Products per output. */
        public int fanIn() {
            return in.channels() * window.height() * window.width();
        }

        public long macs() {
            return (long) out.size() * fanIn();
        }
    }

    /** Sum of two tensors of one shape. */
    public record Add(String name, String left, String right, Shape out, boolean relu) implements Step {}

    /** Largest of each window, no padding. */
    public record MaxPool(String name, String input, Shape in, Shape out, int size, int stride) implements Step {
        @Override
        public boolean relu() {
            return false;
        }
    }

    /** Mean over all pixels, channel by channel. */
    public record Mean(String name, String input, Shape in, Shape out) implements Step {
        @Override
        public boolean relu() {
            return false;
        }
    }

    public TwinNetwork {
        steps = List.copyOf(steps);
    }

    /** The twin of a model, for pictures of the model's own size. */
    public static TwinNetwork of(Model model) {
        return new Builder(model).build();
    }

    /** One convolution and its ReLU: the twin of a layer. */
    public static TwinNetwork ofLayer(Shape in, int outputs, Window window) {
        Shape out = new Shape(
                outputs,
                Layer.windows(in.height(), window.height(), window.stride(), window.padding()),
                Layer.windows(in.width(), window.width(), window.stride(), window.padding()));
        return new TwinNetwork("layer", in, List.of(new Convolution("conv", INPUT, in, out, window, true)));
    }

    public Step last() {
        return steps.getLast();
    }

    /** The convolutions among the steps. */
    public List<Convolution> convolutions() {
        return steps.stream()
                .filter(Convolution.class::isInstance)
                .map(Convolution.class::cast)
                .toList();
    }

    /** Products of one weight and one activation for one picture. */
    public long macs() {
        return convolutions().stream().mapToLong(Convolution::macs).sum();
    }

    private static final class Builder {
        private final Model model;
        private final List<TensorSpec> specs;
        private final Shape picture;
        private final List<Step> steps = new ArrayList<>();
        /** Step that stands for each node of the model. */
        private final Map<String, String> stands = new HashMap<>();

        private final Map<String, Shape> shapes = new HashMap<>();

        Builder(Model model) {
            this.model = model;
            specs = model.specs(model.inputHeight(), model.inputWidth());
            picture = new Shape(3, model.inputHeight(), model.inputWidth());
            stands.put(Model.INPUT, INPUT);
            shapes.put(INPUT, picture);
        }

        TwinNetwork build() {
            for (Node node : model.nodes()) {
                add(node);
            }
            return new TwinNetwork(model.name(), picture, steps);
        }

        private void add(Node node) {
            String input = stands.get(node.inputs().getFirst());
            switch (node.layer().kind()) {
                case PIXEL_EMBEDDING, ORDERED_DITHER, JOINT_EMBEDDING, BIT_PLANE_CONV_2D, MULTI_THRESHOLD ->
                    stands.put(node.name(), input);
                case QUANT_CONV_2D -> {
                    QuantConv2d conv = (QuantConv2d) node.layer();
                    Window window = new Window(
                            conv.weights().kernelHeight(), conv.weights().kernelWidth(), conv.stride(), conv.padding());
                    if (endsInMean(node, window)) {
                        input = mean(node.name() + ".mean", input);
                    }
                    convolution(node, input, conv.weights().outChannels(), window);
                }
                case FLOAT_STEM -> {
                    FloatStem stem = (FloatStem) node.layer();
                    Window window = new Window(stem.kernel(), stem.kernel(), stem.stride(), stem.padding());
                    convolution(node, input, stem.outChannels(), window);
                }
                case FLOAT_CLASSIFIER ->
                    convolution(
                            node,
                            mean(node.name() + ".mean", input),
                            ((FloatClassifier) node.layer()).classes(),
                            new Window(1, 1, 1, 0));
                case MAX_POOL_2D -> {
                    MaxPool2d pool = (MaxPool2d) node.layer();
                    put(
                            node,
                            new MaxPool(node.name(), input, shapes.get(input), spec(node), pool.size(), pool.stride()));
                }
                case RESIDUAL_ADD -> {
                    String right = stands.get(node.inputs().get(1));
                    put(node, new Add(node.name(), input, right, spec(node), thresholded(node)));
                }
                case GLOBAL_SUM_POOL -> {
                    if (shapes.get(input).pixels() == 1) {
                        stands.put(node.name(), input);
                    } else {
                        stands.put(node.name(), mean(node.name(), input));
                    }
                }
            }
        }

        private void convolution(Node node, String input, int outputs, Window window) {
            Shape in = shapes.get(input);
            Shape out = new Shape(
                    outputs,
                    Layer.windows(in.height(), window.height(), window.stride(), window.padding()),
                    Layer.windows(in.width(), window.width(), window.stride(), window.padding()));
            boolean relu = node.layer() instanceof FloatStem || thresholded(node);
            put(node, new Convolution(node.name(), input, in, out, window, relu));
        }

        private String mean(String name, String input) {
            Shape in = shapes.get(input);
            Shape out = new Shape(in.channels(), 1, 1);
            steps.add(new Mean(name, input, in, out));
            shapes.put(name, out);
            return name;
        }

        private void put(Node node, Step step) {
            steps.add(step);
            shapes.put(step.name(), step.out());
            stands.put(node.name(), step.name());
        }

        private Shape spec(Node node) {
            TensorSpec spec = specs.get(model.indexOf(node.name()));
            return new Shape(spec.channels(), spec.height(), spec.width());
        }

        private List<Node> readers(Node node) {
            return model.nodes().stream()
                    .filter(reader -> reader.inputs().contains(node.name()))
                    .toList();
        }

        private boolean thresholded(Node node) {
            return readers(node).stream().anyMatch(reader -> reader.layer().kind() == Layer.Kind.MULTI_THRESHOLD);
        }

        /** A convolution that sees one pixel at a time and is summed over all of them: sum and convolution commute. */
        private boolean endsInMean(Node node, Window window) {
            List<Node> readers = readers(node);
            return window.equals(new Window(1, 1, 1, 0))
                    && readers.size() == 1
                    && readers.getFirst().layer().kind() == Layer.Kind.GLOBAL_SUM_POOL;
        }
    }
}
