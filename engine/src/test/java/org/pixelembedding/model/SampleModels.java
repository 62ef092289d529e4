package org.pixelembedding.model;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Small models made by formula, whose files are kept as golden files: one of integers, one with float ends, and one for each
 * input layer that came later.
 */
public final class SampleModels {
    private SampleModels() {}

    public static Provenance provenance() {
        TreeMap<String, String> entries = new TreeMap<>();
        entries.put("note", "made by SampleModels; \"quotes\", \\ and \u00fc survive");
        return new Provenance(entries);
    }

    /** Every integer layer, falling thresholds, wide thresholds, 3-bit weights, odd channels. */
    public static Model integers() {
        byte[] codes = new byte[3 * 256 * 5];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) (i * 7 / 3 % 4);
        }
        PackedWeights stem = PackedWeights.pack(3, 9, 3, 3, 15, index -> index * 11 % 7 < 3);
        PackedWeights conv = PackedWeights.pack(1, 9, 3, 3, 9, index -> index * 5 % 11 < 6);
        PackedWeights skip = PackedWeights.pack(1, 9, 1, 1, 9, index -> index % 3 == 0);
        PackedWeights classifier = PackedWeights.pack(1, 3, 1, 1, 9, index -> index % 2 == 0);
        return new Model(
                "sample",
                8,
                10,
                List.of(
                        new Node("embedding", new PixelEmbedding(3, 5, 2, codes), List.of(Model.INPUT)),
                        new Node("stem", new QuantConv2d(stem, 1, 1), List.of("embedding")),
                        new Node("act", new MultiThreshold(thresholds(9, 70_000)), List.of("stem")),
                        new Node("pool", new MaxPool2d(2, 2), List.of("act")),
                        new Node("skip", new QuantConv2d(skip, 1, 0), List.of("pool")),
                        new Node("conv", new QuantConv2d(conv, 1, 1), List.of("pool")),
                        new Node("add", new ResidualAdd(), List.of("skip", "conv")),
                        new Node("head", new MultiThreshold(thresholds(9, 9)), List.of("add")),
                        new Node("classifier", new QuantConv2d(classifier, 1, 0), List.of("head")),
                        new Node("sum", new GlobalSumPool(), List.of("classifier"))),
                List.of("Katze", "Hund", "V\u00f6gel"),
                0.0123f,
                provenance());
    }

    private static Thresholds thresholds(int channels, int spread) {
        int[] values = new int[channels * 3];
        boolean[] falling = new boolean[channels];
        for (int c = 0; c < channels; c++) {
            falling[c] = c % 3 == 1;
            for (int level = 0; level < 3; level++) {
                int at = c == 4 ? spread : (level - 1) * 8 + c;
                values[c * 3 + level] = falling[c] ? -at : at;
            }
        }
        return new Thresholds(2, values, falling);
    }

    /** An ordered dither of period 3, 5 dimensions and 2 bits in front of a convolution and a classifier. */
    public static Model dither() {
        int[] thresholds = new int[3 * 3 * 5 * 3];
        for (int i = 0; i < thresholds.length; i++) {
            thresholds[i] = i / 3 * 37 % 86 + i % 3 * 85;
        }
        return small(
                "dither-sample",
                List.of(new Node("embedding", new OrderedDither(3, 5, 2, thresholds), List.of(Model.INPUT))));
    }

    /** Joint embedding of 15 channels, 2 bits, entries of every size and sign. */
    public static Model joint() {
        short[] tables = new short[3 * 256 * 15];
        for (int i = 0; i < tables.length; i++) {
            tables[i] = (short) (i * 71 % 8191 - 4095);
        }
        JointEmbedding embedding = new JointEmbedding(15, 2, tables, new int[] {-2500, 40, 3000});
        return small("joint-sample", List.of(new Node("embedding", embedding, List.of(Model.INPUT))));
    }

    /** Depth-wise bit planes of 5 filters a colour. */
    public static Model bitPlanes() {
        PackedWeights signs = PackedWeights.pack(1, 15, 3, 3, 8, index -> index * 13 % 17 < 9);
        return small(
                "planes-sample",
                List.of(
                        new Node("planes", new BitPlaneConv2d(signs, 1, 1), List.of(Model.INPUT)),
                        new Node("stem.in", new MultiThreshold(thresholds(15, 300)), List.of("planes"))));
    }

    /** Behind nodes that end with 15 channels of codes: a convolution, thresholds and a classifier. */
    private static Model small(String name, List<Node> input) {
        PackedWeights stem = PackedWeights.pack(1, 9, 3, 3, 15, index -> index * 11 % 7 < 3);
        PackedWeights classifier = PackedWeights.pack(1, 2, 1, 1, 9, index -> index % 2 == 0);
        List<Node> nodes = new ArrayList<>(input);
        nodes.add(new Node(
                "stem",
                new QuantConv2d(stem, 2, 1),
                List.of(input.get(input.size() - 1).name())));
        nodes.add(new Node("head", new MultiThreshold(thresholds(9, 9)), List.of("stem")));
        nodes.add(new Node("classifier", new QuantConv2d(classifier, 1, 0), List.of("head")));
        nodes.add(new Node("sum", new GlobalSumPool(), List.of("classifier")));
        return new Model(name, 7, 6, nodes, List.of("a", "b"), 0.5f, provenance());
    }

    /** Float stem and float classifier around nothing else. */
    public static Model floatEnds() {
        float[] weights = new float[4 * 9 * 3];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (i % 13 - 6) / 8f;
        }
        FloatStem stem = new FloatStem(
                4,
                3,
                2,
                1,
                LinearQuantizer.DEFAULT,
                new float[] {0.25f, 0.5f, 0.75f},
                new float[] {0.5f, 0.25f, 0.125f},
                weights,
                new float[] {1, -1, 0.5f, 0},
                new float[] {0, 0.5f, 1, 1.5f});
        FloatClassifier classifier = new FloatClassifier(
                2, 4, LinearQuantizer.DEFAULT.step(), new float[] {1, 2, 3, 4, -1, 0, 0.5f, 1}, new float[] {0, 0.1f});
        return new Model(
                "float-sample",
                6,
                6,
                List.of(
                        new Node("stem", stem, List.of(Model.INPUT)),
                        new Node("classifier", classifier, List.of("stem"))),
                List.of("a", "b"),
                1,
                provenance());
    }
}
