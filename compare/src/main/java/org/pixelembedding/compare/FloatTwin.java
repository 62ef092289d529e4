package org.pixelembedding.compare;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

/** A twin in float32: Conv, Add, Relu, MaxPool and GlobalAveragePool of ONNX, on pixels of 1/256. */
public final class FloatTwin implements Twin {
    private static final float PIXEL = 1f / 256;

    private final TwinNetwork network;
    private final TwinWeights weights;

    public FloatTwin(TwinNetwork network, long seed) {
        this.network = network;
        weights = new TwinWeights(network, seed);
    }

    @Override
    public String engine() {
        return "onnxruntime-float32";
    }

    @Override
    public TwinNetwork network() {
        return network;
    }

    @Override
    public OnnxType inputType() {
        return OnnxType.FLOAT32;
    }

    private float[] values(TwinNetwork.Convolution conv) {
        TwinWeights.Layer layer = weights.of(conv);
        float[] values = new float[layer.levels().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = layer.levels()[i] * layer.scales()[i / conv.fanIn()];
        }
        return values;
    }

    @Override
    public OnnxModel toOnnx() {
        OnnxGraph graph = new OnnxGraph(network.name());
        graph.input(OnnxValue.of(
                TwinNetwork.INPUT, OnnxType.FLOAT32, network.input().batchOfOne()));
        for (TwinNetwork.Step step : network.steps()) {
            String result = step.equals(network.last()) ? SCORES : step.name();
            String sums = step.relu() ? step.name() + ".sums" : result;
            graph.node(node(graph, step, sums));
            if (step.relu()) {
                graph.node(OnnxNode.of("Relu", result, List.of(sums), Map.of()));
            }
        }
        graph.output(OnnxValue.of(SCORES, OnnxType.FLOAT32, network.last().out().batchOfOne()));
        return OnnxModel.of(8, Map.of("", 17), graph, Map.of());
    }

    private OnnxNode node(OnnxGraph graph, TwinNetwork.Step step, String result) {
        return switch (step) {
            case TwinNetwork.Convolution conv -> {
                String name = conv.name();
                graph.initializer(OnnxTensor.ofFloats(name + ".weights", TwinFile.weightShape(conv), values(conv)));
                graph.initializer(OnnxTensor.ofFloats(
                        name + ".bias",
                        List.of((long) conv.out().channels()),
                        weights.of(conv).bias()));
                yield OnnxNode.of(
                        "Conv",
                        result,
                        List.of(conv.input(), name + ".weights", name + ".bias"),
                        TwinFile.window(conv.window()));
            }
            case TwinNetwork.Add add -> OnnxNode.of("Add", result, List.of(add.left(), add.right()), Map.of());
            case TwinNetwork.MaxPool pool ->
                OnnxNode.of(
                        "MaxPool",
                        result,
                        List.of(pool.input()),
                        Map.of(
                                "kernel_shape",
                                OnnxAttribute.ofWholes(pool.size(), pool.size()),
                                "strides",
                                OnnxAttribute.ofWholes(pool.stride(), pool.stride())));
            case TwinNetwork.Mean mean -> OnnxNode.of("GlobalAveragePool", result, List.of(mean.input()), Map.of());
        };
    }

    @Override
    public ByteBuffer input(byte[] channelsLast) {
        float[] values = pixels(channelsLast);
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
        buffer.asFloatBuffer().put(values);
        return buffer;
    }

    private float[] pixels(byte[] channelsLast) {
        int[] codes = TwinFile.channelsFirst(network.input(), channelsLast);
        float[] values = new float[codes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = codes[i] * PIXEL;
        }
        return values;
    }

    @Override
    public float[] scores(byte[] channelsLast) {
        Map<String, float[]> results = new HashMap<>();
        results.put(TwinNetwork.INPUT, pixels(channelsLast));
        for (TwinNetwork.Step step : network.steps()) {
            float[] result = switch (step) {
                case TwinNetwork.Convolution conv -> convolution(conv, results.get(conv.input()));
                case TwinNetwork.Add add -> sum(results.get(add.left()), results.get(add.right()));
                case TwinNetwork.MaxPool pool -> largest(pool, results.get(pool.input()));
                case TwinNetwork.Mean mean -> mean(mean, results.get(mean.input()));
            };
            for (int i = 0; step.relu() && i < result.length; i++) {
                result[i] = Math.max(0, result[i]);
            }
            results.put(step.name(), result);
        }
        return results.get(network.last().name());
    }

    private float[] convolution(TwinNetwork.Convolution conv, float[] input) {
        float[] sums = PlainLoops.convolve(conv, input, values(conv));
        float[] bias = weights.of(conv).bias();
        for (int i = 0; i < sums.length; i++) {
            sums[i] += bias[i / conv.out().pixels()];
        }
        return sums;
    }

    private static float[] sum(float[] left, float[] right) {
        float[] sums = new float[left.length];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = left[i] + right[i];
        }
        return sums;
    }

    private static float[] largest(TwinNetwork.MaxPool pool, float[] input) {
        int[] indices = PlainLoops.argMax(pool, (index, best) -> input[index] > input[best]);
        float[] values = new float[indices.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = input[indices[i]];
        }
        return values;
    }

    private static float[] mean(TwinNetwork.Mean mean, float[] input) {
        float[] means = new float[mean.out().channels()];
        int pixels = mean.in().pixels();
        for (int c = 0; c < means.length; c++) {
            double sum = 0;
            for (int i = 0; i < pixels; i++) {
                sum += input[c * pixels + i];
            }
            means[c] = (float) (sum / pixels);
        }
        return means;
    }

    /**
     * Each of the n additions of a sum is off by up to 2^-24 of what was added so far, which is about the size of the
     * result; such errors have random signs, so together they are about sqrt(n) * 2^-24 of the result's root mean square.
     * The weights are scaled so that a step does not amplify what comes in, hence s steps make at most
     * s * sqrt(largest n) * 2^-24 of the scores' root mean square. Times 2 for two sides, times 4 for the largest of many
     * scores instead of the usual one.
     */
    @Override
    public float tolerance(float[] expected) {
        double square = 0;
        for (float score : expected) {
            square += (double) score * score;
        }
        int products = network.convolutions().stream()
                .mapToInt(TwinNetwork.Convolution::fanIn)
                .max()
                .orElse(1);
        return (float) (8
                * network.steps().size()
                * Math.sqrt(products)
                * Math.scalb(1.0, -24)
                * Math.sqrt(square / expected.length));
    }
}
