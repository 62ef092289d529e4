package org.pixelembedding.run;

import org.pixelembedding.kernel.BitPlaneLayout;
import org.pixelembedding.kernel.KernelScratch;
import org.pixelembedding.model.PixelEmbedding;

/** Pixel embedding by itself: looks up already packed words and joins the three colours. */
final class EmbeddingOperation implements Operation {
    private final int node;
    private final BitPlaneLayout layout;
    /** Row {@code colour * 256 + value}: the words of that colour's channels, in their places. */
    private final long[][] rows;

    EmbeddingOperation(PixelEmbedding table, int node, BitPlaneLayout layout) {
        this.node = node;
        this.layout = layout;
        rows = new long[3 * 256][layout.pixelLongs()];
        int d = table.dimensions();
        for (int colour = 0; colour < 3; colour++) {
            for (int value = 0; value < 256; value++) {
                for (int i = 0; i < d; i++) {
                    int channel = colour * d + i;
                    int code = table.code(colour, value, i);
                    for (int plane = 0; plane < table.bits(); plane++) {
                        rows[colour * 256 + value][(channel >>> 6) * table.bits() + plane] |=
                                (long) (code >>> plane & 1) << channel;
                    }
                }
            }
        }
    }

    @Override
    public int node() {
        return node;
    }

    @Override
    public String description() {
        return "packed rows";
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
            for (int x = 0; x < layout.width(); x++) {
                int at = layout.pixel(y, x);
                long[] red = rows[rgb[pixel] & 0xff];
                long[] green = rows[256 + (rgb[pixel + 1] & 0xff)];
                long[] blue = rows[512 + (rgb[pixel + 2] & 0xff)];
                for (int i = 0; i < longs; i++) {
                    packed[at + i] = red[i] | green[i] | blue[i];
                }
                pixel += 3;
            }
        }
    }
}
