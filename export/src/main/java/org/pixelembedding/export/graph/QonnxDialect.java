package org.pixelembedding.export.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import org.pixelembedding.export.ExportException;
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

/**
 * ONNX with the quantization operators of QONNX (docs/qonnx-custom-ops of fastmachinelearning/qonnx; {@code MultiThreshold} from
 * its custom_op.general): weights through BipolarQuant or Quant of scale 1, activations through MultiThreshold or, for readers
 * that lack it, a BipolarQuant a level. All numbers are float32; which whole numbers they are is an annotation.
 */
final class QonnxDialect implements Dialect {
    /** Whose operators they are. */
    static final String DOMAIN = "qonnx.custom_op.general";

    private static final String DATA_TYPE = "finn_datatype";
    private static final String LAYOUT = "tensor_layout";
    /** Beyond, a comparison a level makes a graph that nobody wants. */
    private static final int BIPOLAR_LEVELS = 15;

    private final Exporter target;
    private final boolean bipolarLevels;
    private final boolean fromCodes;

    /**
     * @param bipolarLevels activations by one BipolarQuant a level, not by MultiThreshold
     * @param fromCodes whether the graph begins behind the table
     */
    QonnxDialect(Exporter target, boolean bipolarLevels, boolean fromCodes) {
        this.target = target;
        this.bipolarLevels = bipolarLevels;
        this.fromCodes = fromCodes;
    }

    @Override
    public Exporter target() {
        return target;
    }

    /** One, since hardware takes pictures one by one and shapes must be known. */
    @Override
    public OnnxValue.Size batch() {
        return OnnxValue.Size.of(1);
    }

    @Override
    public boolean startsBehindTable() {
        return fromCodes;
    }

    @Override
    public String table(GraphBuilder graph, String name, PixelEmbedding table) {
        List<Long> shape = List.of((long) table.tables() * PixelEmbedding.VALUES, (long) table.dimensions());
        String constant = ConstantStorage.FLOAT32.codes(graph, name, shape, table.bits(), table.toCodes());
        describe(graph, constant, 0, (1L << table.bits()) - 1, "");
        return constant;
    }

    /** Odd levels of k bits, -(2^k - 1) to 2^k - 1, are what a narrow signed number of k + 1 bits holds. */
    @Override
    public String weights(GraphBuilder graph, String name, PackedWeights weights, int from, int channels) {
        String latent = ConstantStorage.FLOAT32.weights(graph, name + "/latent", weights, from, channels);
        String scale = graph.constant(OnnxTensor.scalar(name + "/scale", 1));
        List<OnnxValue.Size> shape = GraphBuilder.fixed(
                List.of((long) weights.outChannels(), (long) channels, (long) weights.kernelHeight(), (long)
                        weights.kernelWidth()));
        if (weights.bits() == 1) {
            String quantized = bipolar(graph, name, latent, scale, shape);
            graph.graph().annotate(latent, DATA_TYPE, "BIPOLAR");
            return quantized;
        }
        int bits = weights.bits() + 1;
        String zero = graph.constant(OnnxTensor.scalar(name + "/zeropt", 0));
        String bitwidth = graph.constant(OnnxTensor.scalar(name + "/bitwidth", bits));
        String quantized = graph.add(
                OnnxNode.of(
                        DOMAIN,
                        "Quant",
                        name,
                        List.of(latent, scale, zero, bitwidth),
                        Map.of(
                                "signed", OnnxAttribute.of(1L),
                                "narrow", OnnxAttribute.of(1L),
                                "rounding_mode", OnnxAttribute.of("ROUND"))),
                OnnxType.FLOAT32,
                shape);
        describe(graph, latent, -weights.maxAbs(), weights.maxAbs(), "");
        describe(graph, quantized, -weights.maxAbs(), weights.maxAbs(), "");
        return quantized;
    }

    private static String bipolar(
            GraphBuilder graph, String name, String tensor, String scale, List<OnnxValue.Size> shape) {
        String quantized = graph.add(
                OnnxNode.of(DOMAIN, "BipolarQuant", name, List.of(tensor, scale), Map.of()), OnnxType.FLOAT32, shape);
        graph.graph().annotate(quantized, DATA_TYPE, "BIPOLAR");
        return quantized;
    }

    /** Both operators know thresholds from below only: a falling channel's sums change their sign. */
    @Override
    public void threshold(GraphBuilder graph, String name, Edge sums, Thresholds thresholds, TensorSpec codes)
            throws ExportException {
        RisingThresholds rising = RisingThresholds.of(thresholds, sums.spec().bound());
        int bound = sums.spec().bound();
        String x = sums.tensor();
        if (rising.anyFalling()) {
            String direction = perChannel(graph, name + "/direction", rising::direction, codes, 1);
            x = elementwise(graph, "Mul", name + "/rising", x, direction, codes);
            describe(graph, x, -bound, bound, "NCHW");
        }
        if (bipolarLevels) {
            levels(graph, name, x, rising, codes, bound);
        } else {
            multiThreshold(graph, name, x, rising, codes, bound);
        }
    }

    private void multiThreshold(
            GraphBuilder graph, String name, String x, RisingThresholds rising, TensorSpec codes, int bound) {
        int levels = rising.levels();
        float[] values = new float[codes.channels() * levels];
        for (int i = 0; i < values.length; i++) {
            values[i] = rising.threshold(i / levels, i % levels);
        }
        String constants = graph.constant(
                OnnxTensor.ofFloats(name + "/thresholds", List.of((long) codes.channels(), (long) levels), values));
        describe(graph, constants, -bound, bound + 1L, "");
        graph.add(
                OnnxNode.of(
                        DOMAIN,
                        "MultiThreshold",
                        name,
                        List.of(x, constants),
                        Map.of(
                                "out_dtype", OnnxAttribute.of(dataType(0, levels)),
                                "out_scale", OnnxAttribute.of(1f),
                                "out_bias", OnnxAttribute.of(0f),
                                "data_layout", OnnxAttribute.of("NCHW"))),
                OnnxType.FLOAT32,
                graph.channelsFirst(codes));
    }

    /** {@code (n + sum over levels of sign(x - t)) / 2}, and the sign of 0 is 1. */
    private void levels(GraphBuilder graph, String name, String x, RisingThresholds rising, TensorSpec codes, int bound)
            throws ExportException {
        int n = rising.levels();
        if (n > BIPOLAR_LEVELS) {
            throw new ExportException("layer '" + name + "' (multi-threshold) has " + n + " levels, want at most "
                    + BIPOLAR_LEVELS
                    + " for --option activations=bipolar; use activations=multithreshold, or train with"
                    + " fewer bits");
        }
        List<OnnxValue.Size> shape = graph.channelsFirst(codes);
        String one = graph.constant(OnnxTensor.scalar(name + "/one", 1));
        String total = "";
        for (int level = 0; level < n; level++) {
            int at = level;
            String step = name + "/level" + (level + 1);
            String threshold = perChannel(graph, step + "/threshold", c -> rising.threshold(c, at), codes, bound + 1L);
            String above = elementwise(graph, "Sub", step + "/above", x, threshold, codes);
            describe(graph, above, -2L * bound - 1, 2L * bound, "NCHW");
            String sign = bipolar(graph, step, above, one, shape);
            graph.graph().annotate(sign, LAYOUT, layout("NCHW"));
            if (total.isEmpty()) {
                total = sign;
            } else {
                total = elementwise(graph, "Add", step + "/total", total, sign, codes);
                describe(graph, total, -level - 1L, level + 1L, "NCHW");
            }
        }
        String levels = graph.constant(OnnxTensor.scalar(name + "/levels", n));
        String doubled = elementwise(graph, "Add", name + "/doubled", total, levels, codes);
        describe(graph, doubled, 0, 2L * n, "NCHW");
        elementwise(graph, "Mul", name, doubled, graph.constant(OnnxTensor.scalar(name + "/half", 0.5f)), codes);
    }

    private String perChannel(
            GraphBuilder graph, String name, IntUnaryOperator value, TensorSpec codes, long mostAbsolute) {
        String constant = ConstantStorage.FLOAT32.perChannel(graph, name, OnnxType.FLOAT32, value, codes);
        describe(graph, constant, -mostAbsolute, mostAbsolute, "");
        return constant;
    }

    private static String elementwise(
            GraphBuilder graph, String operator, String name, String a, String b, TensorSpec spec) {
        return graph.add(operator, name, List.of(a, b), Map.of(), OnnxType.FLOAT32, graph.channelsFirst(spec));
    }

    /**
     * FINN accumulates what GlobalAveragePool says, and dividing by a power of two and multiplying with it is exact. Other
     * numbers of pixels would leave fractions.
     */
    @Override
    public void sumPixels(GraphBuilder graph, String name, Edge sums, TensorSpec out) {
        int pixels = sums.spec().pixelCount();
        List<OnnxValue.Size> shape = graph.channelsFirst(out);
        if (Integer.bitCount(pixels) == 1) {
            String mean = graph.add(
                    "GlobalAveragePool", name + "/mean", List.of(sums.tensor()), Map.of(), OnnxType.FLOAT32, shape);
            graph.graph().annotate(mean, LAYOUT, layout("NCHW"));
            String count = graph.constant(OnnxTensor.scalar(name + "/pixels", pixels));
            graph.add("Mul", name, List.of(mean, count), Map.of(), OnnxType.FLOAT32, shape);
        } else {
            String axes = graph.constant(OnnxTensor.ofLongs(name + "/axes", List.of(2L), 2, 3));
            graph.add(
                    "ReduceSum",
                    name,
                    List.of(sums.tensor(), axes),
                    Map.of("keepdims", OnnxAttribute.of(1L)),
                    OnnxType.FLOAT32,
                    shape);
        }
    }

    /** Flat sums; who wants the class adds what its tools have for that (FINN: InsertTopK). */
    @Override
    public void answer(GraphBuilder graph, Edge last) {
        List<OnnxValue.Size> shape = graph.batched(last.spec().channels());
        String sums = graph.graph()
                .node(OnnxNode.of(
                        "Flatten", ModelGraph.SUMS, List.of(last.tensor()), Map.of("axis", OnnxAttribute.of(1L))));
        graph.graph().output(new OnnxValue(sums, OnnxType.FLOAT32, shape));
        describe(graph, sums, -last.spec().bound(), last.spec().bound(), "NC");
    }

    @Override
    public void describe(GraphBuilder graph, String tensor, long least, long most, String layout) {
        graph.graph().annotate(tensor, DATA_TYPE, dataType(least, most));
        if (!layout.isEmpty()) {
            graph.graph().annotate(tensor, LAYOUT, layout(layout));
        }
    }

    /** As Python prints a list of letters, which is how QONNX reads it back. */
    private static String layout(String letters) {
        List<String> quoted = new ArrayList<>();
        letters.chars().forEach(letter -> quoted.add("'" + (char) letter + "'"));
        return quoted.stream().collect(Collectors.joining(", ", "[", "]"));
    }

    /** The smallest QONNX data type of whole numbers that holds all from {@code least} to {@code most}. */
    static String dataType(long least, long most) {
        if (least >= 0) {
            int bits = Math.max(1, Long.SIZE - Long.numberOfLeadingZeros(most));
            return bits == 1 ? "BINARY" : "UINT" + bits;
        }
        long larger = Math.max(~least, most);
        return "INT" + (Long.SIZE - Long.numberOfLeadingZeros(larger) + 1);
    }

    @Override
    public void allowWide(Node node) throws ExportException {
        throw ExportException.ofLayer(
                target,
                node,
                "may have sums of " + Edge.EXACT_BELOW + " and more, and QONNX carries numbers in float32",
                "use fewer bits or channels there, or export to onnx or c");
    }
}
