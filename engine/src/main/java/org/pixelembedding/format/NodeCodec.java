package org.pixelembedding.format;

import com.grack.nanojson.JsonObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.pixelembedding.model.BitPlaneConv2d;
import org.pixelembedding.model.FloatClassifier;
import org.pixelembedding.model.FloatStem;
import org.pixelembedding.model.GlobalSumPool;
import org.pixelembedding.model.JointEmbedding;
import org.pixelembedding.model.Layer;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.model.MaxPool2d;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.OrderedDither;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.ResidualAdd;
import org.pixelembedding.model.Thresholds;

/** A layer as attributes and tensors, and back. To add a layer, add a case to each of the three switches here. */
final class NodeCodec {
    /** Rows of a table for each value of each colour. */
    private static final int COLOUR_VALUES = PixelEmbedding.COLOURS * PixelEmbedding.VALUES;

    private NodeCodec() {}

    /** Attributes of a layer, in the order in which they are written. */
    static void attributes(Layer layer, JsonObject json) {
        switch (layer.kind()) {
            case PIXEL_EMBEDDING -> {
                PixelEmbedding table = (PixelEmbedding) layer;
                json.put("tables", table.tables());
                json.put("dimensions", table.dimensions());
                json.put("bits", table.bits());
            }
            case ORDERED_DITHER -> {
                OrderedDither dither = (OrderedDither) layer;
                json.put("period", dither.period());
                json.put("dimensions", dither.dimensions());
                json.put("bits", dither.bits());
            }
            case JOINT_EMBEDDING -> {
                JointEmbedding table = (JointEmbedding) layer;
                json.put("channels", table.channels());
                json.put("bits", table.bits());
            }
            case BIT_PLANE_CONV_2D -> {
                BitPlaneConv2d conv = (BitPlaneConv2d) layer;
                json.put("filters", conv.filters());
                json.put("kernelHeight", conv.weights().kernelHeight());
                json.put("kernelWidth", conv.weights().kernelWidth());
                json.put("stride", conv.stride());
                json.put("padding", conv.padding());
            }
            case QUANT_CONV_2D -> {
                QuantConv2d conv = (QuantConv2d) layer;
                json.put("out", conv.weights().outChannels());
                json.put("kernelHeight", conv.weights().kernelHeight());
                json.put("kernelWidth", conv.weights().kernelWidth());
                json.put("channels", conv.weights().inChannels());
                json.put("weightBits", conv.weights().bits());
                json.put("stride", conv.stride());
                json.put("padding", conv.padding());
            }
            case MULTI_THRESHOLD -> {
                Thresholds thresholds = ((MultiThreshold) layer).thresholds();
                json.put("channels", thresholds.channels());
                json.put("bits", thresholds.bits());
            }
            case MAX_POOL_2D -> {
                json.put("size", ((MaxPool2d) layer).size());
                json.put("stride", ((MaxPool2d) layer).stride());
            }
            case FLOAT_STEM -> {
                FloatStem stem = (FloatStem) layer;
                json.put("out", stem.outChannels());
                json.put("kernel", stem.kernel());
                json.put("stride", stem.stride());
                json.put("padding", stem.padding());
                json.put("bits", stem.quantizer().bits());
                json.put("ceiling", Float.toString(stem.quantizer().ceiling()));
            }
            case FLOAT_CLASSIFIER -> {
                FloatClassifier classifier = (FloatClassifier) layer;
                json.put("classes", classifier.classes());
                json.put("channels", classifier.channels());
                json.put("step", Float.toString(classifier.step()));
            }
            case RESIDUAL_ADD, GLOBAL_SUM_POOL -> {
                // No attributes.
            }
        }
    }

    /** Tensors of a layer, in the order in which they are written. */
    static List<Tensor> tensors(String node, Layer layer) {
        return switch (layer.kind()) {
            case PIXEL_EMBEDDING -> {
                PixelEmbedding table = (PixelEmbedding) layer;
                yield List.of(bits(node, "codes", BitStream.pack(table.toCodes(), table.bits())));
            }
            case ORDERED_DITHER -> {
                OrderedDither dither = (OrderedDither) layer;
                int levels = (1 << dither.bits()) - 1;
                int[] thresholds = dither.toThresholds();
                short[] narrow = new short[thresholds.length];
                for (int i = 0; i < narrow.length; i++) {
                    narrow[i] = (short) thresholds[i];
                }
                yield List.of(shorts(node, "thresholds", thresholds.length / levels, levels, narrow));
            }
            case JOINT_EMBEDDING -> {
                JointEmbedding table = (JointEmbedding) layer;
                int[] thresholds = table.toThresholds();
                yield List.of(
                        shorts(node, "tables", COLOUR_VALUES, table.channels(), table.toTables()),
                        ints(node, "thresholds", thresholds));
            }
            case BIT_PLANE_CONV_2D -> List.of(bits(node, "signs", BitStream.pack(((BitPlaneConv2d) layer).weights())));
            case QUANT_CONV_2D -> List.of(bits(node, "signs", BitStream.pack(((QuantConv2d) layer).weights())));
            case MULTI_THRESHOLD -> {
                Thresholds thresholds = ((MultiThreshold) layer).thresholds();
                yield List.of(
                        integers(node, thresholds), bits(node, "falling", BitStream.pack(thresholds.toFalling())));
            }
            case FLOAT_STEM -> {
                FloatStem stem = (FloatStem) layer;
                int k = stem.kernel();
                yield List.of(
                        floats(node, "weights", List.of(stem.outChannels(), k, k, 3), stem.toWeights()),
                        floats(node, "gain", List.of(stem.outChannels()), stem.toGain()),
                        floats(node, "bias", List.of(stem.outChannels()), stem.toBias()),
                        floats(node, "mean", List.of(3), stem.toMean()),
                        floats(node, "std", List.of(3), stem.toStd()));
            }
            case FLOAT_CLASSIFIER -> {
                FloatClassifier classifier = (FloatClassifier) layer;
                yield List.of(
                        floats(
                                node,
                                "weights",
                                List.of(classifier.classes(), classifier.channels()),
                                classifier.toWeights()),
                        floats(node, "bias", List.of(classifier.classes()), classifier.toBias()));
            }
            case MAX_POOL_2D, RESIDUAL_ADD, GLOBAL_SUM_POOL -> List.of();
        };
    }

    private static Tensor bits(String node, String part, byte[] packed) {
        return new Tensor(node, part, "U8", List.of(packed.length), packed);
    }

    private static Tensor integers(String node, Thresholds thresholds) {
        int[] values = thresholds.toValues();
        boolean fit = true;
        for (int value : values) {
            fit &= value == (short) value;
        }
        ByteBuffer bytes = ByteBuffer.allocate(values.length * (fit ? 2 : 4)).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            if (fit) {
                bytes.putShort((short) value);
            } else {
                bytes.putInt(value);
            }
        }
        List<Integer> shape = List.of(thresholds.channels(), thresholds.levels());
        return new Tensor(node, "thresholds", fit ? "I16" : "I32", shape, bytes.array());
    }

    private static Tensor shorts(String node, String part, int rows, int columns, short[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 2).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(values);
        return new Tensor(node, part, "I16", List.of(rows, columns), bytes.array());
    }

    private static Tensor ints(String node, String part, int[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        return new Tensor(node, part, "I32", List.of(1, values.length), bytes.array());
    }

    private static Tensor floats(String node, String part, List<Integer> shape, float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return new Tensor(node, part, "F32", shape, bytes.array());
    }

    /**
     * Builds a layer from its attributes and tensors.
     *
     * @throws ModelFormatException if anything is missing or wrong; constructors of layers may throw
     *     IllegalArgumentException, which the caller translates
     */
    static Layer layer(String tag, NodeAttributes in, TensorTable tensors) throws ModelFormatException {
        String node = in.node();
        for (Layer.Kind kind : Layer.Kind.values()) {
            if (kind.tag().equals(tag)) {
                return layer(kind, node, in, tensors);
            }
        }
        throw in.wrong("kind", "a layer kind that this program knows", tag);
    }

    private static Layer layer(Layer.Kind kind, String node, NodeAttributes in, TensorTable tensors)
            throws ModelFormatException {
        return switch (kind) {
            case PIXEL_EMBEDDING -> {
                int count = in.integer("tables", 1, 3) * PixelEmbedding.VALUES * in.integer("dimensions", 1, 4096);
                int bits = in.integer("bits", 1, 8);
                byte[] codes = tensors.packed(node, "codes", count, bits);
                yield new PixelEmbedding(in.integer("tables", 1, 3), in.integer("dimensions", 1, 4096), bits, codes);
            }
            case ORDERED_DITHER -> {
                int period = in.integer("period", 1, 16);
                int dimensions = in.integer("dimensions", 1, 4096);
                int bits = in.integer("bits", 1, 8);
                int[] thresholds = tensors.integers(node, "thresholds", period * period * dimensions, (1 << bits) - 1);
                yield new OrderedDither(period, dimensions, bits, thresholds);
            }
            case JOINT_EMBEDDING -> {
                int channels = in.integer("channels", 1, 3 * 4096);
                int bits = in.integer("bits", 1, 8);
                int[] entries = tensors.integers(node, "tables", COLOUR_VALUES, channels);
                short[] tables = new short[entries.length];
                for (int i = 0; i < tables.length; i++) {
                    tables[i] = (short) entries[i];
                }
                yield new JointEmbedding(
                        channels, bits, tables, tensors.integers(node, "thresholds", 1, (1 << bits) - 1));
            }
            case BIT_PLANE_CONV_2D -> {
                int out = PixelEmbedding.COLOURS * in.integer("filters", 1, 1 << 16);
                int height = in.integer("kernelHeight", 1, 255);
                int width = in.integer("kernelWidth", 1, 255);
                PackedWeights weights = signs(node, in, tensors, 1, out, height, width, BitPlaneConv2d.PLANES);
                yield new BitPlaneConv2d(weights, in.integer("stride", 1, 255), in.integer("padding", 0, 255));
            }
            case QUANT_CONV_2D -> {
                int out = in.integer("out", 1, 1 << 20);
                int height = in.integer("kernelHeight", 1, 255);
                int width = in.integer("kernelWidth", 1, 255);
                int channels = in.integer("channels", 1, 1 << 20);
                int bits = in.integer("weightBits", 1, 8);
                PackedWeights weights = signs(node, in, tensors, bits, out, height, width, channels);
                yield new QuantConv2d(weights, in.integer("stride", 1, 255), in.integer("padding", 0, 255));
            }
            case MULTI_THRESHOLD -> {
                int channels = in.integer("channels", 1, 1 << 20);
                int bits = in.integer("bits", 1, 8);
                int[] values = tensors.integers(node, "thresholds", channels, (1 << bits) - 1);
                byte[] falling = tensors.packed(node, "falling", channels, 1);
                boolean[] flags = new boolean[channels];
                for (int c = 0; c < channels; c++) {
                    flags[c] = falling[c] == 1;
                }
                yield new MultiThreshold(new Thresholds(bits, values, flags));
            }
            case MAX_POOL_2D -> new MaxPool2d(in.integer("size", 1, 255), in.integer("stride", 1, 255));
            case RESIDUAL_ADD -> new ResidualAdd();
            case GLOBAL_SUM_POOL -> new GlobalSumPool();
            case FLOAT_STEM -> {
                int out = in.integer("out", 1, 1 << 20);
                int kernel = in.integer("kernel", 1, 31);
                yield new FloatStem(
                        out,
                        kernel,
                        in.integer("stride", 1, 255),
                        in.integer("padding", 0, 255),
                        new LinearQuantizer(in.integer("bits", 1, 8), in.real("ceiling")),
                        tensors.floats(node, "mean", List.of(3)),
                        tensors.floats(node, "std", List.of(3)),
                        tensors.floats(node, "weights", List.of(out, kernel, kernel, 3)),
                        tensors.floats(node, "gain", List.of(out)),
                        tensors.floats(node, "bias", List.of(out)));
            }
            case FLOAT_CLASSIFIER -> {
                int classes = in.integer("classes", 1, 1 << 20);
                int channels = in.integer("channels", 1, 1 << 20);
                yield new FloatClassifier(
                        classes,
                        channels,
                        in.real("step"),
                        tensors.floats(node, "weights", List.of(classes, channels)),
                        tensors.floats(node, "bias", List.of(classes)));
            }
        };
    }

    private static PackedWeights signs(
            String node, NodeAttributes in, TensorTable tensors, int bits, int out, int height, int width, int channels)
            throws ModelFormatException {
        long signs = Math.multiplyExact((long) out * height * width * bits, (long) channels);
        if (signs > Integer.MAX_VALUE) {
            throw in.wrong("signs", "at most " + Integer.MAX_VALUE, Long.toString(signs));
        }
        TensorTable.Slice slice = tensors.bits(node, "signs", signs);
        return PackedWeights.pack(
                bits, out, height, width, channels, index -> BitStream.bit(slice.file(), slice.from(), index));
    }
}
