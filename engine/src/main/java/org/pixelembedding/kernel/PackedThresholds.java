package org.pixelembedding.kernel;

import java.util.Arrays;
import org.pixelembedding.model.Thresholds;

/**
 * Thresholds as kernels take them, and where the codes go. All channels rise: a falling channel's thresholds are
 * negated, and so must its sums be, by {@link #flip} or by weights of the other sign. Channels are padded to a multiple
 * of 64 with thresholds that are never reached, so that bits past the last channel come out 0.
 *
 * <p>Arrays are shared, not copied: nobody writes to them.
 */
public final class PackedThresholds {
    private static final int TILE = 64;
    private static final int OUTPUTS_IN_LONG = 4;

    private final int bits;
    private final int levels;
    private final int channels;
    private final int padded;
    private final int[] rising;
    private final int[] flip;
    private final short[] narrowFlip;
    private final short[] narrow;
    private final int[][] tiles;
    private final long[] joined;
    private final int[] targets;

    /** Packs {@code thresholds} for codes that are laid out as {@code layout}. */
    public PackedThresholds(Thresholds thresholds, BitPlaneLayout layout) {
        this(thresholds, layout, new int[thresholds.channels()]);
    }

    /**
     * The same, raised.
     *
     * @param shift per channel: how much larger than they should be sums come, after negation
     */
    public PackedThresholds(Thresholds thresholds, BitPlaneLayout layout, int[] shift) {
        bits = thresholds.bits();
        levels = thresholds.levels();
        channels = thresholds.channels();
        padded = layout.words() * TILE;
        rising = new int[levels * padded];
        narrow = new short[levels * padded];
        flip = new int[padded];
        narrowFlip = new short[padded];
        Arrays.fill(rising, Integer.MAX_VALUE);
        Arrays.fill(narrow, Short.MAX_VALUE);
        for (int c = 0; c < channels; c++) {
            flip[c] = thresholds.falling(c) ? -1 : 0;
            narrowFlip[c] = (short) flip[c];
            for (int level = 0; level < levels; level++) {
                // Thresholds lie within bound + 1 of 0 and bounds are below the largest int, so negation is safe.
                int risen = thresholds.falling(c) ? -thresholds.threshold(c, level) : thresholds.threshold(c, level);
                int t = (int) Math.min(Integer.MAX_VALUE, (long) risen + shift[c]);
                rising[level * padded + c] = t;
                narrow[level * padded + c] = (short) Math.max(-Short.MAX_VALUE, Math.min(Short.MAX_VALUE, t));
            }
        }
        tiles = new int[padded / TILE * levels][TILE];
        joined = new long[levels * padded / OUTPUTS_IN_LONG];
        for (int i = 0; i < narrow.length; i++) {
            int channel = i % padded;
            tiles[channel / TILE * levels + i / padded][channel % TILE] = narrow[i];
            int reached = 0x8000 - Math.max(0, narrow[i]);
            joined[i / OUTPUTS_IN_LONG] |= (long) reached << (i % OUTPUTS_IN_LONG * Short.SIZE);
        }
        targets = new int[layout.height() * layout.width()];
        for (int y = 0; y < layout.height(); y++) {
            for (int x = 0; x < layout.width(); x++) {
                targets[y * layout.width() + x] = layout.pixel(y, x);
            }
        }
    }

    /** Bits of the codes. */
    public int bits() {
        return bits;
    }

    /** Thresholds per channel: 2^bits - 1. */
    public int levels() {
        return levels;
    }

    public int channels() {
        return channels;
    }

    /** Channels rounded up to a multiple of 64: the length of one level in the arrays. */
    public int padded() {
        return padded;
    }

    /** Order {@code [level][channel]}. */
    public int[] rising() {
        return rising;
    }

    /** The same clamped to what a short holds, right for sums within +-32766. */
    public short[] narrow() {
        return narrow;
    }

    /**
     * The same in tiles of 64 channels, order {@code [tile][level][channel]}, the first two in one. A row is an array of its
     * own because C2 makes no vectors of a loop over arrays of one type at different offsets.
     */
    public int[][] tiles() {
        return tiles;
    }

    /**
     * The same for sums of 0 to 32766, four in a long: what to add to each so that its highest bit says that the threshold is
     * reached. Order {@code [level][channel]}.
     */
    public long[] joined() {
        return joined;
    }

    /** Per channel: -1 where sums are to be negated, {@code (sum ^ flip) - flip}, else 0. */
    public int[] flip() {
        return flip;
    }

    /** The same as shorts. */
    public short[] narrowFlip() {
        return narrowFlip;
    }

    /**
     * How many thresholds of a channel a sum reaches; the sum is negated already where {@link #flip} says so. Binary
     * search: thresholds are sorted.
     */
    public int code(int sum, int channel) {
        int low = 0;
        int high = levels;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (sum >= rising[(middle - 1) * padded + channel]) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Index of the first long of each pixel's codes, pixels in order {@code [y][x]}. */
    public int[] targets() {
        return targets;
    }
}
