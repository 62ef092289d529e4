package org.pixelembedding.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.kernel.BitKernels;
import org.pixelembedding.kernel.BitPlaneLayout;
import org.pixelembedding.kernel.LookUpTerms;
import org.pixelembedding.kernel.PackedLookUp;
import org.pixelembedding.kernel.PackedThresholds;
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
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.ShapeException;
import org.pixelembedding.model.TensorSpec;
import org.pixelembedding.model.Thresholds;

/**
 * Decides once how a model runs: which layers are fused, which kernel serves each, where every tensor lies. All checks
 * happen here, so that kernels check nothing. Sums are kept in 16 bits where {@link TensorSpec#bound} proves that they
 * fit, for the size that is planned, else in 32; a {@link Model} cannot be made of layers whose sums do not fit those.
 */
public final class Planner {
    private final Model model;
    private final int height;
    private final int width;
    private final BitKernel kernel;
    private final boolean fuse;
    private final List<TensorSpec> specs;
    private CodeArena arena;
    /** Node in whose buffer the sums of each node are, or -1. */
    private final int[] sumsIn;
    /** Whether the sums of each node fit 16 bits, and those of all nodes that it is added to. */
    private final boolean[] narrow;

    private final Set<Integer> fused = new HashSet<>();
    private final List<Operation> operations = new ArrayList<>();

    private Planner(Model model, int height, int width, BitKernel kernel, boolean fuse) {
        this.model = model;
        this.height = height;
        this.width = width;
        this.kernel = kernel;
        this.fuse = fuse;
        specs = model.specs(height, width);
        sumsIn = new int[specs.size()];
        Arrays.fill(sumsIn, -1);
        narrow = narrow();
    }

    /** Sums that are added to each other are of one width; the class sums at the end are what callers see: int32. */
    private boolean[] narrow() {
        int count = specs.size();
        int[] group = new int[count];
        for (int i = 0; i < count; i++) {
            group[i] = i;
            if (layer(i).kind() == Layer.Kind.RESIDUAL_ADD) {
                for (int which = 0; which < 2; which++) {
                    int joined = group[input(i, which)];
                    for (int j = 0; j < i; j++) {
                        group[j] = group[j] == joined ? i : group[j];
                    }
                }
            }
        }
        boolean[] fits = new boolean[count];
        Arrays.fill(fits, true);
        for (int i = 0; i < count; i++) {
            TensorSpec spec = specs.get(i);
            boolean itFits = spec.kind() == TensorSpec.Kind.SUMS
                    && spec.bound() <= BitKernel.NARROW
                    && layer(i).kind() != Layer.Kind.GLOBAL_SUM_POOL
                    && i != count - 1;
            for (int j = 0; j < count && !itFits; j++) {
                fits[j] &= group[j] != group[i];
            }
        }
        return fits;
    }

    /**
     * Bits in which a plan keeps the sums of each node, in the model's order: 16 or 32, 0 for nodes that make no sums.
     *
     * @throws ShapeException if the network cannot take pictures of that size; names the layer
     */
    public static List<Integer> accumulatorBits(Model model, int height, int width) {
        Planner planner = new Planner(model, height, width, BitKernels.named("scalar"), true);
        List<Integer> bits = new ArrayList<>();
        for (int i = 0; i < planner.specs.size(); i++) {
            boolean sums = planner.specs.get(i).kind() == TensorSpec.Kind.SUMS;
            bits.add(!sums ? 0 : planner.narrow[i] ? Short.SIZE : Integer.SIZE);
        }
        return bits;
    }

    /**
     * The plan for everyday use: layers fused, the best kernel of this JVM.
     *
     * @throws ShapeException if the network cannot take pictures of that size; names the layer
     */
    public static Plan plan(Model model, int height, int width) {
        return plan(model, height, width, BitKernels.best());
    }

    /** The same on a kernel of one's choice. */
    public static Plan plan(Model model, int height, int width, BitKernel kernel) {
        return new Planner(model, height, width, kernel, true).plan();
    }

    /** Nothing is fused, so that every layer's codes and sums can be looked at. */
    public static Plan planKeepingAll(Model model, int height, int width) {
        return planKeepingAll(model, height, width, BitKernels.best());
    }

    /** The same on a kernel of one's choice. */
    public static Plan planKeepingAll(Model model, int height, int width, BitKernel kernel) {
        return new Planner(model, height, width, kernel, false).plan();
    }

    private Plan plan() {
        List<CodeArena.Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            if (specs.get(i).kind() == TensorSpec.Kind.CODES && !embeddingDisappears(i)) {
                tensors.add(new CodeArena.Tensor(i, layout(i), firstWritten(i), lastRead(i)));
            }
        }
        arena = new CodeArena(specs.size(), tensors);
        for (int i = 0; i < specs.size(); i++) {
            if (!fused.contains(i)) {
                add(i);
            }
        }
        return new Plan(model, kernel.name(), height, width, specs, arena, sumsIn, narrow, operations);
    }

    private BitPlaneLayout layout(int index) {
        TensorSpec spec = specs.get(index);
        int border = 0;
        for (int reader : readers(index)) {
            if (layer(reader) instanceof QuantConv2d conv) {
                border = Math.max(border, conv.padding());
            }
        }
        return new BitPlaneLayout(spec.height(), spec.width(), spec.channels(), spec.bits(), border);
    }

    /**
     * Index of the earliest operation, named by the first of its nodes, that may write a node's codes: thresholds may be part
     * of the convolution in front of them, or of the one that finishes the add in front of them.
     */
    private int firstWritten(int index) {
        if (layer(index).kind() != Layer.Kind.MULTI_THRESHOLD) {
            return index;
        }
        int sums = input(index, 0);
        return layer(sums).kind() == Layer.Kind.RESIDUAL_ADD ? Math.max(input(sums, 0), input(sums, 1)) : sums;
    }

    /** Index of the last operation that reads a node's codes; beyond all where they are to be kept. */
    private int lastRead(int index) {
        List<Integer> readers = readers(index);
        return fuse && !readers.isEmpty() ? readers.get(readers.size() - 1) : Integer.MAX_VALUE;
    }

    private void add(int index) {
        Layer layer = layer(index);
        switch (layer.kind()) {
            case PIXEL_EMBEDDING -> {
                if (!embeddingDisappears(index)) {
                    operations.add(EmbeddingOperation.of((PixelEmbedding) layer, index, layoutOf(index)));
                }
            }
            case ORDERED_DITHER -> operations.add(EmbeddingOperation.of((OrderedDither) layer, index, layoutOf(index)));
            case JOINT_EMBEDDING -> operations.add(joint(index));
            case BIT_PLANE_CONV_2D -> bitPlanes(index);
            case QUANT_CONV_2D -> convolution(index);
            case MULTI_THRESHOLD ->
                operations.add(new SimpleOperations.Threshold(
                        index, input(index, 0), narrow[input(index, 0)], kernel, thresholds(index)));
            case MAX_POOL_2D ->
                operations.add(new SimpleOperations.Pool(
                        index, (MaxPool2d) layer, layoutOf(input(index, 0)), layoutOf(index)));
            case RESIDUAL_ADD -> {
                sumsIn[index] = index;
                operations.add(new SimpleOperations.Add(index, input(index, 0), input(index, 1), narrow[index]));
            }
            case GLOBAL_SUM_POOL -> {
                sumsIn[index] = index;
                operations.add(new SimpleOperations.GlobalSum(index, input(index, 0), narrow[input(index, 0)]));
            }
            case FLOAT_STEM ->
                operations.add(new FloatStemOperation(
                        (FloatStem) layer, kernel, height, width, index, specs.get(index), layoutOf(index)));
            case FLOAT_CLASSIFIER ->
                operations.add(new FloatClassifierOperation(index, (FloatClassifier) layer, layoutOf(input(index, 0))));
        }
    }

    /** A convolution with everything behind it that can go with it. */
    private void convolution(int conv) {
        QuantConv2d layer = (QuantConv2d) layer(conv);
        int input = input(conv, 0);
        if (embeddingDisappears(input)) {
            int codes = thresholdBehind(conv);
            fused.add(codes);
            operations.add(lookUp(LookUpTerms.of((PixelEmbedding) layer(input), layer), conv, codes));
            return;
        }
        int add = addBehind(conv);
        int sumsOf = add >= 0 ? add : conv;
        int codes = fuse ? firstThreshold(sumsOf) : -1;
        boolean codesOnly = add < 0 && layer.weightBits() == 1 && thresholdBehind(conv) >= 0;
        if (add >= 0) {
            sumsIn[add] = sumsIn[otherInput(add, conv)];
            fused.add(add);
        } else if (!codesOnly) {
            sumsIn[conv] = conv;
        }
        fused.add(codes);
        operations.add(new BitConvolution(
                layer,
                kernel,
                layoutOf(input),
                Math.max(sumsOf, codes),
                specs.get(conv),
                new BitConvolution.Tail(codesOnly ? -1 : sumsIn[sumsOf], narrow[sumsOf], add >= 0, codes),
                codes >= 0 ? Optional.of(thresholds(codes)) : Optional.empty()));
    }

    /** Depth-wise planes with the thresholds behind them, as far as that goes; else their sums. */
    private void bitPlanes(int index) {
        BitPlaneConv2d layer = (BitPlaneConv2d) layer(index);
        int codes = thresholdBehind(index);
        LookUpTerms terms = LookUpTerms.of(layer);
        if (codes >= 0 && PackedLookUp.suits(terms)) {
            fused.add(codes);
            operations.add(lookUp(terms, index, codes));
        } else {
            sumsIn[index] = index;
            operations.add(new BitPlaneSums(index, layer, height, width, specs.get(index), narrow[index]));
        }
    }

    private LookUpConvolution lookUp(LookUpTerms terms, int sums, int codes) {
        return new LookUpConvolution(
                terms,
                kernel,
                height,
                width,
                codes,
                specs.get(sums),
                layer(sums).macs(model.inputsOf(sums, specs, height, width)),
                ((MultiThreshold) layer(codes)).thresholds(),
                layoutOf(codes));
    }

    /** Joint embedding is a table of one tap, with its thresholds for every channel. */
    private LookUpConvolution joint(int index) {
        JointEmbedding layer = (JointEmbedding) layer(index);
        int[] levels = layer.toThresholds();
        int[] values = new int[layer.channels() * levels.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = levels[i % levels.length];
        }
        Thresholds thresholds = new Thresholds(layer.bits(), values, new boolean[layer.channels()]);
        return new LookUpConvolution(
                LookUpTerms.of(layer), kernel, height, width, index, specs.get(index), 0, thresholds, layoutOf(index));
    }

    /**
     * The residual add that a convolution can finish by adding to the other addend's buffer, or -1. Everybody else who
     * reads that addend must have read it by then.
     */
    private int addBehind(int conv) {
        List<Integer> readers = readers(conv);
        if (!fuse || readers.size() != 1 || layer(readers.get(0)).kind() != Layer.Kind.RESIDUAL_ADD) {
            return -1;
        }
        int add = readers.get(0);
        int other = otherInput(add, conv);
        boolean free = other < conv
                && sumsIn[other] >= 0
                && readers(other).stream().allMatch(reader -> reader == add || reader < conv);
        return free ? add : -1;
    }

    private int otherInput(int add, int conv) {
        return input(add, 0) == conv ? input(add, 1) : input(add, 0);
    }

    private PackedThresholds thresholds(int index) {
        return new PackedThresholds(((MultiThreshold) layer(index)).thresholds(), layoutOf(index));
    }

    /** The first threshold that reads a node's sums, or -1. */
    private int firstThreshold(int index) {
        return readers(index).stream()
                .filter(reader -> layer(reader).kind() == Layer.Kind.MULTI_THRESHOLD)
                .findFirst()
                .orElse(-1);
    }

    /**
     * An embedding that feeds one convolution with thresholds behind it becomes part of that, as tables, where they fit and
     * the kernel's costs say that adding rows is cheaper than counting bits.
     */
    private boolean embeddingDisappears(int index) {
        List<Integer> readers = readers(index);
        return fuse
                && layer(index) instanceof PixelEmbedding embedding
                && readers.size() == 1
                && layer(readers.get(0)) instanceof QuantConv2d conv
                && thresholdBehind(readers.get(0)) >= 0
                && PackedLookUp.suits(LookUpTerms.of(embedding, conv))
                && kernel.firstLayerCost().prefersLookUp(embedding, conv);
    }

    /** The threshold that is the only reader of a convolution's sums, or -1. */
    private int thresholdBehind(int conv) {
        List<Integer> readers = readers(conv);
        boolean only = fuse && readers.size() == 1 && layer(readers.get(0)).kind() == Layer.Kind.MULTI_THRESHOLD;
        return only ? readers.get(0) : -1;
    }

    private List<Integer> readers(int index) {
        String name = model.nodes().get(index).name();
        List<Integer> readers = new ArrayList<>();
        for (int i = index + 1; i < model.nodes().size(); i++) {
            Node node = model.nodes().get(i);
            if (node.inputs().contains(name)) {
                readers.add(i);
            }
        }
        return readers;
    }

    private Layer layer(int index) {
        return model.nodes().get(index).layer();
    }

    private int input(int index, int which) {
        return model.indexOf(model.nodes().get(index).inputs().get(which));
    }

    private BitPlaneLayout layoutOf(int index) {
        return arena.layout(index)
                .orElseThrow(() -> new IllegalStateException(
                        "layer " + model.nodes().get(index).name() + " keeps no codes"));
    }
}
