package org.pixelembedding.kernel;

/**
 * The engine's inner loops. Every implementation returns exactly what {@link ScalarBitKernel} returns; all numbers are
 * integers that the planner has proved to fit.
 */
public interface BitKernel {
    /** Stable, shown in logs and benchmark tables: {@code scalar}, {@code vector-256}. */
    String name();

    /**
     * Weighted counts of common ones, for all outputs of one run of taps:
     *
     * <pre>counts[o] += sum over i in [0, words), p in [0, planes) of
     *     2^p * bitCount(weights[weightsFrom + i * outputs + o] &amp; codes[codesFrom + i * planes + p])</pre>
     *
     * With signs as bits (1 is +1) and codes as planes, {@code 2 * counts - codeSum} is the convolution's sum.
     */
    void addCounts(
            long[] codes,
            int codesFrom,
            int words,
            int planes,
            long[] weights,
            int weightsFrom,
            int outputs,
            long[] counts);

    /** Sum of the codes of one run: sum over i, p of {@code 2^p * bitCount(codes[codesFrom + i * planes + p])}. */
    int codeSum(long[] codes, int codesFrom, int words, int planes);

    /** {@code sums[o] += table[from + o]}, o in [0, outputs): one row of look-up and add. */
    void addRow(short[] table, int from, int outputs, int[] sums);
}
