package org.pixelembedding.export.numbers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pixelembedding.model.BitPlaneConv2d;
import org.pixelembedding.model.FloatClassifier;
import org.pixelembedding.model.FloatStem;
import org.pixelembedding.model.GlobalSumPool;
import org.pixelembedding.model.JointEmbedding;
import org.pixelembedding.model.Layer;
import org.pixelembedding.model.MaxPool2d;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.OrderedDither;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.ResidualAdd;
import org.pixelembedding.model.TensorSpec;

/** The network around the arrays, as JSON: enough to run it without having read any other document. */
final class Manifest {
    private Manifest() {}

    /** What a format says of one array: where it lies, or the elements themselves. */
    @FunctionalInterface
    interface Place {
        /** Keys and values that go in front of {@code dtype}, {@code shape} and {@code meaning}. */
        Map<String, Object> of(String name, ModelArray array);
    }

    /** An array's name in all formats. */
    static String name(Node node, ModelArray array) {
        return node.name() + "." + array.part();
    }

    /**
     * The manifest.
     *
     * @param arrays those of each node, in the model's order
     */
    static Map<String, Object> of(Model model, List<List<ModelArray>> arrays, Place place) {
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("name", model.name());
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("name", Model.INPUT);
        input.put("order", "[y][x][colour]; colours R, G, B; unsigned 8-bit values as stored");
        input.put("shape", List.of(model.inputHeight(), model.inputWidth(), 3));
        manifest.put("input", input);
        manifest.put("output", model.lastNode().name());
        manifest.put("labels", model.labels());
        manifest.put("logitScale", model.logitScale());
        manifest.put("provenance", model.provenance().entries());
        List<TensorSpec> specs = model.specs(model.inputHeight(), model.inputWidth());
        List<Object> layers = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            layers.add(layer(model.nodes().get(i), specs.get(i), arrays.get(i), place));
        }
        manifest.put("layers", layers);
        return manifest;
    }

    private static Map<String, Object> layer(Node node, TensorSpec out, List<ModelArray> arrays, Place place) {
        Map<String, Object> layer = new LinkedHashMap<>();
        layer.put("name", node.name());
        layer.put("kind", node.layer().kind().tag());
        layer.put("computes", computes(node.layer()));
        layer.put("inputs", node.inputs());
        layer.put("outputShape", List.of(out.height(), out.width(), out.channels()));
        if (out.kind() == TensorSpec.Kind.CODES) {
            layer.put("outputBits", out.bits());
        } else if (out.kind() == TensorSpec.Kind.SUMS) {
            layer.put("outputBound", out.bound());
        }
        layer.putAll(settings(node.layer()));
        Map<String, Object> tensors = new LinkedHashMap<>();
        for (ModelArray array : arrays) {
            Map<String, Object> tensor = new LinkedHashMap<>(place.of(name(node, array), array));
            tensor.put("dtype", array.type().name().toLowerCase(java.util.Locale.ROOT));
            tensor.put("shape", array.shape());
            tensor.put("meaning", array.meaning());
            tensors.put(array.part(), tensor);
        }
        layer.put("arrays", tensors);
        return layer;
    }

    private static String computes(Layer layer) {
        return switch (layer) {
            case PixelEmbedding _ ->
                "out[y][x][colour * d + i] = codes[table of the colour][input[y][x][colour]][i], d codes a colour";
            case OrderedDither _ ->
                "out[y][x][colour * k + i] = number of l with input[y][x][colour] >= thresholds[y mod p][x mod p][i][l], "
                        + "k codes a colour, period p";
            case JointEmbedding _ ->
                "out[y][x][i] = number of l with tables[0][red][i] + tables[1][green][i] + tables[2][blue][i] >= thresholds[l]";
            case BitPlaneConv2d _ ->
                "sum over kernel rows and columns and planes p of 2^p * sign * (bit p of the pixel's value of the output's "
                        + "colour; outputs of R, G, B follow each other); outside the picture nothing; stride and padding below";
            case QuantConv2d _ ->
                "convolution of codes with whole weights; outside the picture the code is 0; stride and padding below";
            case MultiThreshold _ -> "code = number of thresholds reached, channel by channel";
            case MaxPool2d _ -> "largest code of each window; no padding; a last window that does not fit is left out";
            case ResidualAdd _ -> "sum of the two inputs, element by element";
            case GlobalSumPool _ -> "sum over all pixels, channel by channel";
            case FloatStem _ ->
                "q(A * conv((x / 255 - mean) / std) + B) in float32, q(v) = floor(clip(v, 0, ceiling) * (n / ceiling) + 0.5), "
                        + "n = 2^bits - 1";
            case FloatClassifier _ ->
                "bias[k] + sum over channels of weights[k][c] * mean over the pixels of code * step";
        };
    }

    private static Map<String, Object> settings(Layer layer) {
        Map<String, Object> settings = new LinkedHashMap<>();
        switch (layer) {
            case BitPlaneConv2d conv -> {
                settings.put("stride", conv.stride());
                settings.put("padding", conv.padding());
            }
            case QuantConv2d conv -> {
                settings.put("weightBits", conv.weights().bits());
                settings.put("stride", conv.stride());
                settings.put("padding", conv.padding());
            }
            case MaxPool2d pool -> {
                settings.put("size", pool.size());
                settings.put("stride", pool.stride());
            }
            case FloatStem stem -> {
                settings.put("stride", stem.stride());
                settings.put("padding", stem.padding());
                settings.put("bits", stem.quantizer().bits());
                settings.put("ceiling", stem.quantizer().ceiling());
            }
            case FloatClassifier classifier -> settings.put("step", classifier.step());
            case PixelEmbedding _,
                    OrderedDither _,
                    JointEmbedding _,
                    MultiThreshold _,
                    ResidualAdd _,
                    GlobalSumPool _ -> {
                // What there is to know is in the arrays.
            }
        }
        return settings;
    }
}
