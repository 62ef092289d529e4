package org.pixelembedding.model;

import java.util.Arrays;
import java.util.List;

/**
 * The embedding of a pixel (arXiv 2407.16174): each 8-bit colour value is replaced by a vector of d codes, through a
 * table of 256 rows. Input {@code h x w x 3} pixels, output {@code h x w x 3d} codes, channels in the order R block,
 * G block, B block. Every input code that is a function of one colour value (thermometers, the pixel at b bits, the
 * pixel itself) is such a table.
 *
 * <p>Immutable: owns its codes.
 */
public final class PixelEmbedding implements Layer {
    public static final int VALUES = 256;
    public static final int COLOURS = 3;

    private final int tables;
    private final int dimensions;
    private final int bits;
    private final byte[] codes;

    /**
     * Copies the codes.
     *
     * @param tables 1 when the three colours share a table, 3 when each has its own
     * @param dimensions d, codes per colour value
     * @param bits bits of a code, 1 to 8
     * @param codes order {@code [table][value][dimension]}, each 0 to 2^bits - 1 (unsigned)
     */
    public PixelEmbedding(int tables, int dimensions, int bits, byte[] codes) {
        if ((tables != 1 && tables != COLOURS) || dimensions < 1 || dimensions > 4096 || bits < 1 || bits > 8) {
            throw new IllegalArgumentException("want 1 or 3 tables, 1..4096 dimensions, 1..8 bits, got " + tables
                    + " tables, " + dimensions + " dimensions, " + bits + " bits");
        }
        if (codes.length != tables * VALUES * dimensions) {
            throw new IllegalArgumentException("want " + tables * VALUES * dimensions + " codes, got " + codes.length);
        }
        for (byte code : codes) {
            if ((code & 0xff) >>> bits != 0) {
                throw new IllegalArgumentException("want codes of " + bits + " bits, got " + (code & 0xff));
            }
        }
        this.tables = tables;
        this.dimensions = dimensions;
        this.bits = bits;
        this.codes = codes.clone();
    }

    /** 1 (shared by the colours) or 3 (one per colour). */
    public int tables() {
        return tables;
    }

    /** d, codes per colour value. */
    public int dimensions() {
        return dimensions;
    }

    public int bits() {
        return bits;
    }

    /** Code of one dimension for one value (0 to 255) of one colour (0 to 2). */
    public int code(int colour, int value, int dimension) {
        int table = tables == 1 ? 0 : colour;
        return codes[(table * VALUES + value) * dimensions + dimension] & 0xff;
    }

    /** A copy, order {@code [table][value][dimension]}. */
    public byte[] toCodes() {
        return codes.clone();
    }

    @Override
    public Kind kind() {
        return Kind.PIXEL_EMBEDDING;
    }

    @Override
    public TensorSpec output(List<TensorSpec> inputs) {
        TensorSpec in = Layer.single(inputs, TensorSpec.Kind.PIXELS);
        return TensorSpec.codes(in.height(), in.width(), COLOURS * dimensions, bits);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PixelEmbedding that
                && tables == that.tables
                && dimensions == that.dimensions
                && bits == that.bits
                && Arrays.equals(codes, that.codes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(codes);
    }

    @Override
    public String toString() {
        return "PixelEmbedding " + tables + "x256x" + dimensions + "@" + bits + "bit";
    }
}
