package org.pixelembedding.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.pixelembedding.model.BitPlaneConv2d;
import org.pixelembedding.model.FloatStem;
import org.pixelembedding.model.GlobalSumPool;
import org.pixelembedding.model.JointEmbedding;
import org.pixelembedding.model.Layer;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.model.MaxPool2d;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.OrderedDither;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.Provenance;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.Thresholds;

/**
 * A model that is a first layer and almost nothing else: one pixel of its codes goes on to a classifier of one class,
 * because a model must end in scores.
 */
final class FirstLayerModel {
    private static final int CODE_BITS = 2;

    /** How the first layer is computed. */
    enum Kind {
        /** Embedding and binary convolution by tables, look-up and add. */
        LOOK_UP,
        /** Embedding to bit planes, then the convolution of all other layers. */
        BIT_SERIAL,
        /** Joint embedding by a table of one tap, then the convolution of all other layers. */
        JOINT,
        /** Ordered dither to bit planes, then the convolution of all other layers. */
        DITHER,
        /** Depth-wise planes by tables, then the convolution of all other layers. */
        BIT_PLANES,
        /** Float pixels, float weights: what the others are compared with. */
        FLOAT
    }

    private FirstLayerModel() {}

    /**
     * One first layer.
     *
     * @param shape channels in = 3d for an embedding of d codes a colour
     */
    static Model of(LayerShape shape, Kind kind) {
        SplittableRandom random = new SplittableRandom(1);
        List<Node> nodes = new ArrayList<>();
        if (kind == Kind.FLOAT) {
            nodes.add(node("codes", floatStem(shape, random), Model.INPUT));
        } else {
            int d = shape.channelsIn() / 3;
            switch (kind) {
                case JOINT -> nodes.add(node("embedding", joint(3 * d, random), Model.INPUT));
                case DITHER -> nodes.add(node("embedding", dither(d, random), Model.INPUT));
                case BIT_PLANES -> {
                    nodes.add(node("planes", planes(3 * d, random), Model.INPUT));
                    nodes.add(node("embedding", new MultiThreshold(thresholds(3 * d, 300)), "planes"));
                }
                default -> nodes.add(node("embedding", table(d, random), Model.INPUT));
            }
            if (kind == Kind.BIT_SERIAL) {
                // A second reader of the embedding: its codes must lie in memory, so the planner takes no tables.
                nodes.add(node("witness", onePixel(shape.height(), shape.width()), "embedding"));
            }
            PackedWeights weights = PackedWeights.pack(
                    1, shape.channelsOut(), shape.kernel(), shape.kernel(), 3 * d, _ -> random.nextBoolean());
            nodes.add(node("conv", new QuantConv2d(weights, shape.stride(), shape.padding()), "embedding"));
            int spread = (int) Math.sqrt((double) shape.channelsIn() * shape.kernel() * shape.kernel());
            nodes.add(node("codes", new MultiThreshold(thresholds(shape.channelsOut(), spread)), "conv"));
        }
        nodes.add(node("pixel", onePixel(shape.outHeight(), shape.outWidth()), "codes"));
        PackedWeights one = PackedWeights.pack(1, 1, 1, 1, shape.channelsOut(), _ -> true);
        nodes.add(node("classifier", new QuantConv2d(one, 1, 0), "pixel"));
        nodes.add(node("sum", new GlobalSumPool(), "classifier"));
        return new Model("first-layer", shape.height(), shape.width(), nodes, List.of("all"), 1, Provenance.NONE);
    }

    private static Node node(String name, Layer layer, String input) {
        return new Node(name, layer, List.of(input));
    }

    /** Windows of one pixel, so far apart that there is only one. */
    private static MaxPool2d onePixel(int height, int width) {
        return new MaxPool2d(1, Math.max(height, width));
    }

    private static PixelEmbedding table(int d, SplittableRandom random) {
        byte[] codes = new byte[3 * 256 * d];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) random.nextInt(1 << CODE_BITS);
        }
        return new PixelEmbedding(3, d, CODE_BITS, codes);
    }

    private static JointEmbedding joint(int channels, SplittableRandom random) {
        short[] tables = new short[3 * 256 * channels];
        for (int i = 0; i < tables.length; i++) {
            tables[i] = (short) random.nextInt(-4000, 4000);
        }
        return new JointEmbedding(channels, CODE_BITS, tables, new int[] {-2000, 0, 2000});
    }

    private static OrderedDither dither(int d, SplittableRandom random) {
        int levels = (1 << CODE_BITS) - 1;
        int[] thresholds = new int[4 * 4 * d * levels];
        for (int i = 0; i < thresholds.length; i++) {
            thresholds[i] = i % levels * 85 + random.nextInt(86);
        }
        return new OrderedDither(4, d, CODE_BITS, thresholds);
    }

    private static BitPlaneConv2d planes(int outputs, SplittableRandom random) {
        PackedWeights signs = PackedWeights.pack(1, outputs, 3, 3, BitPlaneConv2d.PLANES, _ -> random.nextBoolean());
        return new BitPlaneConv2d(signs, 1, 1);
    }

    /** Around 0, within a spread that random sums have. */
    private static Thresholds thresholds(int channels, int spread) {
        int levels = (1 << CODE_BITS) - 1;
        int[] values = IntStream.range(0, channels * levels)
                .map(i -> (i % levels - 1) * spread)
                .toArray();
        return new Thresholds(CODE_BITS, values, new boolean[channels]);
    }

    private static FloatStem floatStem(LayerShape shape, SplittableRandom random) {
        float[] weights = new float[shape.channelsOut() * shape.kernel() * shape.kernel() * 3];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextDouble(-0.3, 0.3);
        }
        float[] gain = new float[shape.channelsOut()];
        Arrays.fill(gain, 1);
        return new FloatStem(
                shape.channelsOut(),
                shape.kernel(),
                shape.stride(),
                shape.padding(),
                LinearQuantizer.DEFAULT,
                new float[] {0.5f, 0.5f, 0.5f},
                new float[] {0.25f, 0.25f, 0.25f},
                weights,
                gain,
                new float[shape.channelsOut()]);
    }
}
