package org.pixelembedding.kernel;

import org.pixelembedding.model.TensorSpec;
import org.pixelembedding.model.Thresholds;

/**
 * A first layer as look-up and add: for every value of every colour at every tap, what it adds to each output is ready in a
 * table. For pixel embedding with its convolution the time depends neither on d nor on the bits of the weights.
 *
 * <p>Entries are unsigned: the smallest of a tap, colour and output over the 256 values and "outside" is taken from all
 * of them, and {@link #shift} says by how much the sums are too large. For kernels with vectors they are bytes where the
 * three colours of a tap can be added in 8 bits, so that a row of 64 outputs is one line of the cache, else shorts; for the
 * scalar kernel shorts, four in a long, which are added at once. Where sums do not fit 16 bits, as those of 8-bit weights do
 * not, entries are ints for either.
 *
 * <p>The picture is read as shorts in order {@code [y][x][colour]} with its padding: 0 to 255, or {@link #OUTSIDE}.
 *
 * <p>Arrays are shared, not copied: nobody writes to them.
 */
public final class PackedLookUp {
    /** What stands in the padding of a picture. */
    public static final int OUTSIDE = 256;

    private static final int ROWS = OUTSIDE + 1;

    /** Larger tables do not stay in the caches. */
    private static final long MOST_BYTES = 8 << 20;

    /** Outputs in the rows of ints are a multiple of this: the longest vector. */
    private static final int INT_LANES = 16;

    private final int padded;
    private final int rowLength;
    private final int[] windows;
    private final int[] pixelOffsets;
    private final byte[] bytes;
    private final short[] shorts;
    private final long[] longs;
    private final int[] ints;
    private final int[] shift;

    /**
     * Whether {@link #PackedLookUp} can be made: its sums fit 32 bits, its rows {@link KernelScratch#ROWS}, its table caches.
     */
    public static boolean suits(LookUpTerms terms) {
        long taps = (long) terms.window().kernelHeight() * terms.window().kernelWidth();
        long bytes = wide(terms) ? Integer.BYTES : Short.BYTES;
        return largest(terms) < Integer.MAX_VALUE
                && 3 * taps <= KernelScratch.ROWS
                && 3 * ROWS * taps * terms.window().outputs() * bytes <= MOST_BYTES;
    }

    /** Whether the sums do not fit {@link BitKernel#NARROW}. */
    static boolean wide(LookUpTerms terms) {
        return largest(terms) > BitKernel.NARROW;
    }

    /** Of sums of unsigned entries: twice that of the sums themselves. */
    private static long largest(LookUpTerms terms) {
        return 2 * terms.bound();
    }

    /**
     * Fills the table.
     *
     * @param width of the pictures
     * @param out shape of the sums
     * @param thresholds behind it: falling outputs are negated
     * @param kernel whose order of outputs in bytes is wanted
     */
    public PackedLookUp(LookUpTerms terms, int width, TensorSpec out, Thresholds thresholds, BitKernel kernel) {
        int taps = terms.window().kernelHeight() * terms.window().kernelWidth();
        int outputs = terms.window().outputs();
        boolean wide = wide(terms);
        int together = wide ? INT_LANES : Long.SIZE;
        padded = (outputs + together - 1) / together * together;
        rowLength = taps * padded;
        int rowStep = (width + 2 * terms.window().padding()) * 3;
        windows = new int[out.pixelCount()];
        for (int y = 0; y < out.height(); y++) {
            for (int x = 0; x < out.width(); x++) {
                windows[y * out.width() + x] = y * terms.window().stride() * rowStep
                        + x * terms.window().stride() * 3;
            }
        }
        pixelOffsets = new int[taps];
        for (int tap = 0; tap < taps; tap++) {
            pixelOffsets[tap] =
                    terms.window().row(tap) * rowStep + terms.window().column(tap) * 3;
        }
        shift = new int[padded];
        int[] entries = new int[3 * ROWS * rowLength];
        int largest = 0;
        for (int i = 0; i < taps * 3; i++) {
            for (int o = 0; o < outputs; o++) {
                int at = i % 3 * colourLength() + i / 3 * padded + o;
                largest = Math.max(largest, fill(terms, i, o, thresholds.falling(o), entries, at));
            }
        }
        // Codes of other widths are left to the scalar kernel.
        int group = thresholds.bits() == 2 ? kernel.lookUpGroup() : 0;
        boolean inBytes = 3 * largest <= 255;
        ints = wide ? entries : new int[0];
        longs = !wide && group == 0 ? joined(entries) : new long[0];
        bytes = !wide && group > 0 && inBytes ? inGroups(entries, group) : new byte[0];
        shorts = !wide && group > 0 && !inBytes ? narrowed(entries) : new short[0];
    }

    private static short[] narrowed(int[] entries) {
        short[] shorts = new short[entries.length];
        for (int i = 0; i < entries.length; i++) {
            shorts[i] = (short) entries[i];
        }
        return shorts;
    }

    private static long[] joined(int[] entries) {
        long[] longs = new long[entries.length / 4];
        for (int i = 0; i < entries.length; i++) {
            longs[i / 4] |= (long) entries[i] << (i % 4 * Short.SIZE);
        }
        return longs;
    }

    private static byte[] inGroups(int[] entries, int group) {
        byte[] bytes = new byte[entries.length];
        for (int i = 0; i < entries.length; i++) {
            bytes[i] = (byte) entries[i - i % group + outputAt(i % group, group)];
        }
        return bytes;
    }

    /** All values of one tap, colour and output; the largest entry. */
    private int fill(LookUpTerms terms, int i, int o, boolean falling, int[] entries, int at) {
        int[] sums = new int[ROWS];
        terms.of(o, i / 3, i % 3, sums);
        int smallest = 0;
        int largest = 0;
        for (int value = 0; value < OUTSIDE; value++) {
            sums[value] = falling ? -sums[value] : sums[value];
            smallest = Math.min(smallest, sums[value]);
            largest = Math.max(largest, sums[value]);
        }
        for (int value = 0; value < ROWS; value++) {
            entries[at + value * rowLength] = sums[value] - smallest;
        }
        shift[o] -= smallest;
        return largest - smallest;
    }

    /**
     * Which output of a group of bytes stands at a position: those of the first half at even positions, those of the
     * second at odd ones, so that the low and the high bytes of 16-bit lanes are outputs in order.
     */
    public static int outputAt(int position, int group) {
        return position / 2 + (position % 2 == 0 ? 0 : group / 2);
    }

    /** Outputs rounded up to a multiple of 64, in a table of ints of 16. */
    public int padded() {
        return padded;
    }

    /** Rows that are added for a pixel: taps times colours. */
    public int rowCount() {
        return 3 * pixelOffsets.length;
    }

    /** Entries from one value to the next. */
    public int rowLength() {
        return rowLength;
    }

    /** Entries from one colour to the next. */
    public int colourLength() {
        return ROWS * rowLength;
    }

    /** Bits of an entry: 8 in {@link #bytes}, 16 in {@link #shorts} and {@link #longs}, 32 in {@link #ints}. */
    public int entryBits() {
        return ints.length > 0 ? Integer.SIZE : bytes.length > 0 ? Byte.SIZE : Short.SIZE;
    }

    /** Index of the first value of each output pixel's window in the padded picture. */
    public int[] windows() {
        return windows;
    }

    /**
     * Of each tap, order {@code [ky][kx]}: the distance of its red value from the window's beginning. The entries of value
     * v of a colour at a tap begin at {@code colour * colourLength + v * rowLength + tap * padded}.
     */
    public int[] pixelOffsets() {
        return pixelOffsets;
    }

    /** The table in 16 bits, four outputs in a long, the first lowest; empty if the kernel takes bytes or shorts. */
    public long[] longs() {
        return longs;
    }

    /** The table in 8 bits, each group of outputs in the order of {@link #outputAt}; empty if it is not of bytes. */
    public byte[] bytes() {
        return bytes;
    }

    /** The table in 16 bits, outputs in order; empty if it is not of shorts. */
    public short[] shorts() {
        return shorts;
    }

    /** The table in 32 bits, outputs in order; empty if sums fit 16 bits. */
    public int[] ints() {
        return ints;
    }

    /** Per output: by how much sums of entries are too large; thresholds are raised by it. */
    public int[] shift() {
        return shift;
    }
}
