package org.pixelembedding.run;

import org.pixelembedding.kernel.BitPlaneLayout;
import org.pixelembedding.kernel.KernelScratch;
import org.pixelembedding.model.OrderedDither;
import org.pixelembedding.model.PixelEmbedding;

/**
 * Codes of a colour value by themselves, the same everywhere or in a pattern over the picture: looks up already packed
 * words and joins the three colours.
 */
final class EmbeddingOperation implements Operation {
    private static final int COLOURS = PixelEmbedding.COLOURS;
    private static final int VALUES = PixelEmbedding.VALUES;

    private final int node;
    private final BitPlaneLayout layout;
    private final int period;
    /** Row {@code ((y mod p * p + x mod p) * 3 + colour) * 256 + value}: the words of that colour's channels, in their places. */
    private final long[][] rows;

    /** What a code is. */
    @FunctionalInterface
    private interface Codes {
        int code(int y, int x, int colour, int value, int dimension);
    }

    private EmbeddingOperation(int period, int dimensions, Codes codes, int node, BitPlaneLayout layout) {
        this.node = node;
        this.layout = layout;
        this.period = period;
        rows = new long[period * period * COLOURS * VALUES][layout.pixelLongs()];
        for (int row = 0; row < rows.length; row++) {
            int value = row % VALUES;
            int colour = row / VALUES % COLOURS;
            int place = row / VALUES / COLOURS;
            for (int i = 0; i < dimensions; i++) {
                int channel = colour * dimensions + i;
                int code = codes.code(place / period, place % period, colour, value, i);
                for (int plane = 0; plane < layout.bits(); plane++) {
                    rows[row][(channel >>> 6) * layout.bits() + plane] |= (long) (code >>> plane & 1) << channel;
                }
            }
        }
    }

    static EmbeddingOperation of(PixelEmbedding table, int node, BitPlaneLayout layout) {
        return new EmbeddingOperation(
                1, table.dimensions(), (y, x, colour, value, i) -> table.code(colour, value, i), node, layout);
    }

    static EmbeddingOperation of(OrderedDither dither, int node, BitPlaneLayout layout) {
        return new EmbeddingOperation(
                dither.period(),
                dither.dimensions(),
                (y, x, colour, value, i) -> dither.code(y, x, value, i),
                node,
                layout);
    }

    @Override
    public int node() {
        return node;
    }

    @Override
    public String description() {
        return period == 1 ? "packed rows" : "packed rows of " + period * period + " places";
    }

    @Override
    public void run(Buffers buffers, int part, int parts, KernelScratch scratch) {
        long[] packed = buffers.codes;
        byte[] rgb = buffers.rgb;
        int longs = layout.pixelLongs();
        int from = Operation.begin(layout.height(), part, parts);
        int to = Operation.begin(layout.height(), part + 1, parts);
        int pixel = from * layout.width() * 3;
        for (int y = from; y < to; y++) {
            int first = y % period * period * COLOURS * VALUES;
            int end = first + period * COLOURS * VALUES;
            int place = first;
            for (int x = 0; x < layout.width(); x++) {
                int at = layout.pixel(y, x);
                long[] red = rows[place + (rgb[pixel] & 0xff)];
                long[] green = rows[place + VALUES + (rgb[pixel + 1] & 0xff)];
                long[] blue = rows[place + 2 * VALUES + (rgb[pixel + 2] & 0xff)];
                for (int i = 0; i < longs; i++) {
                    packed[at + i] = red[i] | green[i] | blue[i];
                }
                pixel += 3;
                place += COLOURS * VALUES;
                place = place == end ? first : place;
            }
        }
    }
}
