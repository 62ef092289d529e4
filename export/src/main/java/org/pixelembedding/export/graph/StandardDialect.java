package org.pixelembedding.export.graph;

import java.util.List;
import java.util.Map;
import org.pixelembedding.export.Exporter;
import org.pixelembedding.export.onnx.OnnxAttribute;
import org.pixelembedding.export.onnx.OnnxNode;
import org.pixelembedding.export.onnx.OnnxTensor;
import org.pixelembedding.export.onnx.OnnxType;
import org.pixelembedding.export.onnx.OnnxValue;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.TensorSpec;
import org.pixelembedding.model.Thresholds;

/** ONNX's own operators and nothing else. */
final class StandardDialect implements Dialect {
    /** Up to 3 bits, thresholds are compared one by one; beyond, they are searched. */
    private static final int COMPARED_LEVELS = 7;

    private final Exporter target;
    private final ConstantStorage storage;

    StandardDialect(Exporter target, ConstantStorage storage) {
        this.target = target;
        this.storage = storage;
    }

    @Override
    public Exporter target() {
        return target;
    }

    @Override
    public OnnxValue.Size batch() {
        return OnnxValue.Size.named("batch");
    }

    @Override
    public boolean startsBehindTable() {
        return false;
    }

    @Override
    public String table(GraphBuilder graph, String name, PixelEmbedding table) {
        byte[] codes = table.toCodes();
        List<Long> shape = List.of((long) table.tables() * PixelEmbedding.VALUES, (long) table.dimensions());
        return storage.codes(graph, name, shape, table.bits(), codes);
    }

    @Override
    public String weights(GraphBuilder graph, String name, PackedWeights weights, int from, int channels) {
        return storage.weights(graph, name, weights, from, channels);
    }

    /** A falling channel's sum and thresholds change their sign, and it rises. */
    @Override
    public void threshold(GraphBuilder graph, String name, Edge sums, Thresholds thresholds, TensorSpec codes) {
        RisingThresholds rising = RisingThresholds.of(thresholds, sums.spec().bound());
        String x = rising.anyFalling()
                ? graph.add(
                        "Mul",
                        name + "/rising",
                        List.of(
                                sums.tensor(),
                                storage.perChannel(graph, name + "/direction", sums.type(), rising::direction, codes)),
                        Map.of(),
                        sums.type(),
                        graph.channelsFirst(codes))
                : sums.tensor();
        if (thresholds.levels() <= COMPARED_LEVELS) {
            compare(graph, name, x, sums.type(), rising, codes);
        } else {
            search(graph, name, x, sums.type(), rising, codes);
        }
    }

    private void compare(
            GraphBuilder graph, String name, String x, OnnxType type, RisingThresholds rising, TensorSpec codes) {
        List<OnnxValue.Size> shape = graph.channelsFirst(codes);
        String total = "";
        for (int level = 0; level < rising.levels(); level++) {
            int at = level;
            String step = name + "/level" + (level + 1);
            String constant = storage.perChannel(graph, step + "/threshold", type, c -> rising.threshold(c, at), codes);
            String reached = graph.add(
                    "GreaterOrEqual", step + "/reached", List.of(x, constant), Map.of(), OnnxType.BOOL, shape);
            boolean first = total.isEmpty();
            boolean last = level == rising.levels() - 1;
            String one = graph.cast(first && last ? name : step, reached, OnnxType.FLOAT32, shape);
            total = first
                    ? one
                    : graph.add(
                            "Add",
                            last ? name : step + "/codes",
                            List.of(total, one),
                            Map.of(),
                            OnnxType.FLOAT32,
                            shape);
        }
    }

    /** The code bit by bit, the highest first: the bit is set where the threshold of the code with it is reached. */
    private void search(
            GraphBuilder graph, String name, String x, OnnxType type, RisingThresholds rising, TensorSpec codes) {
        List<OnnxValue.Size> shape = graph.channelsFirst(codes);
        int levels = rising.levels();
        List<Long> all = List.of((long) codes.channels() * levels);
        String thresholds = storage.thresholds(
                graph, name + "/thresholds", type, all, i -> rising.threshold(i / levels, i % levels));
        // Place of the threshold of code 0, if there were one, in front of the channel's first.
        String code = "";
        for (int bit = codes.bits() - 1; bit >= 0; bit--) {
            int weight = 1 << bit;
            String step = name + "/bit" + bit;
            String probe = graph.constant(ConstantStorage.ints(
                    step + "/offset", GraphBuilder.perChannel(codes.channels()), c -> c * levels - 1 + weight));
            if (!code.isEmpty()) {
                probe = graph.add("Add", step + "/place", List.of(code, probe), Map.of(), OnnxType.INT32, shape);
            }
            List<OnnxValue.Size> placed =
                    code.isEmpty() ? GraphBuilder.fixed(GraphBuilder.perChannel(codes.channels())) : shape;
            String threshold =
                    graph.add("Gather", step + "/threshold", List.of(thresholds, probe), Map.of(), type, placed);
            String reached = graph.add(
                    "GreaterOrEqual", step + "/reached", List.of(x, threshold), Map.of(), OnnxType.BOOL, shape);
            String one = graph.cast(step + "/one", reached, OnnxType.INT32, shape);
            String value = graph.constant(OnnxTensor.ofInts(step + "/value", List.of(), weight));
            String set = graph.add("Mul", step, List.of(one, value), Map.of(), OnnxType.INT32, shape);
            code = code.isEmpty()
                    ? set
                    : graph.add("Add", step + "/codes", List.of(code, set), Map.of(), OnnxType.INT32, shape);
        }
        graph.cast(name, code, OnnxType.FLOAT32, shape);
    }

    @Override
    public void sumPixels(GraphBuilder graph, String name, Edge sums, TensorSpec out) {
        String axes = graph.constant(OnnxTensor.ofLongs(name + "/axes", List.of(2L), 2, 3));
        graph.add(
                "ReduceSum",
                name,
                List.of(sums.tensor(), axes),
                Map.of("keepdims", OnnxAttribute.of(1L)),
                sums.type(),
                graph.channelsFirst(out));
    }

    @Override
    public void answer(GraphBuilder graph, Edge last) {
        List<OnnxValue.Size> shape = graph.batched(last.spec().channels());
        String flat = graph.add(
                "Flatten",
                ModelGraph.SUMS + "/flat",
                List.of(last.tensor()),
                Map.of("axis", OnnxAttribute.of(1L)),
                last.type(),
                shape);
        OnnxAttribute to = OnnxAttribute.of((long) OnnxType.INT32.code());
        String sums = graph.graph().node(OnnxNode.of("Cast", ModelGraph.SUMS, List.of(flat), Map.of("to", to)));
        String best = graph.graph()
                .node(OnnxNode.of(
                        "ArgMax",
                        ModelGraph.CLASS,
                        List.of(sums),
                        Map.of("axis", OnnxAttribute.of(1L), "keepdims", OnnxAttribute.of(0L))));
        graph.graph().output(new OnnxValue(sums, OnnxType.INT32, shape));
        graph.graph().output(new OnnxValue(best, OnnxType.INT64, graph.batched()));
    }

    @Override
    public void describe(GraphBuilder graph, String tensor, long least, long most, String layout) {
        // ONNX has no place for it.
    }

    @Override
    public void allowWide(Node node) {
        // Such sums travel in int32.
    }
}
