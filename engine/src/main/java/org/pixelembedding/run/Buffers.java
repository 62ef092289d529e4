package org.pixelembedding.run;

/**
 * What one session writes into: a buffer per node that is materialised, and scratch space. An array of length 0 stands
 * for "not there".
 */
final class Buffers {
    private static final byte[] NO_PICTURE = {};

    /** Codes of node i, in its {@link org.pixelembedding.kernel.BitPlaneLayout}. */
    final long[][] codes;
    /** Sums of node i, order {@code [y][x][channel]}. */
    final int[][] sums;
    /** Counts of one output pixel. */
    final long[] counts;
    /** Sums of one output pixel. */
    final int[] pixelSums;
    /** One picture of codes, unpacked: float ends only. */
    final int[] unpacked;

    final float[] logits;
    byte[] rgb = NO_PICTURE;

    Buffers(long[][] codes, int[][] sums, int widest, int unpackedSize, int logitCount) {
        this.codes = codes;
        this.sums = sums;
        counts = new long[widest];
        pixelSums = new int[widest];
        unpacked = new int[unpackedSize];
        logits = new float[logitCount];
    }
}
