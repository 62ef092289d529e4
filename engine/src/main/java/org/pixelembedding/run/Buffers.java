package org.pixelembedding.run;

/**
 * What one session writes into: a buffer per node that is materialised, and what the first layer needs. An array of
 * length 0 stands for "not there".
 */
final class Buffers {
    private static final byte[] NO_PICTURE = {};

    /** Codes of node i, in its {@link org.pixelembedding.kernel.BitPlaneLayout}. */
    final long[][] codes;
    /** Sums of node i in 32 bits, order {@code [y][x][channel]}. */
    final int[][] sums;
    /** Sums of node i in 16 bits; a node has these or those. */
    final short[][] narrowSums;
    /** Look-up first layer: where the row of each colour value of the padded picture begins in the table. */
    final int[] rows;
    /** Float first layer: the padded picture, normalized. */
    final float[] pixels;
    /** Float classifier: codes summed over the picture, per channel. */
    final int[] channelSums;

    final float[] logits;
    byte[] rgb = NO_PICTURE;

    /** Takes over the arrays. */
    Buffers(
            long[][] codes,
            int[][] sums,
            short[][] narrowSums,
            int rowCount,
            int pixelCount,
            int channelCount,
            int logitCount) {
        this.codes = codes;
        this.sums = sums;
        this.narrowSums = narrowSums;
        rows = new int[rowCount];
        pixels = new float[pixelCount];
        channelSums = new int[channelCount];
        logits = new float[logitCount];
    }
}
