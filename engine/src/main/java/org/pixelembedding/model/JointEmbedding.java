package org.pixelembedding.model;

import java.util.Arrays;
import java.util.List;

/**
 * Pixel embedding whose codes look at the three colours together: each code is a threshold count of a sum of three table
 * entries, {@code code_i = number of l with R[r][i] + G[g][i] + B[b][i] >= t_l}. Input {@code h x w x 3} pixels, output
 * {@code h x w x channels} codes. Entries are fixed point: 16-bit whole numbers in a unit that the thresholds share.
 *
 * <p>Immutable: owns its tables and thresholds.
 */
public final class JointEmbedding implements Layer {
    private static final int COLOURS = PixelEmbedding.COLOURS;
    private static final int VALUES = PixelEmbedding.VALUES;
    private static final int MOST_CHANNELS = 3 * 4096;

    private final int channels;
    private final int bits;
    private final short[] tables;
    private final int[] thresholds;

    /**
     * Copies both arrays.
     *
     * @param channels codes per pixel, 1 to 12288
     * @param bits bits of a code, 1 to 8
     * @param tables order {@code [colour][value][channel]}
     * @param thresholds 2^bits - 1, ascending, the same for all channels
     */
    public JointEmbedding(int channels, int bits, short[] tables, int[] thresholds) {
        if (channels < 1 || channels > MOST_CHANNELS || bits < 1 || bits > 8) {
            throw new IllegalArgumentException(
                    "want 1.." + MOST_CHANNELS + " channels, 1..8 bits, got " + channels + ", " + bits);
        }
        if (tables.length != COLOURS * VALUES * channels || thresholds.length != (1 << bits) - 1) {
            throw new IllegalArgumentException("want " + COLOURS * VALUES * channels + " entries and "
                    + ((1 << bits) - 1) + " thresholds, got " + tables.length + " and " + thresholds.length);
        }
        for (int level = 1; level < thresholds.length; level++) {
            if (thresholds[level] < thresholds[level - 1]) {
                throw new IllegalArgumentException(
                        "want ascending thresholds, got " + thresholds[level - 1] + ", " + thresholds[level]);
            }
        }
        this.channels = channels;
        this.bits = bits;
        this.tables = tables.clone();
        this.thresholds = thresholds.clone();
    }

    /** Codes per pixel. */
    public int channels() {
        return channels;
    }

    public int bits() {
        return bits;
    }

    /** What a value (0 to 255) of a colour (0 to 2) adds to a channel's sum. */
    public int entry(int colour, int value, int channel) {
        return tables[(colour * VALUES + value) * channels + channel];
    }

    /** Code of a sum of three entries. */
    public int code(int sum) {
        int code = 0;
        while (code < thresholds.length && sum >= thresholds[code]) {
            code++;
        }
        return code;
    }

    /** A copy, order {@code [colour][value][channel]}. */
    public short[] toTables() {
        return tables.clone();
    }

    /** A copy, ascending. */
    public int[] toThresholds() {
        return thresholds.clone();
    }

    @Override
    public Kind kind() {
        return Kind.JOINT_EMBEDDING;
    }

    @Override
    public TensorSpec output(List<TensorSpec> inputs) {
        TensorSpec in = Layer.single(inputs, TensorSpec.Kind.PIXELS);
        return TensorSpec.codes(in.height(), in.width(), channels, bits);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JointEmbedding that
                && channels == that.channels
                && bits == that.bits
                && Arrays.equals(tables, that.tables)
                && Arrays.equals(thresholds, that.thresholds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(tables);
    }

    @Override
    public String toString() {
        return "JointEmbedding 3x256x" + channels + "@" + bits + "bit";
    }
}
