package org.pixelembedding.model;

import java.util.Arrays;
import java.util.List;

/**
 * Ordered dithering: each 8-bit colour value becomes k codes of few bits by thresholds that depend on where the pixel lies,
 * in a pattern of period p. Input {@code h x w x 3} pixels, output {@code h x w x 3k} codes, channels in the order R block,
 * G block, B block. Code i of value v at (y, x) is the number of levels l with {@code v >= t[y mod p][x mod p][i][l]}; the
 * colours share the thresholds.
 *
 * <p>Immutable: owns its thresholds.
 */
public final class OrderedDither implements Layer {
    private static final int MOST_PERIOD = 16;
    private static final int MOST_DIMENSIONS = 4096;

    private final int period;
    private final int dimensions;
    private final int bits;
    private final short[] thresholds;

    /**
     * Copies the thresholds.
     *
     * @param period p, rows and columns after which the pattern begins again, 1 to 16
     * @param dimensions k, codes per colour value
     * @param bits bits of a code, 1 to 8
     * @param thresholds order {@code [y mod p][x mod p][dimension][level]}, 2^bits - 1 levels, each 0 (always reached) to 256
     *     (never), ascending over the levels
     */
    public OrderedDither(int period, int dimensions, int bits, int[] thresholds) {
        if (period < 1
                || period > MOST_PERIOD
                || dimensions < 1
                || dimensions > MOST_DIMENSIONS
                || bits < 1
                || bits > 8) {
            throw new IllegalArgumentException("want a period of 1..16, 1..4096 dimensions, 1..8 bits, got " + period
                    + ", " + dimensions + ", " + bits);
        }
        int levels = (1 << bits) - 1;
        int wanted = period * period * dimensions * levels;
        if (thresholds.length != wanted) {
            throw new IllegalArgumentException("want " + wanted + " thresholds, got " + thresholds.length);
        }
        this.thresholds = new short[wanted];
        for (int i = 0; i < wanted; i++) {
            boolean falls = i % levels > 0 && thresholds[i] < thresholds[i - 1];
            if (thresholds[i] < 0 || thresholds[i] > PixelEmbedding.VALUES || falls) {
                throw new IllegalArgumentException("want thresholds of 0..256, ascending over the levels, got "
                        + thresholds[i] + " as number " + i);
            }
            this.thresholds[i] = (short) thresholds[i];
        }
        this.period = period;
        this.dimensions = dimensions;
        this.bits = bits;
    }

    /** p: rows and columns after which the pattern begins again. */
    public int period() {
        return period;
    }

    /** k, codes per colour value. */
    public int dimensions() {
        return dimensions;
    }

    public int bits() {
        return bits;
    }

    /** Code of one dimension for a value (0 to 255) of any colour at row y, column x, both at least 0. */
    public int code(int y, int x, int value, int dimension) {
        int levels = (1 << bits) - 1;
        int from = ((y % period * period + x % period) * dimensions + dimension) * levels;
        int code = 0;
        while (code < levels && value >= thresholds[from + code]) {
            code++;
        }
        return code;
    }

    /** A copy, order {@code [y mod p][x mod p][dimension][level]}. */
    public int[] toThresholds() {
        int[] copy = new int[thresholds.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = thresholds[i];
        }
        return copy;
    }

    @Override
    public Kind kind() {
        return Kind.ORDERED_DITHER;
    }

    @Override
    public TensorSpec output(List<TensorSpec> inputs) {
        TensorSpec in = Layer.single(inputs, TensorSpec.Kind.PIXELS);
        return TensorSpec.codes(in.height(), in.width(), PixelEmbedding.COLOURS * dimensions, bits);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OrderedDither that
                && period == that.period
                && dimensions == that.dimensions
                && bits == that.bits
                && Arrays.equals(thresholds, that.thresholds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(thresholds);
    }

    @Override
    public String toString() {
        return "OrderedDither " + period + "x" + period + "x" + dimensions + "@" + bits + "bit";
    }
}
