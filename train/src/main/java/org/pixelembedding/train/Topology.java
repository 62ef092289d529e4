package org.pixelembedding.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pixelembedding.model.BitPlaneConv2d;
import org.pixelembedding.model.LinearQuantizer;

/**
 * A network as steps in the order in which they run, with channels, scales and names resolved. Training, the exact
 * evaluation graph and freezing all walk this one list, and node names of a frozen model are its names.
 *
 * <p>Every activation between steps is a tensor of <em>codes</em> held in float32 (whole numbers 0..n); the unit m/n
 * of a code is part of the weight scale. That is the same function as values times weights, one pass cheaper, and it
 * makes "hands on the code itself" of constant-scale convolutions the same step as any other.
 *
 * @param inputChannels channels that the input layer hands to the first step: 3d for a table, 3 for float pixels
 * @param floatStem whether the stem works on float pixels with float weights
 * @param floatClassifier whether the classifier has float weights
 * @param classes number of classes
 */
public record Topology(List<Step> steps, int inputChannels, boolean floatStem, boolean floatClassifier, int classes) {

    /** Name of the input layer's node in a frozen model, and of its result among the steps' inputs. */
    public static final String EMBEDDING = "embedding";

    /** Name of the convolution of bit planes. */
    private static final String PLANES = "planes";

    /** Height and width of its windows (arXiv 2305.02885). */
    private static final int PLANE_KERNEL = 3;

    /** Scale of the weights of one convolution. */
    public enum Scale {
        /** mean |W| of each output channel; the default. */
        PER_CHANNEL,
        /** mean |W| of the layer, so that arg max over classes is an integer comparison. */
        PER_LAYER,
        /** 1/32 for all and codes of unit 1, so that sums of two convolutions can be added as integers. */
        CONSTANT
    }

    /** The value of {@link Scale#CONSTANT} (arXiv 2410.11553). */
    public static final float CONSTANT_SCALE = 1f / 32f;

    /** One step. Sizes are channels; heights and widths follow from the picture. */
    public sealed interface Step {
        /** Unique; the node's name in a frozen model. */
        String name();

        /**
         * Convolution with padding kernel / 2, no bias.
         *
         * @param bits of the weights, and of the codes that it reads
         */
        record Conv(String name, String input, int in, int out, int kernel, int stride, Scale scale, LayerBits bits)
                implements Step {
            public int padding() {
                return kernel / 2;
            }

            public int fanIn() {
                return in * kernel * kernel;
            }

            /** Quantizer of the codes that it reads. */
            public LinearQuantizer reads(LinearQuantizer base) {
                return LayerBits.quantizer(bits.activation(), base);
            }
        }

        /**
         * Depth-wise convolution of the pixels' bit planes (arXiv 2305.02885), the first step where there is one: each plane
         * of a colour has 1-bit weights of its own, and the results of a colour are summed with the weights of their bits.
         * Stride 1, padding kernel / 2.
         *
         * @param filters outputs for each colour
         */
        record PlaneConv(String name, String input, int filters, int kernel) implements Step {
            /** Of one colour. */
            public static final int PLANES = BitPlaneConv2d.PLANES;

            public int out() {
                return InputLayer.COLOURS * filters;
            }

            public int padding() {
                return kernel / 2;
            }

            public int fanIn() {
                return PLANES * kernel * kernel;
            }

            /** What plane p counts: 2^p units of m/255, so that a value counts what it does as a code of 8 bits. */
            public static double planeUnit(int plane, LinearQuantizer base) {
                return (1 << plane) * unit(base);
            }

            /** What one unit of its integer sums is worth for weights of size 1. */
            static double unit(LinearQuantizer base) {
                return base.ceiling() / (double) (InputLayer.VALUES - 1);
            }
        }

        /** Batch norm and quantizer; then, if {@code pool > 1}, max pooling of the codes. */
        record Activation(String name, String input, int channels, int pool, LayerBits bits) implements Step {
            public Activation(String name, String input, int channels, int pool) {
                this(name, input, channels, pool, LayerBits.DEFAULT);
            }

            /** Its quantizer: its own bits if the network says so, else those of {@code base}. */
            public LinearQuantizer quantizer(LinearQuantizer base) {
                return LayerBits.quantizer(bits.activation(), base);
            }
        }

        /** Integer residual add. */
        record Add(String name, String left, String right) implements Step {}

        /**
         * 1x1 convolution to the classes (scale {@link Scale#PER_LAYER}, or float) and global sum.
         *
         * @param input the first of the activations that it reads
         * @param codes number of activations that it reads, each of which has thresholds of its own for the same sums
         * @param in channels of all activations together, one activation behind the other
         */
        record Classifier(String name, String input, int codes, int in, int classes, LayerBits bits) implements Step {
            public Classifier(String name, String input, int in, int classes, LayerBits bits) {
                this(name, input, 1, in, classes, bits);
            }

            /** Name of what belongs to one activation, 0 to codes - 1. */
            static String part(String name, int code) {
                return code == 0 ? name : name + (code + 1);
            }

            /** Name of the node that convolves the codes of one activation. */
            public String part(int code) {
                return part(name, code);
            }

            /** Name of an activation that it reads. */
            public String input(int code) {
                return code == 0 ? input : activationOf(part(code));
            }

            /** Channels of one activation. */
            public int channels() {
                return in / codes;
            }

            /** Of all its weights, those of one activation; both in order {@code [class][channel]}. */
            public int[] levelsOf(int code, int[] levels) {
                int[] part = new int[classes * channels()];
                for (int k = 0; k < classes; k++) {
                    System.arraycopy(levels, k * in + code * channels(), part, k * channels(), channels());
                }
                return part;
            }

            /** Quantizer of the codes that it reads. */
            public LinearQuantizer reads(LinearQuantizer base) {
                return LayerBits.quantizer(bits.activation(), base);
            }
        }
    }

    private static String activationOf(String step) {
        return step + ".in";
    }

    public Topology {
        steps = List.copyOf(steps);
    }

    /** The same without a convolution of bit planes, and with one code a channel for the classifier. */
    public static Topology of(
            NetworkSpec spec,
            double width,
            int inputChannels,
            boolean floatStem,
            boolean floatClassifier,
            int classes) {
        return of(spec, width, inputChannels, 0, floatStem, floatClassifier, 1, classes);
    }

    /**
     * Resolves a network.
     *
     * @param planeFilters filters a colour of a convolution of bit planes in front of the stem; 0 for none
     * @param width factor on every channel count, rounded to a multiple of 8 (at least 8) unless it is 1
     * @param classifierCodes codes of a channel that a low-bit classifier reads
     */
    public static Topology of(
            NetworkSpec spec,
            double width,
            int inputChannels,
            int planeFilters,
            boolean floatStem,
            boolean floatClassifier,
            int classifierCodes,
            int classes) {
        Builder builder = new Builder(width, planeFilters, floatClassifier ? 1 : classifierCodes);
        for (NetworkSpec.Block block : spec.blocks()) {
            builder.add(block, inputChannels, classes);
        }
        return new Topology(builder.steps, inputChannels, floatStem, floatClassifier, classes);
    }

    /** Low-bit weights of the convolutions and the classifier with that many bits; float ends do not count. */
    public long weights(int bits) {
        long count = 0;
        for (Step step : steps) {
            if (step instanceof Step.Conv conv) {
                boolean counts = conv.bits().weightBits() == bits && !(floatStem && conv.equals(stem()));
                count += counts ? (long) conv.out() * conv.fanIn() : 0;
            } else if (step instanceof Step.PlaneConv planes) {
                count += bits == 1 ? (long) planes.out() * planes.fanIn() : 0;
            } else if (step instanceof Step.Classifier classifier) {
                boolean counts = classifier.bits().weightBits() == bits && !floatClassifier;
                count += counts ? (long) classifier.classes() * classifier.in() : 0;
            }
        }
        return count;
    }

    /** Whether a parameter is one of the classifier's own; all others make up the body. */
    public boolean classifies(String parameter) {
        String name = steps.getLast().name();
        return parameter.equals(name + ".weight") || parameter.equals(name + ".bias");
    }

    /** The stem: the first convolution of codes, or of float pixels. */
    public Step.Conv stem() {
        return (Step.Conv) steps.stream()
                .filter(Step.Conv.class::isInstance)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("every network has a stem"));
    }

    /** Whether a step reads what stands for pixels: the stem, unless a convolution of bit planes stands in front of it. */
    public boolean readsPicture(Step step) {
        return step.equals(steps.getFirst());
    }

    /** The convolution of bit planes, where there is one. */
    public Optional<Step.PlaneConv> planes() {
        return steps.getFirst() instanceof Step.PlaneConv planes ? Optional.of(planes) : Optional.empty();
    }

    private static final class Builder {
        private final List<Step> steps = new ArrayList<>();
        private final double width;
        private final int planeFilters;
        private final int classifierCodes;
        /** Result of the last step that makes sums, not yet normalized and quantized. */
        private String sums = EMBEDDING;

        private int channels;
        private int pool = 1;
        /** Of the block whose steps are being added. */
        private LayerBits bits = LayerBits.DEFAULT;

        private int counter;

        Builder(double width, int planeFilters, int classifierCodes) {
            this.width = width;
            this.planeFilters = planeFilters;
            this.classifierCodes = classifierCodes;
        }

        private int scaled(int base) {
            return width == 1 ? base : Math.max(8, (int) Math.round(base * width / 8) * 8);
        }

        void add(NetworkSpec.Block block, int inputChannels, int classes) {
            switch (block) {
                case NetworkSpec.Block.Stem(int out, int kernel, int stride, LayerBits own) -> {
                    bits = own;
                    String codes = EMBEDDING;
                    int in = inputChannels;
                    if (planeFilters > 0) {
                        Step.PlaneConv planes = new Step.PlaneConv(PLANES, EMBEDDING, planeFilters, PLANE_KERNEL);
                        steps.add(planes);
                        sums = planes.name();
                        channels = planes.out();
                        in = channels;
                        codes = activation("stem");
                    }
                    channels = scaled(out);
                    conv("stem", codes, in, channels, kernel, stride, Scale.PER_CHANNEL);
                }
                case NetworkSpec.Block.Pool(int size) -> pool *= size;
                case NetworkSpec.Block.Conv(int out, int kernel, int stride, LayerBits own) -> {
                    bits = own;
                    String name = "conv" + ++counter;
                    String codes = activation(name);
                    // Its sums may be carried around a residual; batch norm absorbs the scale where they are not.
                    conv(name, codes, channels, scaled(out), kernel, stride, Scale.CONSTANT);
                    channels = scaled(out);
                }
                case NetworkSpec.Block.Residual(int kernel, LayerBits own) -> {
                    bits = own;
                    String name = "res" + ++counter;
                    String carried = sums;
                    conv(name, activation(name), channels, channels, kernel, 1, Scale.CONSTANT);
                    addition(name, carried);
                }
                case NetworkSpec.Block.Basic(int out, int stride, int repeat, LayerBits own) -> {
                    bits = own;
                    for (int i = 0; i < repeat; i++) {
                        basic(scaled(out), i == 0 ? stride : 1, i == 0);
                    }
                }
                case NetworkSpec.Block.Bottleneck(int middle, int stride, int repeat, LayerBits own) -> {
                    bits = own;
                    for (int i = 0; i < repeat; i++) {
                        bottleneck(scaled(middle), i == 0 ? stride : 1, i == 0);
                    }
                }
                case NetworkSpec.Block.Classifier(LayerBits own) -> {
                    bits = own;
                    classifier("classifier", classes);
                }
            }
        }

        private void classifier(String name, int classes) {
            int pooled = pool;
            String input = activation(name);
            for (int code = 1; code < classifierCodes; code++) {
                pool = pooled;
                activation(Step.Classifier.part(name, code));
            }
            steps.add(new Step.Classifier(name, input, classifierCodes, channels * classifierCodes, classes, bits));
        }

        private void basic(int out, int stride, boolean projection) {
            String name = "block" + ++counter;
            String carried = sums;
            String codes = activation(name + ".a");
            if (projection) {
                conv(name + ".skip", codes, channels, out, 1, stride, Scale.CONSTANT);
                carried = sums;
            }
            conv(name + ".a", codes, channels, out, 3, stride, Scale.PER_CHANNEL);
            channels = out;
            conv(name + ".b", activation(name + ".b"), out, out, 3, 1, Scale.CONSTANT);
            addition(name, carried);
        }

        private void bottleneck(int middle, int stride, boolean projection) {
            String name = "block" + ++counter;
            String carried = sums;
            String codes = activation(name + ".a");
            int out = 4 * middle;
            if (projection) {
                conv(name + ".skip", codes, channels, out, 1, stride, Scale.CONSTANT);
                carried = sums;
            }
            conv(name + ".a", codes, channels, middle, 1, 1, Scale.PER_CHANNEL);
            channels = middle;
            conv(name + ".b", activation(name + ".b"), middle, middle, 3, stride, Scale.PER_CHANNEL);
            conv(name + ".c", activation(name + ".c"), middle, out, 1, 1, Scale.CONSTANT);
            channels = out;
            addition(name, carried);
        }

        private void conv(String name, String input, int in, int out, int kernel, int stride, Scale scale) {
            steps.add(new Step.Conv(name, input, in, out, kernel, stride, scale, bits));
            sums = name;
        }

        private String activation(String before) {
            String name = activationOf(before);
            steps.add(new Step.Activation(name, sums, channels, pool, bits));
            pool = 1;
            return name;
        }

        private void addition(String name, String carried) {
            steps.add(new Step.Add(name + ".add", carried, sums));
            sums = name + ".add";
        }
    }
}
