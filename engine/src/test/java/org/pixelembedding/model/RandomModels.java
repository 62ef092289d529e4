package org.pixelembedding.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Random small valid models: every layer kind but float ends and, unless asked for, other input layers than pixel embedding, 1 to 8 activation and weight bits, odd sizes, channels
 * that are no multiple of 64, thresholds that rise, fall and cannot be reached, residual blocks with and without skip.
 */
public final class RandomModels {
    private final SplittableRandom random;
    private final List<Node> nodes = new ArrayList<>();
    private TensorSpec spec;
    private String last = Model.INPUT;

    private final Layer.Kind input;

    private RandomModels(long seed, Layer.Kind input) {
        random = new SplittableRandom(seed);
        this.input = input;
    }

    /** The same model for the same seed. */
    public static Model of(long seed) {
        return of(seed, Layer.Kind.PIXEL_EMBEDDING);
    }

    /** The same with another first layer. */
    public static Model of(long seed, Layer.Kind input) {
        return new RandomModels(seed, input).build();
    }

    /** A random picture of a model's size. */
    public static RgbImage picture(Model model, long seed) {
        byte[] rgb = new byte[model.inputHeight() * model.inputWidth() * 3];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) random.nextInt(256);
        }
        return new RgbImage(model.inputHeight(), model.inputWidth(), rgb);
    }

    private Model build() {
        int height = 3 + random.nextInt(10);
        int width = 3 + random.nextInt(10);
        spec = TensorSpec.pixels(height, width);
        int d = random.nextInt(5) == 0 ? 20 + random.nextInt(50) : 1 + random.nextInt(22);
        addInput(d);
        conv("stem", channels(), 1 + 2 * random.nextInt(3), 1 + random.nextInt(2), weightBits());
        int blocks = random.nextInt(4);
        for (int i = 0; i < blocks; i++) {
            switch (random.nextInt(3)) {
                case 0 -> residual("block" + i);
                case 1 -> {
                    threshold("act" + i);
                    if (spec.height() >= 2 && spec.width() >= 2) {
                        add("pool" + i, new MaxPool2d(2, 1 + random.nextInt(2)));
                    }
                    conv("conv" + i, channels(), 1 + 2 * random.nextInt(2), 1, weightBits());
                }
                default -> {
                    threshold("act" + i);
                    conv("conv" + i, channels(), 3, 1 + random.nextInt(2), 1);
                }
            }
        }
        threshold("head");
        int classes = 1 + random.nextInt(12);
        conv("classifier", classes, 1, 1, 1);
        add("sum", new GlobalSumPool());
        List<String> labels = new ArrayList<>();
        for (int k = 0; k < classes; k++) {
            labels.add("class " + k);
        }
        TreeMap<String, String> provenance = new TreeMap<>();
        provenance.put("made by", "RandomModels");
        return new Model("random", height, width, nodes, labels, 0.25f, new Provenance(provenance));
    }

    private void addInput(int d) {
        switch (input) {
            case PIXEL_EMBEDDING -> add("embedding", embedding(random.nextBoolean() ? 3 : 1, d, bits()));
            case ORDERED_DITHER -> add("embedding", dither(1 + random.nextInt(5), d, bits()));
            case JOINT_EMBEDDING -> add("embedding", joint(1 + random.nextInt(70), bits()));
            case BIT_PLANE_CONV_2D -> {
                int kernel = 1 + 2 * random.nextInt(3);
                PackedWeights signs = PackedWeights.pack(
                        1, 3 * d, kernel, kernel, BitPlaneConv2d.PLANES, index -> random.nextBoolean());
                add("planes", new BitPlaneConv2d(signs, 1 + random.nextInt(2), kernel / 2));
                threshold("embedding");
            }
            default -> throw new IllegalArgumentException("no input layer: " + input);
        }
    }

    /** Entries small enough for sums of 16 bits, and not. */
    private JointEmbedding joint(int channels, int bits) {
        int reach = random.nextBoolean() ? 5000 : Short.MAX_VALUE;
        short[] tables = new short[3 * 256 * channels];
        for (int i = 0; i < tables.length; i++) {
            tables[i] = (short) random.nextInt(-reach, reach + 1);
        }
        int[] thresholds =
                random.ints((1 << bits) - 1, -2 * reach, 2 * reach).sorted().toArray();
        return new JointEmbedding(channels, bits, tables, thresholds);
    }

    private OrderedDither dither(int period, int dimensions, int bits) {
        int levels = (1 << bits) - 1;
        int[] thresholds = new int[period * period * dimensions * levels];
        for (int from = 0; from < thresholds.length; from += levels) {
            for (int level = 0; level < levels; level++) {
                thresholds[from + level] = random.nextInt(257);
            }
            Arrays.sort(thresholds, from, from + levels);
        }
        return new OrderedDither(period, dimensions, bits, thresholds);
    }

    private void residual(String name) {
        String carried = last;
        TensorSpec carriedSpec = spec;
        threshold(name + ".a");
        String codes = last;
        TensorSpec codesSpec = spec;
        int out = carriedSpec.channels();
        int stride = 1;
        if (random.nextBoolean()) {
            out = channels();
            stride = 1 + random.nextInt(2);
            conv(name + ".skip", out, 1, stride, 1);
            carried = last;
        }
        last = codes;
        spec = codesSpec;
        conv(name + ".conv", out, 3, stride, 1);
        Node add = new Node(name + ".add", new ResidualAdd(), List.of(carried, last));
        nodes.add(add);
        last = add.name();
        spec = TensorSpec.sums(spec.height(), spec.width(), spec.channels(), 1 << 20);
    }

    private void conv(String name, int out, int kernel, int stride, int weightBits) {
        int in = spec.channels();
        PackedWeights weights = PackedWeights.pack(weightBits, out, kernel, kernel, in, index -> random.nextInt(3) > 0);
        add(name, new QuantConv2d(weights, stride, kernel / 2));
    }

    private void threshold(String name) {
        int bits = bits();
        int levels = (1 << bits) - 1;
        int channels = spec.channels();
        int[] values = new int[channels * levels];
        boolean[] falling = new boolean[channels];
        for (int c = 0; c < channels; c++) {
            falling[c] = random.nextInt(3) == 0;
            int[] sorted = new int[levels];
            int reach = random.nextInt(6) == 0 ? spec.bound() + 1 : 1 + Math.min(spec.bound(), 60);
            for (int i = 0; i < levels; i++) {
                sorted[i] = random.nextInt(-reach, reach + 1);
            }
            Arrays.sort(sorted);
            for (int i = 0; i < levels; i++) {
                values[c * levels + i] = falling[c] ? sorted[levels - 1 - i] : sorted[i];
            }
        }
        add(name, new MultiThreshold(new Thresholds(bits, values, falling)));
    }

    private PixelEmbedding embedding(int tables, int dimensions, int bits) {
        byte[] codes = new byte[tables * 256 * dimensions];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) random.nextInt(1 << bits);
        }
        return new PixelEmbedding(tables, dimensions, bits, codes);
    }

    private void add(String name, Layer layer) {
        nodes.add(new Node(name, layer, List.of(last)));
        spec = layer.output(List.of(spec));
        last = name;
    }

    private int bits() {
        return random.nextInt(3) == 0 ? 1 + random.nextInt(8) : 2;
    }

    private int weightBits() {
        return random.nextInt(4) == 0 ? 1 + random.nextInt(8) : 1;
    }

    private int channels() {
        return random.nextInt(3) == 0 ? 60 + random.nextInt(80) : 1 + random.nextInt(40);
    }
}
