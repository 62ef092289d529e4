package org.pixelembedding.kernel;

import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.QuantConv2d;

/**
 * What a first layer costs on a kernel, in nanoseconds for 64 outputs of one pixel, as measured (docs/PERFORMANCE.md). Only
 * the ratio decides, and it hardly changes from CPU to CPU: both routes live on the same vectors.
 *
 * @param row of adding one row of a table: one colour at one tap, whatever its dimensions and bits
 * @param wideRow the same in 32 bits
 * @param word of counting one word: 64 channels, one bit of the codes, one bit of the weights
 */
public record FirstLayerCost(double row, double wideRow, double word) {
    /** Whether adding rows is the cheaper way; what the embedding itself costs on the other way is left out. */
    public boolean prefersLookUp(PixelEmbedding embedding, QuantConv2d conv) {
        int words = (3 * embedding.dimensions() + Long.SIZE - 1) / Long.SIZE;
        double one = PackedLookUp.wide(LookUpTerms.of(embedding, conv)) ? wideRow : row;
        return 3 * one <= words * embedding.bits() * conv.weights().bits() * word;
    }
}
