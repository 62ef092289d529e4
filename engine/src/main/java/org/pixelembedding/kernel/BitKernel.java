package org.pixelembedding.kernel;

/**
 * The engine's inner loops. Every implementation gives exactly what {@link ScalarBitKernel} gives; all numbers are
 * integers that the planner has proved to fit. Kernels check nothing, keep nothing and allocate nothing.
 *
 * <p>All work on output pixels {@code from} to {@code to - 1}, in order {@code [y][x]}, so that work can be split among
 * threads: different pixels are written to different places.
 *
 * <p>Sums have order {@code [pixel][output]}. They are kept in 16 bits where the planner has proved that every one lies
 * within +-{@link #NARROW}, else in 32.
 */
public interface BitKernel {
    /** Largest absolute sum that is kept in 16 bits: one less than a short holds, so that a threshold can be above it. */
    int NARROW = Short.MAX_VALUE - 1;

    /** Stable, shown in logs and benchmark tables: {@code scalar}, {@code vector-256}. */
    String name();

    /** Outputs per tile of weights, a power of two up to 64. */
    int tile();

    /** Which output of its tile stands at {@code position} of the packed weights; a permutation of 0..tile - 1. */
    int outputAt(int position);

    /**
     * Bytes of a look-up table whose outputs are in the order of {@link PackedLookUp#outputAt}; even, divides 64. 0 if the
     * kernel takes them as {@link PackedLookUp#longs}.
     */
    int lookUpGroup();

    /**
     * Whether sums of 2-bit codes are looked up by weights instead of counted, so that convolutions lay their weights out as
     * {@link PackedConvolution#nibbles} too.
     */
    default boolean looksCodesUp() {
        return false;
    }

    /** By which the planner chooses between {@link #lookUp} and counting bits. */
    FirstLayerCost firstLayerCost();

    /** Convolution, thresholds, packing; the sums never go to memory as a tensor. Weights of one plane only. */
    void toCodes(
            PackedConvolution convolution,
            PackedThresholds thresholds,
            long[] source,
            long[] target,
            int from,
            int to,
            KernelScratch scratch);

    /**
     * Convolution to 16-bit sums.
     *
     * @param add true adds to what stands in {@code sums}: a residual add costs no pass of its own
     */
    void toSums(
            PackedConvolution convolution,
            long[] source,
            short[] sums,
            boolean add,
            int from,
            int to,
            KernelScratch scratch);

    /** Convolution to 32-bit sums, as above. */
    void toSums(
            PackedConvolution convolution,
            long[] source,
            int[] sums,
            boolean add,
            int from,
            int to,
            KernelScratch scratch);

    /** Convolution to 16-bit sums that are kept, and their codes, in one pass. */
    void toSumsAndCodes(
            PackedConvolution convolution,
            PackedThresholds thresholds,
            long[] source,
            short[] sums,
            boolean add,
            long[] target,
            int from,
            int to,
            KernelScratch scratch);

    /** 16-bit sums to packed codes. */
    void threshold(PackedThresholds thresholds, short[] sums, long[] target, int from, int to);

    /** 32-bit sums to packed codes. */
    void threshold(PackedThresholds thresholds, int[] sums, long[] target, int from, int to);

    /**
     * First convolution by look-up and add, thresholds, packing.
     *
     * @param thresholds raised by {@link PackedLookUp#shift}
     * @param values of the picture with its padding, as {@link PackedLookUp} says
     */
    void lookUp(
            PackedLookUp lookUp,
            PackedThresholds thresholds,
            short[] values,
            long[] target,
            int from,
            int to,
            KernelScratch scratch);

    /**
     * First convolution of a baseline model in float32, batch norm, quantizer, packing. The sum of an output is {@code
     * sum = fma(pixel, weight, sum)} in the order of the taps; then {@code sum * gain}, then {@code + bias}, each
     * rounded; so that every implementation gives the same codes.
     *
     * @param pixels normalized, order {@code [y][x][colour]}, with its padding of zeros
     */
    void floatStem(PackedFloatStem stem, float[] pixels, long[] target, int from, int to, KernelScratch scratch);
}
