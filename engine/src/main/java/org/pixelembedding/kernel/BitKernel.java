package org.pixelembedding.kernel;

/**
 * The engine's inner loops. Every implementation gives exactly what {@link ScalarBitKernel} gives; all numbers are
 * integers that the planner has proved to fit. Kernels check nothing, keep nothing and allocate nothing.
 *
 * <p>All work on output pixels {@code from} to {@code to - 1}, in order {@code [y][x]}, so that work can be split.
 */
public interface BitKernel {
    /** Longs of scratch space that every method may use up. */
    int SCRATCH = 1024;

    /** Stable, shown in logs and benchmark tables: {@code scalar}, {@code vector-256}. */
    String name();

    /** Outputs per tile of weights, a power of two up to 64. */
    int tile();

    /**
     * Convolution, thresholds, packing; the sums never go to memory as a tensor. Weights of one plane only.
     *
     * @param windowSums sum of the codes in the window of each output pixel: with signs as bits (1 is +1) and
     *     {@code counts = sum over planes p of 2^p * bitCount(weights & codes)}, a sum is {@code 2 * counts - windowSum}
     * @param target packed codes; the longs of the pixels are overwritten
     */
    void toCodes(
            PackedConvolution convolution,
            PackedThresholds thresholds,
            long[] source,
            int[] windowSums,
            long[] target,
            int from,
            int to,
            long[] scratch);

    /**
     * Convolution to sums, order {@code [pixel][output]}.
     *
     * @param add true adds to what stands in {@code sums}: a residual add costs no pass of its own
     */
    void toSums(
            PackedConvolution convolution,
            long[] source,
            int[] windowSums,
            int[] sums,
            boolean add,
            int from,
            int to,
            long[] scratch);

    /** Sums, order {@code [pixel][channel]}, to packed codes. */
    void threshold(PackedThresholds thresholds, int[] sums, long[] target, int from, int to);

    /**
     * First convolution by look-up and add, thresholds, packing. Sums are within +-32766.
     *
     * @param rows of the picture with its padding: index of each pixel's row in the table, times the row's length
     */
    void lookUp(
            PackedLookUp lookUp,
            PackedThresholds thresholds,
            int[] rows,
            long[] target,
            int from,
            int to,
            long[] scratch);
}
