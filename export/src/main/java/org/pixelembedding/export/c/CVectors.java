package org.pixelembedding.export.c;

import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.TensorSpec;

/**
 * Memory of builds with vectors: weights a second time, in the order of {@code permute.c}, and the tables of some rows of
 * pixels.
 *
 * @param group channels of a look-up: 6 (64 outputs at once) or 4 (32 or 16)
 */
record CVectors(int group) {
    /** Codes of more bits have sums of a byte's channels beyond 255. */
    static final int MOST_CODE_BITS = 5;

    private static final int WORD_BITS = Long.SIZE;
    /** The widest tile of output pixels. */
    private static final int TILE = 8;

    private int lanes() {
        return group == 6 ? 64 : 32;
    }

    /** Channels that a byte of weights chooses from. */
    private int byteChannels() {
        return group == 6 ? 6 : 8;
    }

    private int wordBytes(int channels) {
        return Math.ceilDiv(Math.min(channels, WORD_BITS), byteChannels());
    }

    private static long words(int channels) {
        return Math.ceilDiv(channels, WORD_BITS);
    }

    /** Bytes of a layer's weights; those of 16 outputs at once take no more than those of 32. */
    long preparedBytes(QuantConv2d conv) {
        PackedWeights weights = conv.weights();
        return Math.ceilDiv(weights.outChannels(), lanes())
                * (long) lanes()
                * weights.bits()
                * words(weights.inChannels())
                * weights.kernelHeight()
                * weights.kernelWidth()
                * wordBytes(weights.inChannels());
    }

    /** Vectors that the outputs of a layer fill, at most. */
    int blocks(QuantConv2d conv) {
        return Math.ceilDiv(conv.weights().outChannels(), group == 6 ? 64 : 16);
    }

    /** Bytes of the tables of a layer's input pixels under one row of a tile. */
    long patchBytes(QuantConv2d conv, TensorSpec input) {
        long columns = (TILE - 1L) * conv.stride() + conv.weights().kernelWidth();
        long pixel = words(input.channels()) * wordBytes(input.channels()) * (byteChannels() / group) * (1L << group);
        return conv.weights().kernelHeight() * columns * pixel;
    }
}
