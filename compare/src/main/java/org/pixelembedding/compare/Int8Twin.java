package org.pixelembedding.compare;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pixelembedding.export.onnx.OnnxAttribute;
import org.pixelembedding.export.onnx.OnnxGraph;
import org.pixelembedding.export.onnx.OnnxModel;
import org.pixelembedding.export.onnx.OnnxNode;
import org.pixelembedding.export.onnx.OnnxTensor;
import org.pixelembedding.export.onnx.OnnxType;
import org.pixelembedding.export.onnx.OnnxValue;

/**
 * A twin in int8: activations are uint8, weights int8 with a scale per output channel, biases int32. Written in the
 * operators that ONNX Runtime's optimizer makes of quantize-dequantize graphs (QLinearConv, QLinearAdd), so that no
 * float stands between the picture and the scores and nothing depends on whether a pattern is found. A ReLU costs
 * nothing: its code 0 is value 0 and smaller values saturate.
 *
 * <p>ONNX Runtime's scores equal those of {@link #scores} exactly: sums are integers; scales of activations are powers
 * of two, so the factor from sum to code is one float32, the product of the sum (as float32) and it is rounded once to
 * float32 and then to the nearest integer, ties to even, on both sides; ratios of an add are powers of two, so its sums
 * have no rounding error before that step; zero points are even, so adding them before or after rounding is the same.
 * A global mean is a whole number over a count of pixels: it is a tie or at least 1 / (2 * count) away from one, far
 * more than the error of its one product.
 */
public final class Int8Twin implements Twin {
    private static final String MICROSOFT = "com.microsoft";

    /**
     * How codes become values: {@code (code - zero) * scale}.
     *
     * @param scale a power of two
     * @param zero even
     */
    private record Quantization(float scale, int zero) {
        int code(float scaled) {
            return Math.clamp((long) Math.rint(scaled) + zero, 0, 255);
        }
    }

    private final TwinNetwork network;
    private final TwinWeights weights;
    private final Map<String, Quantization> quantizations = new HashMap<>();

    public Int8Twin(TwinNetwork network, long seed) {
        this.network = network;
        weights = new TwinWeights(network, seed);
        quantizations.put(TwinNetwork.INPUT, new Quantization(1f / 256, 0));
        for (TwinNetwork.Step step : network.steps()) {
            // Sums of convolutions have a variance of about 1 and those of adds of a few.
            Quantization quantization = switch (step) {
                case TwinNetwork.Convolution _ ->
                    step.relu() ? new Quantization(1f / 64, 0) : new Quantization(1f / 32, 128);
                case TwinNetwork.Add _ -> step.relu() ? new Quantization(1f / 32, 0) : new Quantization(1f / 16, 128);
                case TwinNetwork.MaxPool pool -> quantizations.get(pool.input());
                case TwinNetwork.Mean mean -> quantizations.get(mean.input());
            };
            quantizations.put(step.name(), quantization);
        }
    }

    @Override
    public String engine() {
        return "onnxruntime-int8";
    }

    @Override
    public TwinNetwork network() {
        return network;
    }

    @Override
    public OnnxType inputType() {
        return OnnxType.UINT8;
    }

    /** {@code scale of input * scale of weight / scale of output}: from sum to code. */
    private float factor(TwinNetwork.Convolution conv, int output) {
        return quantizations.get(conv.input()).scale()
                * weights.of(conv).scales()[output]
                / quantizations.get(conv.name()).scale();
    }

    /** In units of the sums. */
    private int[] bias(TwinNetwork.Convolution conv) {
        TwinWeights.Layer layer = weights.of(conv);
        int[] bias = new int[layer.bias().length];
        for (int o = 0; o < bias.length; o++) {
            bias[o] = Math.round(
                    layer.bias()[o] / (quantizations.get(conv.input()).scale() * layer.scales()[o]));
        }
        return bias;
    }

    @Override
    public OnnxModel toOnnx() {
        OnnxGraph graph = new OnnxGraph(network.name());
        graph.input(
                OnnxValue.of(TwinNetwork.INPUT, OnnxType.UINT8, network.input().batchOfOne()));
        quantizations.forEach((name, quantization) -> {
            graph.initializer(OnnxTensor.scalar(name + ".scale", quantization.scale()));
            graph.initializer(
                    OnnxTensor.ofBytes(name + ".zero", OnnxType.UINT8, List.of(), (byte) quantization.zero()));
        });
        network.steps().forEach(step -> graph.node(node(graph, step)));
        String last = network.last().name();
        graph.node(OnnxNode.of("DequantizeLinear", SCORES, List.of(last, last + ".scale", last + ".zero"), Map.of()));
        graph.output(OnnxValue.of(SCORES, OnnxType.FLOAT32, network.last().out().batchOfOne()));
        return OnnxModel.of(8, Map.of("", 17, MICROSOFT, 1), graph, Map.of());
    }

    private OnnxNode node(OnnxGraph graph, TwinNetwork.Step step) {
        String name = step.name();
        return switch (step) {
            case TwinNetwork.Convolution conv -> convolution(graph, conv);
            case TwinNetwork.Add add -> {
                String left = add.left();
                String right = add.right();
                List<String> inputs = List.of(
                        left,
                        left + ".scale",
                        left + ".zero",
                        right,
                        right + ".scale",
                        right + ".zero",
                        name + ".scale",
                        name + ".zero");
                yield OnnxNode.of(MICROSOFT, "QLinearAdd", name, inputs, Map.of());
            }
            case TwinNetwork.MaxPool pool ->
                OnnxNode.of(
                        "MaxPool",
                        name,
                        List.of(pool.input()),
                        Map.of(
                                "kernel_shape",
                                OnnxAttribute.ofWholes(pool.size(), pool.size()),
                                "strides",
                                OnnxAttribute.ofWholes(pool.stride(), pool.stride())));
            case TwinNetwork.Mean mean -> {
                String input = mean.input();
                List<String> inputs =
                        List.of(input, input + ".scale", input + ".zero", name + ".scale", name + ".zero");
                yield OnnxNode.of(MICROSOFT, "QLinearGlobalAveragePool", name, inputs, Map.of());
            }
        };
    }

    private OnnxNode convolution(OnnxGraph graph, TwinNetwork.Convolution conv) {
        String name = conv.name();
        TwinWeights.Layer layer = weights.of(conv);
        List<Long> perChannel = List.of((long) conv.out().channels());
        graph.initializer(
                OnnxTensor.ofBytes(name + ".weights", OnnxType.INT8, TwinFile.weightShape(conv), layer.levels()));
        graph.initializer(OnnxTensor.ofFloats(name + ".weights.scale", perChannel, layer.scales()));
        graph.initializer(OnnxTensor.ofBytes(
                name + ".weights.zero",
                OnnxType.INT8,
                perChannel,
                new byte[conv.out().channels()]));
        graph.initializer(OnnxTensor.ofInts(name + ".bias", perChannel, bias(conv)));
        List<String> inputs = List.of(
                conv.input(),
                conv.input() + ".scale",
                conv.input() + ".zero",
                name + ".weights",
                name + ".weights.scale",
                name + ".weights.zero",
                name + ".scale",
                name + ".zero",
                name + ".bias");
        return OnnxNode.of("QLinearConv", name, inputs, TwinFile.window(conv.window()));
    }

    @Override
    public ByteBuffer input(byte[] channelsLast) {
        int[] codes = TwinFile.channelsFirst(network.input(), channelsLast);
        ByteBuffer buffer = ByteBuffer.allocateDirect(codes.length);
        for (int i = 0; i < codes.length; i++) {
            buffer.put(i, (byte) codes[i]);
        }
        return buffer;
    }

    @Override
    public float[] scores(byte[] channelsLast) {
        Map<String, int[]> results = new HashMap<>();
        results.put(TwinNetwork.INPUT, TwinFile.channelsFirst(network.input(), channelsLast));
        for (TwinNetwork.Step step : network.steps()) {
            int[] codes = switch (step) {
                case TwinNetwork.Convolution conv -> convolution(conv, results.get(conv.input()));
                case TwinNetwork.Add add -> sum(add, results.get(add.left()), results.get(add.right()));
                case TwinNetwork.MaxPool pool -> largest(pool, results.get(pool.input()));
                case TwinNetwork.Mean mean -> mean(mean, results.get(mean.input()));
            };
            results.put(step.name(), codes);
        }
        int[] last = results.get(network.last().name());
        Quantization quantization = quantizations.get(network.last().name());
        float[] scores = new float[last.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (last[i] - quantization.zero()) * quantization.scale();
        }
        return scores;
    }

    private int[] convolution(TwinNetwork.Convolution conv, int[] input) {
        int[] sums = PlainLoops.convolve(conv, input, weights.of(conv).levels());
        int[] bias = bias(conv);
        Quantization quantization = quantizations.get(conv.name());
        int pixels = conv.out().pixels();
        for (int o = 0; o < bias.length; o++) {
            float factor = factor(conv, o);
            for (int i = o * pixels; i < (o + 1) * pixels; i++) {
                sums[i] = quantization.code((float) (sums[i] + bias[o]) * factor);
            }
        }
        return sums;
    }

    private int[] sum(TwinNetwork.Add add, int[] left, int[] right) {
        Quantization a = quantizations.get(add.left());
        Quantization b = quantizations.get(add.right());
        Quantization c = quantizations.get(add.name());
        int[] codes = new int[left.length];
        for (int i = 0; i < codes.length; i++) {
            float value = (left[i] - a.zero()) * a.scale() + (right[i] - b.zero()) * b.scale();
            codes[i] = c.code(value / c.scale());
        }
        return codes;
    }

    private static int[] largest(TwinNetwork.MaxPool pool, int[] input) {
        int[] indices = PlainLoops.argMax(pool, (index, best) -> input[index] > input[best]);
        for (int i = 0; i < indices.length; i++) {
            indices[i] = input[indices[i]];
        }
        return indices;
    }

    private int[] mean(TwinNetwork.Mean mean, int[] input) {
        Quantization quantization = quantizations.get(mean.name());
        int pixels = mean.in().pixels();
        int[] codes = new int[mean.out().channels()];
        for (int c = 0; c < codes.length; c++) {
            int sum = 0;
            for (int i = 0; i < pixels; i++) {
                sum += input[c * pixels + i] - quantization.zero();
            }
            codes[c] = quantization.code((float) sum / pixels);
        }
        return codes;
    }

    @Override
    public float tolerance(float[] expected) {
        return 0;
    }
}
