package org.pixelembedding.kernel;

/**
 * A first convolution as look-up and add: for every value of every colour at every tap, what it adds to each output is
 * ready in a table. Its time depends neither on d nor on the bits of the weights.
 *
 * <p>Arrays are shared, not copied: nobody writes to them.
 *
 * @param table order {@code [row][tap][output]}, outputs padded to a multiple of {@link #TILE} by
 *     zeros, those that the thresholds want negated negated. Row {@code colour * 256 +
 *     value}; the last row, {@link #ZERO_ROW}, is all zeros and stands for padding
 * @param windows index of the first entry of each output pixel's window among the picture's rows, which lie in order
 *     {@code [y][x][colour]} with padding around
 * @param rows of a window
 * @param rowStep entries from one row of a window to the next
 * @param rowEntries entries in one row of a window: taps * 3
 * @param outputs as padded
 */
@SuppressWarnings("ArrayRecordComponent") // handed to kernels, never compared
public record PackedLookUp(short[] table, int[] windows, int rows, int rowStep, int rowEntries, int outputs) {
    /** Outputs per tile. */
    public static final int TILE = 32;

    /** The row of zeros. */
    public static final int ZERO_ROW = 3 * 256;

    /** Shorts per row of the table. */
    public int rowLength() {
        return rows * rowEntries / 3 * outputs;
    }
}
