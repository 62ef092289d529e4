package org.pixelembedding.kernel;

import java.util.Arrays;
import java.util.Optional;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.TensorSpec;

/**
 * One convolution of bit planes as kernels take it: where the window of every output pixel begins, where each word of a
 * window lies, and the weights in tiles of outputs. Padding, stride and shape are all in windows and offsets, so that a
 * kernel knows one loop: words of a window.
 *
 * <p>With signs as bits (1 is +1) and {@code count = sum over planes p of 2^p * bitCount(weights & codes)}, a sum is
 * {@code 2 * count - (sum of the window's codes)}.
 *
 * <p>Arrays are shared, not copied: nobody writes to them.
 */
public final class PackedConvolution {
    /** Outputs whose nibbles stand side by side. */
    public static final int BLOCK = 64;

    /** Groups of four channels in a word. */
    public static final int GROUPS = 16;

    /** Places of rows ({@link KernelScratch#places}) for each long of 2-bit codes: a group has one for the two planes. */
    public static final int PLACES_PER_LONG = GROUPS / 2;

    /** With fewer outputs most of a block would be empty. */
    private static final int LEAST_LOOKED_UP = 32;

    private final int[] windows;
    private final int[] offsets;
    private final int[] taps;
    private final int step;
    private final int pixelLongs;
    private final int planes;
    private final int outputs;
    private final int tile;
    private final int weightPlanes;
    private final boolean narrow;
    private final long[] weights;
    private final int[] groups;
    private final int blockBytes;
    private final byte[] nibbles;

    /**
     * Lays weights and windows out.
     *
     * @param in how the codes that it reads are laid out; its border is at least the padding
     * @param out shape of the sums
     * @param kernel whose tiles are wanted
     * @param flippedBy thresholds behind it: outputs that they want negated get weights of the other sign
     */
    public PackedConvolution(
            QuantConv2d conv,
            BitPlaneLayout in,
            TensorSpec out,
            BitKernel kernel,
            Optional<PackedThresholds> flippedBy) {
        PackedWeights packed = conv.weights();
        tile = kernel.tile();
        planes = in.bits();
        outputs = packed.outChannels();
        weightPlanes = packed.bits();
        long windowTaps = (long) packed.kernelHeight() * packed.kernelWidth();
        narrow = windowTaps * in.channels() * ((1 << in.bits()) - 1) <= BitKernel.NARROW;
        windows = new int[out.height() * out.width()];
        for (int y = 0; y < out.height(); y++) {
            for (int x = 0; x < out.width(); x++) {
                windows[y * out.width() + x] =
                        in.pixel(y * conv.stride() - conv.padding(), x * conv.stride() - conv.padding());
            }
        }
        int rowWords = packed.kernelWidth() * in.words();
        offsets = new int[packed.kernelHeight() * rowWords];
        for (int word = 0; word < offsets.length; word++) {
            offsets[word] = word / rowWords * in.rowLongs() + word % rowWords * planes;
        }
        taps = new int[packed.kernelHeight() * packed.kernelWidth()];
        for (int tap = 0; tap < taps.length; tap++) {
            taps[tap] = offsets[tap * in.words()];
        }
        pixelLongs = in.pixelLongs();
        step = conv.stride() * pixelLongs;
        weights = new long[weightPlanes * tiles() * tileLongs()];
        int at = 0;
        for (int plane = 0; plane < weightPlanes; plane++) {
            for (int first = 0; first < outputs; first += tile) {
                for (int ky = 0; ky < packed.kernelHeight(); ky++) {
                    for (int kx = 0; kx < packed.kernelWidth(); kx++) {
                        for (int word = 0; word < packed.wordsPerTap(); word++) {
                            for (int position = 0; position < tile; position++) {
                                int o = first + kernel.outputAt(position);
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
        groups = new int[offsets.length];
        for (int word = 0; word < groups.length; word++) {
            int channels = Math.min(64, in.channels() - word % in.words() * 64);
            groups[word] = (channels + 3) / 4;
        }
        blockBytes = BLOCK * Arrays.stream(groups).sum();
        boolean lookedUp = kernel.looksCodesUp() && planes == 2 && narrow && outputs >= LEAST_LOOKED_UP;
        nibbles = lookedUp && span() <= KernelScratch.PLACES / PLACES_PER_LONG ? nibbles(kernel) : new byte[0];
    }

    private byte[] nibbles(BitKernel kernel) {
        byte[] laidOut = new byte[weightPlanes * blocks() * blockBytes()];
        int from = 0;
        for (int plane = 0; plane < weightPlanes; plane++) {
            for (int first = 0; first < outputs; first += tile) {
                int to = (plane * blocks() + first / BLOCK) * blockBytes();
                for (int word = 0; word < offsets.length; word++) {
                    for (int position = 0; position < tile; position++) {
                        int o = (first + kernel.outputAt(position)) % BLOCK;
                        for (int group = 0; group < groups[word]; group++) {
                            laidOut[to + group * BLOCK + o] = (byte) ((weights[from] >>> (4 * group)) & 15);
                        }
                        from++;
                    }
                    to += groups[word] * BLOCK;
                }
            }
        }
        return laidOut;
    }

    /** Index of the first long of the window of each output pixel, pixels in order {@code [y][x]}. */
    public int[] windows() {
        return windows;
    }

    /** Of each word of a window: its first plane's distance from the window's beginning. Planes follow one another. */
    public int[] offsets() {
        return offsets;
    }

    /** Longs from the beginning of a window to one past its last. */
    public int span() {
        return offsets[offsets.length - 1] + planes;
    }

    /** The same of each tap. */
    public int[] taps() {
        return taps;
    }

    /** Longs from the window of an output pixel to that of its right neighbour. */
    public int step() {
        return step;
    }

    /** Longs of an input pixel. */
    public int pixelLongs() {
        return pixelLongs;
    }

    /** Bit planes of the codes. */
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
        return offsets.length * tile;
    }

    /** Planes of the weights: their bits. Plane j counts 2^j times. */
    public int weightPlanes() {
        return weightPlanes;
    }

    /** Whether the sum of one plane of weights, and the sum of a window's codes, are within {@link BitKernel#NARROW}. */
    public boolean narrow() {
        return narrow;
    }

    /** Order {@code [weight plane][tile][word][position in the tile]}. */
    public long[] weights() {
        return weights;
    }

    /** Of each word of a window: its groups of four channels. */
    public int[] groups() {
        return groups;
    }

    /** Blocks of {@link #BLOCK} outputs that hold all outputs. */
    public int blocks() {
        return (outputs + BLOCK - 1) / BLOCK;
    }

    /** Bytes of {@link #nibbles} per block and plane. */
    public int blockBytes() {
        return blockBytes;
    }

    /**
     * The weights once more, a byte for each output and group of four channels, for kernels that look sums up
     * ({@link BitKernel#looksCodesUp}); empty where counting is all there is: other than two planes, sums that are not narrow, few outputs.
     * Order {@code [weight plane][block][word][group][output of the block]}.
     */
    public byte[] nibbles() {
        return nibbles;
    }
}
