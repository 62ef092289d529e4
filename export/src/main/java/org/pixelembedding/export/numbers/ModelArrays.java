package org.pixelembedding.export.numbers;

import java.util.List;
import org.pixelembedding.model.BitPlaneConv2d;
import org.pixelembedding.model.FloatClassifier;
import org.pixelembedding.model.FloatStem;
import org.pixelembedding.model.GlobalSumPool;
import org.pixelembedding.model.JointEmbedding;
import org.pixelembedding.model.Layer;
import org.pixelembedding.model.MaxPool2d;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.OrderedDither;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.ResidualAdd;
import org.pixelembedding.model.Thresholds;

/** The arrays of a layer, unpacked: one number an element, in the units and shapes in which one thinks of them. */
final class ModelArrays {
    private ModelArrays() {}

    static List<ModelArray> of(Layer layer) {
        return switch (layer) {
            case PixelEmbedding table -> List.of(codes(table));
            case OrderedDither dither -> List.of(thresholds(dither));
            case JointEmbedding table -> tables(table);
            case BitPlaneConv2d conv -> List.of(signs(conv.weights()));
            case QuantConv2d conv -> List.of(weights(conv.weights()));
            case MultiThreshold threshold -> thresholds(threshold.thresholds());
            case FloatStem stem -> stem(stem);
            case FloatClassifier classifier -> classifier(classifier);
            case MaxPool2d _, ResidualAdd _, GlobalSumPool _ -> List.of();
        };
    }

    private static ModelArray codes(PixelEmbedding table) {
        byte[] codes = table.toCodes();
        return ModelArray.ofWholes(
                "codes",
                "[table][pixel value][dimension]; "
                        + (table.tables() == 1 ? "one table for all colours" : "tables R, G, B"),
                ModelArray.Type.UINT8,
                List.of(table.tables(), PixelEmbedding.VALUES, table.dimensions()),
                index -> codes[index]);
    }

    private static ModelArray thresholds(OrderedDither dither) {
        int[] thresholds = dither.toThresholds();
        int period = dither.period();
        return ModelArray.ofWholes(
                "thresholds",
                "[y mod period][x mod period][dimension][level]; code = how many t have value >= t",
                ModelArray.Type.INT16,
                List.of(period, period, dither.dimensions(), (1 << dither.bits()) - 1),
                index -> thresholds[index]);
    }

    private static List<ModelArray> tables(JointEmbedding table) {
        short[] entries = table.toTables();
        int[] thresholds = table.toThresholds();
        return List.of(
                ModelArray.ofWholes(
                        "tables",
                        "[colour][pixel value][channel]; what the value adds to the channel's sum",
                        ModelArray.Type.INT16,
                        List.of(PixelEmbedding.COLOURS, PixelEmbedding.VALUES, table.channels()),
                        index -> entries[index]),
                ModelArray.ofWholes(
                        "thresholds",
                        "[level]; code = how many t have sum >= t, the same for all channels",
                        ModelArray.Type.INT32,
                        List.of(thresholds.length),
                        index -> thresholds[index]));
    }

    private static ModelArray signs(PackedWeights weights) {
        int width = weights.kernelWidth();
        int height = weights.kernelHeight();
        int planes = weights.inChannels();
        return ModelArray.ofWholes(
                "signs",
                "[output channel][kernel row][kernel column][plane]; -1 or +1, lowest plane first",
                ModelArray.Type.INT8,
                List.of(weights.outChannels(), height, width, planes),
                index -> weights.weight(
                        index / planes / width / height,
                        index / planes / width % height,
                        index / planes % width,
                        index % planes));
    }

    private static ModelArray weights(PackedWeights weights) {
        int in = weights.inChannels();
        int width = weights.kernelWidth();
        int height = weights.kernelHeight();
        return ModelArray.ofWholes(
                weights.bits() == 1 ? "signs" : "weights",
                "[output channel][kernel row][kernel column][input channel]; "
                        + (weights.bits() == 1 ? "-1 or +1" : "odd whole numbers, at most " + weights.maxAbs()),
                weights.maxAbs() > Byte.MAX_VALUE ? ModelArray.Type.INT16 : ModelArray.Type.INT8,
                List.of(weights.outChannels(), height, width, in),
                index -> weights.weight(
                        index / in / width / height, index / in / width % height, index / in % width, index % in));
    }

    private static List<ModelArray> thresholds(Thresholds thresholds) {
        int[] values = thresholds.toValues();
        return List.of(
                ModelArray.ofWholes(
                        "thresholds",
                        "[channel][level]; code = how many t have sum >= t, or sum <= t where the channel falls",
                        ModelArray.Type.INT32,
                        List.of(thresholds.channels(), thresholds.levels()),
                        index -> values[index]),
                ModelArray.ofWholes(
                        "falling",
                        "[channel]; whether a larger sum gives a smaller code",
                        ModelArray.Type.BOOL,
                        List.of(thresholds.channels()),
                        channel -> thresholds.falling(channel) ? 1 : 0));
    }

    private static List<ModelArray> stem(FloatStem stem) {
        int out = stem.outChannels();
        return List.of(
                ModelArray.ofFloats(
                        "weights",
                        "[output channel][kernel row][kernel column][colour]",
                        List.of(out, stem.kernel(), stem.kernel(), 3),
                        stem.toWeights()),
                ModelArray.ofFloats("gain", "[output channel]; A of q(A * conv + B)", List.of(out), stem.toGain()),
                ModelArray.ofFloats("bias", "[output channel]; B of q(A * conv + B)", List.of(out), stem.toBias()),
                ModelArray.ofFloats("mean", "[colour]; of pixels scaled to 0..1", List.of(3), stem.toMean()),
                ModelArray.ofFloats("std", "[colour]; of pixels scaled to 0..1", List.of(3), stem.toStd()));
    }

    private static List<ModelArray> classifier(FloatClassifier classifier) {
        return List.of(
                ModelArray.ofFloats(
                        "weights",
                        "[class][channel]; of the mean over the pixels of code * step",
                        List.of(classifier.classes(), classifier.channels()),
                        classifier.toWeights()),
                ModelArray.ofFloats("bias", "[class]", List.of(classifier.classes()), classifier.toBias()));
    }
}
