package org.pixelembedding.export.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pixelembedding.export.ExportException;
import org.pixelembedding.export.onnx.OnnxAttribute;
import org.pixelembedding.export.onnx.OnnxGraph;
import org.pixelembedding.export.onnx.OnnxTensor;
import org.pixelembedding.export.onnx.OnnxType;
import org.pixelembedding.export.onnx.OnnxValue;
import org.pixelembedding.model.BitPlaneConv2d;
import org.pixelembedding.model.FloatClassifier;
import org.pixelembedding.model.FloatStem;
import org.pixelembedding.model.GlobalSumPool;
import org.pixelembedding.model.JointEmbedding;
import org.pixelembedding.model.MaxPool2d;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.OrderedDither;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.ResidualAdd;
import org.pixelembedding.model.TensorSpec;

/**
 * Walks a model's layers and builds the graph: pixels [batch][y][x][colour] in, class sums [batch][class] and the class out.
 *
 * <p>Between the layers travel whole numbers in float32, [batch][channel][y][x]. They are exact whatever the order in which a
 * runtime adds, because every partial sum stays below 2^24 in absolute value; {@link TensorSpec#bound} proves it. A convolution
 * for which it does not is cut into groups of input channels for which it does, whose sums are added in int32.
 *
 * <p>A layer's tensor has the layer's name, so that a graph can be compared with the engine layer by layer.
 */
public final class ModelGraph {
    /** The class sums: int32, or whole float32. */
    public static final String SUMS = "sums";
    /** Index of the largest class sum, the lowest of several; int64. Not in every dialect. */
    public static final String CLASS = "class";

    private static final int COLOURS = 3;

    private final Model model;
    private final Dialect dialect;
    private final GraphBuilder graph;
    private final List<TensorSpec> specs;
    private final Map<String, Edge> edges = new HashMap<>();

    private ModelGraph(Model model, Dialect dialect) {
        this.model = model;
        this.dialect = dialect;
        graph = new GraphBuilder(model.name(), dialect.batch());
        specs = model.specs(model.inputHeight(), model.inputWidth());
    }

    /**
     * The graph of a model.
     *
     * @param everyLayer whether each layer's tensor is an output too, for comparisons
     * @throws ExportException if the dialect cannot express a layer; names it
     */
    static OnnxGraph of(Model model, Dialect dialect, boolean everyLayer) throws ExportException {
        return new ModelGraph(model, dialect).build(everyLayer);
    }

    /** Name of the tensor that a layer makes. */
    public static String tensor(Node node) {
        return switch (node.name()) {
            case SUMS, CLASS -> node.name() + "/layer";
            default -> node.name();
        };
    }

    private OnnxGraph build(boolean everyLayer) throws ExportException {
        if (!dialect.startsBehindTable()) {
            graph.graph()
                    .input(new OnnxValue(
                            Model.INPUT,
                            OnnxType.UINT8,
                            graph.batched(model.inputHeight(), model.inputWidth(), COLOURS),
                            "IMAGE"));
            dialect.describe(graph, Model.INPUT, 0, PixelEmbedding.VALUES - 1, "NHWC");
        }
        for (int i = 0; i < specs.size(); i++) {
            Node node = model.nodes().get(i);
            Edge edge = layer(node, specs.get(i));
            edges.put(node.name(), edge);
            dialect.describe(graph, edge);
        }
        dialect.answer(graph, edges.get(model.lastNode().name()));
        if (everyLayer) {
            for (Node node : model.nodes()) {
                Edge edge = edges.get(node.name());
                graph.graph().output(new OnnxValue(edge.tensor(), edge.type(), graph.channelsFirst(edge.spec())));
            }
        }
        return graph.graph();
    }

    private Edge layer(Node node, TensorSpec out) throws ExportException {
        String name = tensor(node);
        return switch (node.layer()) {
            case PixelEmbedding table -> embed(name, table, out);
            case OrderedDither _, JointEmbedding _, BitPlaneConv2d _ ->
                throw ExportException.ofInput(dialect.target(), node);
            case QuantConv2d conv -> convolve(node, conv, out);
            case MultiThreshold threshold -> {
                dialect.threshold(graph, name, input(node, 0), threshold.thresholds(), out);
                yield new Edge(name, OnnxType.FLOAT32, out);
            }
            case MaxPool2d pool -> pool(name, pool, input(node, 0), out);
            case ResidualAdd _ -> add(node, input(node, 0), input(node, 1), out);
            case GlobalSumPool _ -> sum(node, input(node, 0), out);
            case FloatStem _, FloatClassifier _ -> throw ExportException.ofFloats(dialect.target(), node);
        };
    }

    private Edge input(Node node, int which) {
        return edges.get(node.inputs().get(which));
    }

    /** Row of the table: the value, in the tables of the second and third colour behind those before. */
    private Edge embed(String name, PixelEmbedding table, TensorSpec out) {
        if (dialect.startsBehindTable()) {
            graph.graph().input(new OnnxValue(name, OnnxType.FLOAT32, graph.channelsFirst(out)));
            return new Edge(name, OnnxType.FLOAT32, out);
        }
        List<OnnxValue.Size> pixels = graph.batched(out.height(), out.width(), COLOURS);
        String rows = graph.cast(name + "/value", Model.INPUT, OnnxType.INT32, pixels);
        if (table.tables() > 1) {
            String offsets = graph.constant(OnnxTensor.ofInts(
                    name + "/offsets", List.of((long) COLOURS), 0, PixelEmbedding.VALUES, 2 * PixelEmbedding.VALUES));
            rows = graph.add("Add", name + "/row", List.of(rows, offsets), Map.of(), OnnxType.INT32, pixels);
        }
        dialect.describe(graph, rows, 0, (long) table.tables() * PixelEmbedding.VALUES - 1, "NHWC");
        int d = table.dimensions();
        String codes = graph.add(
                "Gather",
                name + "/codes",
                List.of(dialect.table(graph, name + "/table", table), rows),
                Map.of("axis", OnnxAttribute.of(0L)),
                OnnxType.FLOAT32,
                graph.batched(out.height(), out.width(), COLOURS, d));
        dialect.describe(graph, codes, 0, out.bound(), "");
        String shape = graph.constant(
                OnnxTensor.ofLongs(name + "/shape", List.of(4L), 0, out.height(), out.width(), out.channels()));
        String joined = graph.add(
                "Reshape",
                name + "/pixels",
                List.of(codes, shape),
                Map.of(),
                OnnxType.FLOAT32,
                graph.batched(out.height(), out.width(), out.channels()));
        dialect.describe(graph, joined, 0, out.bound(), "NHWC");
        graph.add(
                "Transpose",
                name,
                List.of(joined),
                Map.of("perm", OnnxAttribute.ofWholes(0, 3, 1, 2)),
                OnnxType.FLOAT32,
                graph.channelsFirst(out));
        return new Edge(name, OnnxType.FLOAT32, out);
    }

    private Edge convolve(Node node, QuantConv2d conv, TensorSpec out) throws ExportException {
        String name = tensor(node);
        Edge in = input(node, 0);
        PackedWeights weights = conv.weights();
        int channels = weights.inChannels();
        if (out.bound() < Edge.EXACT_BELOW) {
            String constants = dialect.weights(graph, name + "/weights", weights, 0, channels);
            convolution(name, conv, in.tensor(), constants, out);
            return new Edge(name, OnnxType.FLOAT32, out);
        }
        dialect.allowWide(node);
        long perChannel = out.bound() / channels;
        if (perChannel >= Edge.EXACT_BELOW) {
            throw ExportException.ofLayer(
                    dialect.target(),
                    node,
                    "has sums up to " + perChannel
                            + " for a single input channel, and float32 holds whole numbers up to " + Edge.EXACT_BELOW,
                    "use fewer bits or a smaller kernel there");
        }
        int group = (int) ((Edge.EXACT_BELOW - 1) / perChannel);
        String total = "";
        for (int from = 0; from < channels; from += group) {
            int count = Math.min(group, channels - from);
            String part = name + "/part" + from;
            String sliced = slice(part + "/codes", in, from, count);
            String constants = dialect.weights(graph, part + "/weights", weights, from, count);
            String partial = convolution(part, conv, sliced, constants, out);
            boolean last = from + count == channels;
            String whole = last && total.isEmpty() ? name : part + "/sums";
            partial = graph.cast(whole, partial, OnnxType.INT32, graph.channelsFirst(out));
            total = total.isEmpty()
                    ? partial
                    : graph.add(
                            "Add",
                            last ? name : part + "/total",
                            List.of(total, partial),
                            Map.of(),
                            OnnxType.INT32,
                            graph.channelsFirst(out));
        }
        return new Edge(name, OnnxType.INT32, out);
    }

    private String convolution(String name, QuantConv2d conv, String codes, String weights, TensorSpec out) {
        long padding = conv.padding();
        return graph.add(
                "Conv",
                name,
                List.of(codes, weights),
                Map.of(
                        "kernel_shape",
                        OnnxAttribute.ofWholes(
                                conv.weights().kernelHeight(), conv.weights().kernelWidth()),
                        "pads",
                        OnnxAttribute.ofWholes(padding, padding, padding, padding),
                        "strides",
                        OnnxAttribute.ofWholes(conv.stride(), conv.stride())),
                OnnxType.FLOAT32,
                graph.channelsFirst(out));
    }

    private String slice(String name, Edge in, int from, int count) {
        List<Long> one = List.of(1L);
        return graph.add(
                "Slice",
                name,
                List.of(
                        in.tensor(),
                        graph.constant(OnnxTensor.ofLongs(name + "/starts", one, from)),
                        graph.constant(OnnxTensor.ofLongs(name + "/ends", one, from + count)),
                        graph.constant(OnnxTensor.ofLongs(name + "/axes", one, 1))),
                Map.of(),
                OnnxType.FLOAT32,
                graph.batched(count, in.spec().height(), in.spec().width()));
    }

    private Edge pool(String name, MaxPool2d pool, Edge in, TensorSpec out) {
        graph.add(
                "MaxPool",
                name,
                List.of(in.tensor()),
                Map.of(
                        "kernel_shape",
                        OnnxAttribute.ofWholes(pool.size(), pool.size()),
                        "strides",
                        OnnxAttribute.ofWholes(pool.stride(), pool.stride())),
                OnnxType.FLOAT32,
                graph.channelsFirst(out));
        return new Edge(name, OnnxType.FLOAT32, out);
    }

    private Edge add(Node node, Edge a, Edge b, TensorSpec out) throws ExportException {
        OnnxType type = widest(node, out, a, b);
        String name = tensor(node);
        graph.add(
                "Add",
                name,
                List.of(as(type, a, name + "/a"), as(type, b, name + "/b")),
                Map.of(),
                type,
                graph.channelsFirst(out));
        return new Edge(name, type, out);
    }

    private Edge sum(Node node, Edge in, TensorSpec out) throws ExportException {
        OnnxType type = widest(node, out, in);
        String name = tensor(node);
        dialect.sumPixels(graph, name, new Edge(as(type, in, name + "/in"), type, in.spec()), out);
        return new Edge(name, type, out);
    }

    private OnnxType widest(Node node, TensorSpec out, Edge... inputs) throws ExportException {
        OnnxType type = Edge.typeFor(out.bound());
        for (Edge each : inputs) {
            type = each.type() == OnnxType.INT32 ? OnnxType.INT32 : type;
        }
        if (type == OnnxType.INT32) {
            dialect.allowWide(node);
        }
        return type;
    }

    private String as(OnnxType type, Edge edge, String name) {
        return edge.type() == type
                ? edge.tensor()
                : graph.cast(name, edge.tensor(), type, graph.channelsFirst(edge.spec()));
    }
}
