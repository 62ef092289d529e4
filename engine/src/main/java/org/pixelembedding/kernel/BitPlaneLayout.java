package org.pixelembedding.kernel;

/**
 * Where each code of a bit-packed activation tensor lies in a {@code long[]}, which may hold other tensors too.
 *
 * <p>Order {@code [y][x][word][plane]}, slowest first, with {@code border} rows and columns of zeros on every side, so
 * that a convolution's window never asks whether it is inside. Channel {@code c} is bit {@code c % 64}, least
 * significant first, of word {@code c / 64}; plane {@code p} holds bit {@code p} of every code. Bits past the last
 * channel are 0, so kernels AND whole words without a mask.
 *
 * @param bits bits per code, 1 to 8
 * @param border zeros around the picture, at least the padding of every convolution that reads it
 * @param base index where the tensor begins, border included
 */
public record BitPlaneLayout(int height, int width, int channels, int bits, int border, int base) {
    public BitPlaneLayout {
        if (height < 1 || width < 1 || channels < 1 || bits < 1 || bits > 8 || border < 0 || base < 0) {
            throw new IllegalArgumentException("want height, width, channels >= 1, bits 1..8, border, base >= 0, got "
                    + height + "x" + width + "x" + channels + " at " + bits + " bits, border " + border + ", base "
                    + base);
        }
    }

    /** A tensor that has its array for itself. */
    public BitPlaneLayout(int height, int width, int channels, int bits, int border) {
        this(height, width, channels, bits, border, 0);
    }

    /** The same tensor somewhere else. */
    public BitPlaneLayout at(int newBase) {
        return new BitPlaneLayout(height, width, channels, bits, border, newBase);
    }

    /** Words that hold the channels of one plane of one pixel. */
    public int words() {
        return (channels + 63) >>> 6;
    }

    /** Longs per pixel: words * planes. */
    public int pixelLongs() {
        return words() * bits;
    }

    /** Longs per row, border included. */
    public int rowLongs() {
        return (width + 2 * border) * pixelLongs();
    }

    /** Longs in all, border included. */
    public int longs() {
        return Math.multiplyExact(height + 2 * border, rowLongs());
    }

    /** Index of the first long of pixel (y, x); coordinates from -border to size + border - 1. */
    public int pixel(int y, int x) {
        return base + (y + border) * rowLongs() + (x + border) * pixelLongs();
    }

    /** One code, for traces and tests. */
    public int code(long[] packed, int y, int x, int channel) {
        int at = pixel(y, x) + (channel >>> 6) * bits;
        int code = 0;
        for (int plane = 0; plane < bits; plane++) {
            code |= (int) (packed[at + plane] >>> channel & 1) << plane;
        }
        return code;
    }

    /** Packs codes in order {@code [y][x][channel]}; the border is left alone. */
    public void pack(int[] codes, long[] packed) {
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                packPixel(codes, (y * width + x) * channels, packed, pixel(y, x));
            }
        }
    }

    private void packPixel(int[] codes, int from, long[] packed, int to) {
        for (int word = 0; word < words(); word++) {
            int last = Math.min(64, channels - word * 64);
            for (int plane = 0; plane < bits; plane++) {
                long bitsOfWord = 0;
                for (int c = 0; c < last; c++) {
                    bitsOfWord |= (long) (codes[from + word * 64 + c] >>> plane & 1) << c;
                }
                packed[to + word * bits + plane] = bitsOfWord;
            }
        }
    }

    /** Codes in order {@code [y][x][channel]}. */
    public int[] unpack(long[] packed) {
        int[] codes = new int[height * width * channels];
        int at = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    codes[at++] = code(packed, y, x, c);
                }
            }
        }
        return codes;
    }
}
