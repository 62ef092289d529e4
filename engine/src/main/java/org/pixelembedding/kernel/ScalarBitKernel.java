package org.pixelembedding.kernel;

/**
 * The kernel that runs on every JVM, and the reference for all others. "Scalar" is what the source says: outputs are the
 * inner loop and lie next to each other, so that C2 turns {@link Long#bitCount} into vector instructions where the
 * CPU has them.
 */
public final class ScalarBitKernel implements BitKernel {
    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public void addCounts(
            long[] codes,
            int codesFrom,
            int words,
            int planes,
            long[] weights,
            int weightsFrom,
            int outputs,
            long[] counts) {
        if (planes == 2) {
            for (int i = 0; i < words; i++) {
                addTwoPlanes(
                        codes[codesFrom + 2 * i],
                        codes[codesFrom + 2 * i + 1],
                        weights,
                        weightsFrom + i * outputs,
                        outputs,
                        counts);
            }
        } else {
            for (int i = 0; i < words; i++) {
                for (int p = 0; p < planes; p++) {
                    addPlane(codes[codesFrom + i * planes + p], p, weights, weightsFrom + i * outputs, outputs, counts);
                }
            }
        }
    }

    /** The common case: one pass over the counts for both planes. */
    private static void addTwoPlanes(long low, long high, long[] weights, int from, int outputs, long[] counts) {
        for (int o = 0; o < outputs; o++) {
            long w = weights[from + o];
            counts[o] += Long.bitCount(w & low) + 2L * Long.bitCount(w & high);
        }
    }

    private static void addPlane(long plane, int shift, long[] weights, int from, int outputs, long[] counts) {
        for (int o = 0; o < outputs; o++) {
            counts[o] += (long) Long.bitCount(weights[from + o] & plane) << shift;
        }
    }

    @Override
    public int codeSum(long[] codes, int codesFrom, int words, int planes) {
        int sum = 0;
        for (int i = 0; i < words * planes; i++) {
            sum += Long.bitCount(codes[codesFrom + i]) << (i % planes);
        }
        return sum;
    }

    @Override
    public void addRow(short[] table, int from, int outputs, int[] sums) {
        for (int o = 0; o < outputs; o++) {
            sums[o] += table[from + o];
        }
    }
}
