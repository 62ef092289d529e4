package org.pixelembedding.model;

/** Models with one thing wrong in them, for tests of what is to find it. */
public final class PlantedFaults {
    private PlantedFaults() {}

    /** The first level of one channel is reached by every sum. */
    public static Model shiftedThreshold(Model model, String layer, int channel) {
        Thresholds thresholds =
                ((MultiThreshold) model.node(layer).orElseThrow().layer()).thresholds();
        int[] values = thresholds.toValues();
        boolean[] falling = thresholds.toFalling();
        values[channel * thresholds.levels()] = falling[channel] ? 1 << 30 : -(1 << 30);
        return with(model, layer, new MultiThreshold(new Thresholds(thresholds.bits(), values, falling)));
    }

    /** The sign of one weight of one bit is wrong. */
    public static Model flippedWeight(Model model, String layer, int out, int channel) {
        QuantConv2d conv = (QuantConv2d) model.node(layer).orElseThrow().layer();
        PackedWeights w = conv.weights();
        int inputs = w.inChannels();
        int taps = w.kernelHeight() * w.kernelWidth();
        int wrong = (out * taps + taps / 2) * inputs + channel;
        PackedWeights planted =
                PackedWeights.pack(1, w.outChannels(), w.kernelHeight(), w.kernelWidth(), inputs, index -> {
                    int tap = index / inputs % taps;
                    boolean plus = w.weight(
                                    index / inputs / taps, tap / w.kernelWidth(), tap % w.kernelWidth(), index % inputs)
                            > 0;
                    return plus != (index == wrong);
                });
        return with(model, layer, new QuantConv2d(planted, conv.stride(), conv.padding()));
    }

    /** Another layer in the place of one. */
    public static Model with(Model model, String name, Layer planted) {
        return new Model(
                model.name(),
                model.inputHeight(),
                model.inputWidth(),
                model.nodes().stream()
                        .map(node -> node.name().equals(name) ? new Node(name, planted, node.inputs()) : node)
                        .toList(),
                model.labels(),
                model.logitScale(),
                model.provenance());
    }
}
