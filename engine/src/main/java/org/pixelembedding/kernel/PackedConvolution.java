package org.pixelembedding.kernel;

import java.util.Optional;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.TensorSpec;

/**
 * One convolution of bit planes as kernels take it: where the window of every output pixel begins, and the weights in
 * tiles of outputs. Padding, stride and shape are all in the windows, so that a kernel knows one loop: rows of a window,
 * words of a row.
 *
 * <p>Arrays are shared, not copied: nobody writes to them.
 */
public final class PackedConvolution {
    private final int[] windows;
    private final int rows;
    private final int rowStep;
    private final int rowWords;
    private final int planes;
    private final int outputs;
    private final int tile;
    private final int weightPlanes;
    private final long[] weights;

    /**
     * Lays weights and windows out.
     *
     * @param in how the codes that it reads are laid out; its border is at least the padding
     * @param out shape of the sums
     * @param tile outputs per tile, a power of two up to 64
     * @param flippedBy thresholds behind it: outputs that they want negated get weights of the other sign
     */
    public PackedConvolution(
            QuantConv2d conv, BitPlaneLayout in, TensorSpec out, int tile, Optional<PackedThresholds> flippedBy) {
        PackedWeights packed = conv.weights();
        this.tile = tile;
        rows = packed.kernelHeight();
        rowStep = in.rowLongs();
        rowWords = packed.kernelWidth() * in.words();
        planes = in.bits();
        outputs = packed.outChannels();
        weightPlanes = packed.bits();
        windows = new int[out.height() * out.width()];
        for (int y = 0; y < out.height(); y++) {
            for (int x = 0; x < out.width(); x++) {
                windows[y * out.width() + x] =
                        in.pixel(y * conv.stride() - conv.padding(), x * conv.stride() - conv.padding());
            }
        }
        weights = new long[weightPlanes * tiles() * tileLongs()];
        int at = 0;
        for (int plane = 0; plane < weightPlanes; plane++) {
            for (int first = 0; first < outputs; first += tile) {
                for (int ky = 0; ky < packed.kernelHeight(); ky++) {
                    for (int kx = 0; kx < packed.kernelWidth(); kx++) {
                        for (int word = 0; word < packed.wordsPerTap(); word++) {
                            for (int o = first; o < first + tile; o++) {
                                if (o < outputs) {
                                    long flip = flippedBy.isPresent()
                                            ? flippedBy.get().flip()[o]
                                            : 0;
                                    weights[at] = packed.word(plane, o, ky, kx, word) ^ flip;
                                }
                                at++;
                            }
                        }
                    }
                }
            }
        }
    }

    /** Index of the first long of the window of each output pixel, pixels in order {@code [y][x]}. */
    public int[] windows() {
        return windows;
    }

    /** Rows of a window. */
    public int rows() {
        return rows;
    }

    /** Longs from one row of a window to the next. */
    public int rowStep() {
        return rowStep;
    }

    /** Words per plane in a row of a window: its taps are neighbours in memory. */
    public int rowWords() {
        return rowWords;
    }

    /** Bit planes of the codes; they alternate in memory. */
    public int planes() {
        return planes;
    }

    public int outputs() {
        return outputs;
    }

    /** Outputs per tile. */
    public int tile() {
        return tile;
    }

    /** Tiles that hold all outputs. */
    public int tiles() {
        return (outputs + tile - 1) / tile;
    }

    /** Longs of weights per tile and plane. */
    public int tileLongs() {
        return rows * rowWords * tile;
    }

    /** Planes of the weights: their bits. Plane j counts 2^j times. */
    public int weightPlanes() {
        return weightPlanes;
    }

    /** Order {@code [weight plane][tile][row][word][output of the tile]}. */
    public long[] weights() {
        return weights;
    }
}
