package org.pixelembedding.model;

import java.util.List;
import java.util.Locale;

/** One step of a frozen network. Weights and thresholds are part of it; buffers and kernels are not. */
public sealed interface Layer
        permits PixelEmbedding,
                OrderedDither,
                JointEmbedding,
                BitPlaneConv2d,
                QuantConv2d,
                MultiThreshold,
                MaxPool2d,
                ResidualAdd,
                GlobalSumPool,
                FloatStem,
                FloatClassifier {

    /** Which step it is; executors at release 17 switch on it without a default. */
    enum Kind {
        PIXEL_EMBEDDING("pixel-embedding", 1),
        ORDERED_DITHER("ordered-dither", 2),
        JOINT_EMBEDDING("joint-embedding", 2),
        BIT_PLANE_CONV_2D("bit-plane-conv2d", 2),
        QUANT_CONV_2D("quant-conv2d", 1),
        MULTI_THRESHOLD("multi-threshold", 1),
        MAX_POOL_2D("max-pool2d", 1),
        RESIDUAL_ADD("residual-add", 1),
        GLOBAL_SUM_POOL("global-sum-pool", 1),
        FLOAT_STEM("float-stem", 1),
        FLOAT_CLASSIFIER("float-classifier", 1);

        private final String tag;
        private final int since;

        Kind(String tag, int since) {
            this.tag = tag;
            this.since = since;
        }

        /** Its name in model files; never changes once written. */
        public String tag() {
            return tag;
        }

        /** Version of the model file format that brought it. */
        public int since() {
            return since;
        }
    }

    Kind kind();

    /**
     * What it makes of its inputs.
     *
     * @throws ShapeException if the inputs do not fit; the message says what was wanted and what came
     */
    TensorSpec output(List<TensorSpec> inputs);

    /** Multiply-accumulates per image, as papers count them: one per weight per output pixel. */
    default long macs(List<TensorSpec> inputs) {
        return 0;
    }

    /** Bits per weight: 1 to 8, 32 for float layers, 0 where there are none. */
    default int weightBits() {
        return 0;
    }

    /** The only input, checked for number and kind. */
    static TensorSpec single(List<TensorSpec> inputs, TensorSpec.Kind kind) {
        if (inputs.size() != 1) {
            throw new ShapeException("want one input, got " + inputs.size());
        }
        TensorSpec in = inputs.get(0);
        if (in.kind() != kind) {
            throw new ShapeException("want " + kind.name().toLowerCase(Locale.ROOT) + ", is given " + in);
        }
        return in;
    }

    /** Output rows (or columns) of a window that moves over {@code size} plus {@code padding} on both sides. */
    static int windows(int size, int kernel, int stride, int padding) {
        int span = size + 2 * padding - kernel;
        if (span < 0) {
            throw new ShapeException("a window of " + kernel + " does not fit into " + size + " with padding " + padding
                    + " on each side");
        }
        return span / stride + 1;
    }
}
