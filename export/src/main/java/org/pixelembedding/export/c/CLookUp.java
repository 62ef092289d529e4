package org.pixelembedding.export.c;

import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.QuantConv2d;

/**
 * Table of a first layer: what a colour value adds to an output through one tap. A sum is then one entry for each tap and
 * colour, added; nothing is counted. Values of a colour that have the same codes share a row.
 *
 * <p>An entry is that number plus {@link #bias}, which makes it an unsigned byte; one row more holds the bias alone, for taps
 * outside of the picture.
 */
final class CLookUp {
    private static final int BYTE = 255;
    private static final int MOST_TAPS = 121;

    private final PixelEmbedding embedding;
    private final PackedWeights weights;
    private final CRows rows;

    CLookUp(PixelEmbedding embedding, QuantConv2d conv) {
        this.embedding = embedding;
        weights = conv.weights();
        rows = new CRows(embedding);
    }

    /** Whether entries fit into a byte, and sums of all taps and colours into 16 bits. */
    boolean suits() {
        return 2L * bias() <= BYTE && 2L * bias() * taps() * PixelEmbedding.COLOURS <= 0xffff && taps() <= MOST_TAPS;
    }

    /** The largest number that a colour value can add: codes of a colour times weights, all of them the largest. */
    int bias() {
        return embedding.dimensions() * ((1 << embedding.bits()) - 1) * ((1 << weights.bits()) - 1);
    }

    /** How many entries may be added in 8 bits. */
    int together() {
        return BYTE / (2 * bias());
    }

    int taps() {
        return weights.kernelHeight() * weights.kernelWidth();
    }

    /** Rows of a tap, with the one for outside of the picture. */
    int rowCount() {
        return first(PixelEmbedding.COLOURS) + 1;
    }

    /** First row of a colour. Colours that share their codes have rows of their own here: their weights differ. */
    int first(int colour) {
        return embedding.tables() == 1
                ? colour * rows.count()
                : colour == PixelEmbedding.COLOURS ? rows.count() : rows.firstRow(colour);
    }

    /** Outputs of a row, rounded up. */
    int outputs(int multiple) {
        return Math.ceilDiv(weights.outChannels(), multiple) * multiple;
    }

    /** Bytes of the table as constants. */
    long bytes() {
        return (long) rowCount() * taps() * outputs(CArrays.LANES);
    }

    /** Order {@code [row][tap][four outputs]}: output 4 i + k is bits 8 k and up of number i, so that no byte order matters. */
    CArrays.Array table(String name) {
        int units = outputs(CArrays.LANES) / Integer.BYTES;
        int[] values = new int[rowCount() * taps() * units];
        for (int row = 0; row < rowCount(); row++) {
            for (int tap = 0; tap < taps(); tap++) {
                for (int output = 0; output < outputs(CArrays.LANES); output++) {
                    int entry = bias() + (row == rowCount() - 1 ? 0 : adds(row, tap, output));
                    values[(row * taps() + tap) * units + output / Integer.BYTES] |=
                            entry << (Byte.SIZE * (output % Integer.BYTES));
                }
            }
        }
        return CArrays.words(name, values);
    }

    private int adds(int row, int tap, int output) {
        if (output >= weights.outChannels()) {
            return 0;
        }
        int colour = row >= first(2) ? 2 : row >= first(1) ? 1 : 0;
        int value = rows.value(rows.firstRow(colour) + row - first(colour));
        int sum = 0;
        for (int i = 0; i < embedding.dimensions(); i++) {
            sum += embedding.code(colour, value, i)
                    * weights.weight(
                            output,
                            tap / weights.kernelWidth(),
                            tap % weights.kernelWidth(),
                            colour * embedding.dimensions() + i);
        }
        return sum;
    }
}
