package org.pixelembedding.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.kernel.BitKernels;
import org.pixelembedding.kernel.BitPlaneLayout;
import org.pixelembedding.model.FloatClassifier;
import org.pixelembedding.model.FloatStem;
import org.pixelembedding.model.Layer;
import org.pixelembedding.model.MaxPool2d;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.ShapeException;
import org.pixelembedding.model.TensorSpec;

/**
 * Decides once how a model runs: which layers are fused, which kernel serves each, where every tensor lies. All checks
 * happen here, so that kernels check nothing. Accumulators are int32: a {@link Model} cannot be made of layers whose
 * sums do not fit, and {@link TensorSpec#bound} is checked again for the size that is planned.
 */
public final class Planner {
    private final Model model;
    private final int height;
    private final int width;
    private final BitKernel kernel;
    private final boolean fuse;
    private final List<TensorSpec> specs;
    private final List<Optional<BitPlaneLayout>> layouts = new ArrayList<>();
    private final boolean[] sumsKept;
    private final List<Operation> operations = new ArrayList<>();

    private Planner(Model model, int height, int width, BitKernel kernel, boolean fuse) {
        this.model = model;
        this.height = height;
        this.width = width;
        this.kernel = kernel;
        this.fuse = fuse;
        specs = model.specs(height, width);
        sumsKept = new boolean[specs.size()];
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
        for (int i = 0; i < specs.size(); i++) {
            layouts.add(
                    specs.get(i).kind() == TensorSpec.Kind.CODES && !embeddingDisappears(i)
                            ? Optional.of(layout(i))
                            : Optional.empty());
        }
        for (int i = 0; i < specs.size(); i++) {
            add(i);
        }
        return new Plan(model, height, width, specs, layouts, sumsKept, operations);
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

    private void add(int index) {
        Layer layer = layer(index);
        switch (layer.kind()) {
            case PIXEL_EMBEDDING -> {
                if (!embeddingDisappears(index)) {
                    operations.add(new EmbeddingOperation((PixelEmbedding) layer, index, layoutOf(index)));
                }
            }
            case QUANT_CONV_2D -> {
                if (thresholdBehind(index) < 0) {
                    sumsKept[index] = true;
                    operations.add(convolution(index, index, Optional.empty()));
                }
            }
            case MULTI_THRESHOLD -> {
                CodeWriter codes = new CodeWriter(((MultiThreshold) layer).thresholds(), layoutOf(index));
                int conv = input(index, 0);
                operations.add(
                        thresholdBehind(conv) == index
                                ? convolution(conv, index, Optional.of(codes))
                                : new SimpleOperations.Threshold(index, conv, codes, specs.get(conv)));
            }
            case MAX_POOL_2D ->
                operations.add(new SimpleOperations.Pool(
                        index, input(index, 0), (MaxPool2d) layer, layoutOf(input(index, 0)), layoutOf(index)));
            case RESIDUAL_ADD -> {
                sumsKept[index] = true;
                operations.add(new SimpleOperations.Add(index, input(index, 0), input(index, 1)));
            }
            case GLOBAL_SUM_POOL -> {
                sumsKept[index] = true;
                operations.add(new SimpleOperations.GlobalSum(index, input(index, 0)));
            }
            case FLOAT_STEM ->
                operations.add(new SimpleOperations.Stem(index, (FloatStem) layer, height, width, layoutOf(index)));
            case FLOAT_CLASSIFIER ->
                operations.add(new SimpleOperations.Classify(
                        index, input(index, 0), (FloatClassifier) layer, layoutOf(input(index, 0))));
        }
    }

    private Operation convolution(int conv, int result, Optional<CodeWriter> codes) {
        QuantConv2d layer = (QuantConv2d) layer(conv);
        int input = input(conv, 0);
        if (embeddingDisappears(input)) {
            return new TableConvolution(
                    (PixelEmbedding) layer(input), layer, kernel, height, width, result, specs.get(conv), codes);
        }
        return new BitConvolution(layer, kernel, input, layoutOf(input), result, specs.get(conv), codes);
    }

    /** An embedding that feeds one convolution only becomes part of it, as tables. */
    private boolean embeddingDisappears(int index) {
        List<Integer> readers = readers(index);
        return fuse
                && layer(index) instanceof PixelEmbedding embedding
                && readers.size() == 1
                && layer(readers.get(0)) instanceof QuantConv2d conv
                && TableConvolution.suits(embedding, conv);
    }

    /** The threshold that is the only reader of a convolution's sums, or -1: then the two are one operation. */
    private int thresholdBehind(int conv) {
        List<Integer> readers = readers(conv);
        boolean fused = fuse
                && layer(conv).kind() == Layer.Kind.QUANT_CONV_2D
                && readers.size() == 1
                && layer(readers.get(0)).kind() == Layer.Kind.MULTI_THRESHOLD;
        return fused ? readers.get(0) : -1;
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
        return layouts.get(index)
                .orElseThrow(() -> new IllegalStateException(
                        "layer " + model.nodes().get(index).name() + " keeps no codes"));
    }
}
