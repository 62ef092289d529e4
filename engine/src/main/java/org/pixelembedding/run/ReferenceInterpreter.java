package org.pixelembedding.run;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pixelembedding.model.BitPlaneConv2d;
import org.pixelembedding.model.FloatClassifier;
import org.pixelembedding.model.FloatStem;
import org.pixelembedding.model.JointEmbedding;
import org.pixelembedding.model.Layer;
import org.pixelembedding.model.MaxPool2d;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.OrderedDither;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.model.TensorSpec;

/**
 * The oracle: runs a model one number at a time, codes and sums as {@code int}, by the definitions in the layers'
 * javadoc. Shares no code with the kernels and is never made fast. Safe for use by several threads.
 */
public final class ReferenceInterpreter {
    private static final int[] NOTHING = {};

    private final Model model;

    public ReferenceInterpreter(Model model) {
        this.model = model;
    }

    /** Runs a picture at its own size. */
    public NodeValues run(RgbImage picture) {
        return run(picture.height(), picture.width(), picture.rgb(), -1, NOTHING);
    }

    /**
     * Takes {@code values} as the output of one node and runs only what comes after it, at the model's own size.
     *
     * @param values order {@code [y][x][channel]}
     */
    public NodeValues runFrom(String nodeName, int[] values) {
        int from = model.indexOf(nodeName);
        TensorSpec spec = model.specs(model.inputHeight(), model.inputWidth()).get(from);
        if (values.length != spec.size()) {
            throw new IllegalArgumentException("want " + spec.size() + " numbers for layer '" + nodeName + "' (" + spec
                    + "), got " + values.length);
        }
        return run(model.inputHeight(), model.inputWidth(), new byte[0], from, values);
    }

    private NodeValues run(int height, int width, byte[] rgb, int from, int[] given) {
        List<TensorSpec> specs = model.specs(height, width);
        int[][] values = new int[specs.size()][];
        Arrays.fill(values, NOTHING);
        float[] logits = {};
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < specs.size(); i++) {
            Node node = model.nodes().get(i);
            places.put(node.name(), i);
            if (i == from) {
                values[i] = given.clone();
                continue;
            }
            if (i < from) {
                continue;
            }
            Layer layer = node.layer();
            int first = Model.INPUT.equals(node.inputs().get(0))
                    ? -1
                    : places.get(node.inputs().get(0));
            TensorSpec in = first < 0 ? TensorSpec.pixels(height, width) : specs.get(first);
            int[] x = first < 0 ? NOTHING : values[first];
            TensorSpec out = specs.get(i);
            switch (layer.kind()) {
                case PIXEL_EMBEDDING -> values[i] = embed((PixelEmbedding) layer, rgb, out);
                case ORDERED_DITHER -> values[i] = dither((OrderedDither) layer, rgb, width, out);
                case JOINT_EMBEDDING -> values[i] = embed((JointEmbedding) layer, rgb, out);
                case BIT_PLANE_CONV_2D -> values[i] = convolve((BitPlaneConv2d) layer, rgb, in, out);
                case QUANT_CONV_2D -> values[i] = convolve((QuantConv2d) layer, x, in, out);
                case MULTI_THRESHOLD -> values[i] = threshold((MultiThreshold) layer, x, in);
                case MAX_POOL_2D -> values[i] = pool((MaxPool2d) layer, x, in, out);
                case RESIDUAL_ADD ->
                    values[i] = add(x, values[places.get(node.inputs().get(1))]);
                case GLOBAL_SUM_POOL -> values[i] = sum(x, in);
                case FLOAT_STEM -> {
                    values[i] = new int[out.size()];
                    FloatLayers.stem((FloatStem) layer, rgb, height, width, values[i]);
                }
                case FLOAT_CLASSIFIER -> {
                    logits = new float[out.channels()];
                    FloatLayers.classify((FloatClassifier) layer, sum(x, in), in.pixelCount(), logits);
                }
            }
        }
        return new NodeValues(model, values, logits);
    }

    private static int[] embed(PixelEmbedding table, byte[] rgb, TensorSpec out) {
        int[] codes = new int[out.size()];
        int at = 0;
        for (int i = 0; i < rgb.length; i++) {
            for (int d = 0; d < table.dimensions(); d++) {
                codes[at++] = table.code(i % 3, rgb[i] & 0xff, d);
            }
        }
        return codes;
    }

    private static int[] dither(OrderedDither dither, byte[] rgb, int width, TensorSpec out) {
        int[] codes = new int[out.size()];
        int at = 0;
        for (int i = 0; i < rgb.length; i++) {
            int pixel = i / 3;
            for (int d = 0; d < dither.dimensions(); d++) {
                codes[at++] = dither.code(pixel / width, pixel % width, rgb[i] & 0xff, d);
            }
        }
        return codes;
    }

    private static int[] embed(JointEmbedding table, byte[] rgb, TensorSpec out) {
        int[] codes = new int[out.size()];
        for (int i = 0; i < codes.length; i++) {
            int pixel = i / table.channels() * 3;
            int sum = 0;
            for (int colour = 0; colour < 3; colour++) {
                sum += table.entry(colour, rgb[pixel + colour] & 0xff, i % table.channels());
            }
            codes[i] = table.code(sum);
        }
        return codes;
    }

    private static int[] convolve(BitPlaneConv2d conv, byte[] rgb, TensorSpec in, TensorSpec out) {
        PackedWeights weights = conv.weights();
        int[] sums = new int[out.size()];
        for (int i = 0; i < sums.length; i++) {
            int o = i % out.channels();
            int x = i / out.channels() % out.width();
            int y = i / out.channels() / out.width();
            for (int ky = 0; ky < weights.kernelHeight(); ky++) {
                for (int kx = 0; kx < weights.kernelWidth(); kx++) {
                    int inY = y * conv.stride() + ky - conv.padding();
                    int inX = x * conv.stride() + kx - conv.padding();
                    if (inY < 0 || inY >= in.height() || inX < 0 || inX >= in.width()) {
                        continue;
                    }
                    int value = rgb[(inY * in.width() + inX) * 3 + o / conv.filters()] & 0xff;
                    for (int plane = 0; plane < BitPlaneConv2d.PLANES; plane++) {
                        sums[i] += weights.weight(o, ky, kx, plane) * ((value >>> plane & 1) << plane);
                    }
                }
            }
        }
        return sums;
    }

    private static int[] convolve(QuantConv2d conv, int[] codes, TensorSpec in, TensorSpec out) {
        PackedWeights weights = conv.weights();
        int[] unpacked = new int[(int) weights.count()];
        int w = 0;
        for (int o = 0; o < weights.outChannels(); o++) {
            for (int ky = 0; ky < weights.kernelHeight(); ky++) {
                for (int kx = 0; kx < weights.kernelWidth(); kx++) {
                    for (int c = 0; c < weights.inChannels(); c++) {
                        unpacked[w++] = weights.weight(o, ky, kx, c);
                    }
                }
            }
        }
        int[] sums = new int[out.size()];
        for (int y = 0; y < out.height(); y++) {
            for (int x = 0; x < out.width(); x++) {
                for (int o = 0; o < out.channels(); o++) {
                    int sum = 0;
                    for (int ky = 0; ky < weights.kernelHeight(); ky++) {
                        for (int kx = 0; kx < weights.kernelWidth(); kx++) {
                            int inY = y * conv.stride() + ky - conv.padding();
                            int inX = x * conv.stride() + kx - conv.padding();
                            if (inY < 0 || inY >= in.height() || inX < 0 || inX >= in.width()) {
                                continue; // code 0
                            }
                            int code = (inY * in.width() + inX) * in.channels();
                            int weight =
                                    ((o * weights.kernelHeight() + ky) * weights.kernelWidth() + kx) * in.channels();
                            for (int c = 0; c < in.channels(); c++) {
                                sum += codes[code + c] * unpacked[weight + c];
                            }
                        }
                    }
                    sums[(y * out.width() + x) * out.channels() + o] = sum;
                }
            }
        }
        return sums;
    }

    private static int[] threshold(MultiThreshold layer, int[] sums, TensorSpec in) {
        int[] codes = new int[sums.length];
        for (int i = 0; i < sums.length; i++) {
            codes[i] = layer.thresholds().code(i % in.channels(), sums[i]);
        }
        return codes;
    }

    private static int[] pool(MaxPool2d pool, int[] codes, TensorSpec in, TensorSpec out) {
        int[] largest = new int[out.size()];
        for (int y = 0; y < out.height(); y++) {
            for (int x = 0; x < out.width(); x++) {
                for (int c = 0; c < out.channels(); c++) {
                    int max = 0;
                    for (int dy = 0; dy < pool.size(); dy++) {
                        for (int dx = 0; dx < pool.size(); dx++) {
                            int inY = y * pool.stride() + dy;
                            int inX = x * pool.stride() + dx;
                            max = Math.max(max, codes[(inY * in.width() + inX) * in.channels() + c]);
                        }
                    }
                    largest[(y * out.width() + x) * out.channels() + c] = max;
                }
            }
        }
        return largest;
    }

    private static int[] add(int[] a, int[] b) {
        int[] sums = new int[a.length];
        for (int i = 0; i < a.length; i++) {
            sums[i] = a[i] + b[i];
        }
        return sums;
    }

    private static int[] sum(int[] values, TensorSpec in) {
        int[] sums = new int[in.channels()];
        for (int i = 0; i < values.length; i++) {
            sums[i % in.channels()] += values[i];
        }
        return sums;
    }
}
