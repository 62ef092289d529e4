package org.pixelembedding.model;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Convolution weights as sign planes, one bit a sign: 1 is +1, 0 is -1.
 *
 * <p>Order {@code [plane][out][ky][kx][word]}, slowest first; input channel {@code c} is bit {@code c % 64}, least
 * significant first, of word {@code c / 64}. Bits past the last channel are 0. A weight is the sum over planes
 * {@code p} of {@code sign_p * 2^p}: with one plane, the default, that is the sign itself.
 *
 * <p>Immutable: owns its words.
 */
public final class PackedWeights {
    private final int bits;
    private final int outChannels;
    private final int kernelHeight;
    private final int kernelWidth;
    private final int inChannels;
    private final long[] words;

    private PackedWeights(int bits, int outChannels, int kernelHeight, int kernelWidth, int inChannels, long[] words) {
        this.bits = bits;
        this.outChannels = outChannels;
        this.kernelHeight = kernelHeight;
        this.kernelWidth = kernelWidth;
        this.inChannels = inChannels;
        this.words = words;
    }

    /**
     * Packs signs.
     *
     * @param positive tells for index {@code (((plane * out + o) * kh + ky) * kw + kx) * in + c} whether the sign is +1
     */
    public static PackedWeights pack(
            int bits, int outChannels, int kernelHeight, int kernelWidth, int inChannels, IntPredicate positive) {
        long[] words = new long[wordCount(bits, outChannels, kernelHeight, kernelWidth, inChannels)];
        int perRun = words(inChannels);
        int runs = words.length / perRun;
        for (int run = 0; run < runs; run++) {
            for (int c = 0; c < inChannels; c++) {
                if (positive.test(run * inChannels + c)) {
                    words[run * perRun + (c >>> 6)] |= 1L << c;
                }
            }
        }
        return new PackedWeights(bits, outChannels, kernelHeight, kernelWidth, inChannels, words);
    }

    private static int wordCount(int bits, int outChannels, int kernelHeight, int kernelWidth, int inChannels) {
        if (bits < 1 || bits > 8 || outChannels < 1 || kernelHeight < 1 || kernelWidth < 1 || inChannels < 1) {
            throw new IllegalArgumentException("want 1..8 bits and sizes >= 1, got " + bits + " bits, " + outChannels
                    + "x" + kernelHeight + "x" + kernelWidth + "x" + inChannels);
        }
        // Checked against the unpacked size too, so that sign indices stay within int.
        long signs = Math.multiplyExact(
                Math.multiplyExact((long) bits * outChannels, (long) kernelHeight * kernelWidth), (long) inChannels);
        if (signs > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("want at most " + Integer.MAX_VALUE + " weight bits, got " + signs);
        }
        return (int) (signs / inChannels) * words(inChannels);
    }

    private static int words(int channels) {
        return (channels + 63) >>> 6;
    }

    /** Sign planes, 1 to 8. */
    public int bits() {
        return bits;
    }

    public int outChannels() {
        return outChannels;
    }

    public int kernelHeight() {
        return kernelHeight;
    }

    public int kernelWidth() {
        return kernelWidth;
    }

    public int inChannels() {
        return inChannels;
    }

    /** Words that hold the input channels of one tap: ceil(inChannels / 64). */
    public int wordsPerTap() {
        return words(inChannels);
    }

    /** One word of signs. */
    public long word(int plane, int out, int ky, int kx, int word) {
        return words[(((plane * outChannels + out) * kernelHeight + ky) * kernelWidth + kx) * wordsPerTap() + word];
    }

    /** The weight as an odd whole number from -(2^bits - 1) to 2^bits - 1; +1 or -1 for one bit. */
    public int weight(int out, int ky, int kx, int channel) {
        int sum = 0;
        for (int plane = 0; plane < bits; plane++) {
            long positive = word(plane, out, ky, kx, channel >>> 6) >>> channel & 1;
            sum += positive == 1 ? 1 << plane : -(1 << plane);
        }
        return sum;
    }

    /** Largest absolute weight: 2^bits - 1. */
    public int maxAbs() {
        return (1 << bits) - 1;
    }

    /** Weights, not bits: out * kh * kw * in. */
    public long count() {
        return (long) outChannels * kernelHeight * kernelWidth * inChannels;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PackedWeights that
                && bits == that.bits
                && outChannels == that.outChannels
                && kernelHeight == that.kernelHeight
                && kernelWidth == that.kernelWidth
                && inChannels == that.inChannels
                && Arrays.equals(words, that.words);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words);
    }

    @Override
    public String toString() {
        return outChannels + "x" + kernelHeight + "x" + kernelWidth + "x" + inChannels + " weights@" + bits + "bit";
    }
}
