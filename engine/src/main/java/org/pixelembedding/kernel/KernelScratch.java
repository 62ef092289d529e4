package org.pixelembedding.kernel;

/** Scratch space of the kernels of one thread; every method of {@link BitKernel} may use up all of it. */
public final class KernelScratch {
    /** Longs: counts of two pixels by a tile of at most 64 outputs, or sums of codes of a stretch of a row. */
    public static final int LONGS = 1024;

    /** Shorts: sums of two pixels by a tile of at most 64 outputs. */
    public static final int SHORTS = 2 * 64;

    /** Ints: one per pixel of a chunk of work, or per output of a tile. */
    public static final int INTS = 512;

    /** Floats: sums of four pixels by two vectors of at most 16 outputs. */
    public static final int FLOATS = 4 * 2 * 16;

    /** Rows of a look-up table that are added for one pixel, at most. */
    public static final int ROWS = 512;

    /** Bytes: sums of parts of two windows by 64 outputs. */
    public static final int BYTES = 2 * 64;

    /** Shorts: places of rows in a table for the windows of a stretch of pixels. */
    public static final int PLACES = 1 << 16;

    private final long[] longs = new long[LONGS];
    private final short[] shorts = new short[SHORTS];
    private final int[] ints = new int[INTS];
    private final int[] rows = new int[ROWS];
    private final float[] floats = new float[FLOATS];
    private final byte[] bytes = new byte[BYTES];
    private short[] places = {};

    /** The longs themselves. */
    public long[] longs() {
        return longs;
    }

    /** The shorts themselves. */
    public short[] shorts() {
        return shorts;
    }

    /** The ints themselves. */
    public int[] ints() {
        return ints;
    }

    /** Where the rows of a look-up table begin. */
    public int[] rows() {
        return rows;
    }

    /** The floats themselves. */
    public float[] floats() {
        return floats;
    }

    /** The bytes themselves. */
    public byte[] bytes() {
        return bytes;
    }

    /** Places of rows; made when a kernel first asks, since most do not. */
    public short[] places() {
        if (places.length == 0) {
            places = new short[PLACES];
        }
        return places;
    }
}
