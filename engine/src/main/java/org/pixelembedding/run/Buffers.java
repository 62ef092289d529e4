package org.pixelembedding.run;

import org.pixelembedding.kernel.BitKernel;

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
    /** Scratch space of kernels. */
    final long[] scratch = new long[BitKernel.SCRATCH];
    /** Scratch space of operations. */
    final int[] scratchInts;
    /** Sum of the codes in the window of each output pixel of the convolution under way. */
    final int[] windowSums;
    /** One picture of codes, unpacked: float ends only. */
    final int[] unpacked;

    final float[] logits;
    byte[] rgb = NO_PICTURE;

    /** Takes over the arrays. */
    Buffers(long[][] codes, int[][] sums, int scratchInts, int windows, int unpackedSize, int logitCount) {
        this.codes = codes;
        this.sums = sums;
        this.scratchInts = new int[scratchInts];
        windowSums = new int[windows];
        unpacked = new int[unpackedSize];
        logits = new float[logitCount];
    }
}
