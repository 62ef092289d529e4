package org.pixelembedding.run;

/**
 * What one session writes into: an arena for codes, a buffer for each chain of sums, and what the first layer needs. An array of
 * length 0 stands for "not there".
 */
final class Buffers {
    private static final byte[] NO_PICTURE = {};

    /** The arena: codes of all nodes, each where its {@link org.pixelembedding.kernel.BitPlaneLayout} says. */
    final long[] codes;
    /** Sums of node i in 32 bits, order {@code [y][x][channel]}. */
    final int[][] sums;
    /** Sums of node i in 16 bits; a node has these or those. */
    final short[][] narrowSums;
    /** Look-up first layer: the padded picture. */
    final short[] values;
    /** Float first layer: the padded picture, normalized. */
    final float[] pixels;
    /** Float classifier: codes summed over the picture, per channel. */
    final int[] channelSums;

    final float[] logits;
    byte[] rgb = NO_PICTURE;

    /** Takes over the arrays. */
    Buffers(
            int arenaLongs,
            int[][] sums,
            short[][] narrowSums,
            int valueCount,
            int pixelCount,
            int channelCount,
            int logitCount) {
        codes = new long[arenaLongs];
        this.sums = sums;
        this.narrowSums = narrowSums;
        values = new short[valueCount];
        pixels = new float[pixelCount];
        channelSums = new int[channelCount];
        logits = new float[logitCount];
    }
}
