package org.pixelembedding.export.c;

import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.TensorSpec;

/** Something that lives in the arena from one step to another. */
final class CBuffer {
    /** What it holds. */
    enum Content {
        /** Codes, a bit a channel and plane, in words. */
        CODES,
        /** Sums in 16 bits. */
        NARROW,
        /** Sums in 32 bits. */
        WIDE
    }

    private final Content content;
    private final long pixels;
    private final int channels;
    private final int bits;
    private int first = Integer.MAX_VALUE;
    private int last = -1;

    CBuffer(Content content, TensorSpec spec) {
        this(content, spec.pixelCount(), spec.channels(), spec.bits());
    }

    private CBuffer(Content content, long pixels, int channels, int bits) {
        this.content = content;
        this.pixels = pixels;
        this.channels = channels;
        this.bits = bits;
    }

    /** The codes under a kernel. */
    static CBuffer window(TensorSpec input, PackedWeights weights) {
        return new CBuffer(
                Content.CODES, (long) weights.kernelHeight() * weights.kernelWidth(), input.channels(), input.bits());
    }

    /** Notes that a step uses it. */
    void used(int step) {
        first = Math.min(first, step);
        last = Math.max(last, step);
    }

    Content content() {
        return content;
    }

    boolean livesWith(CBuffer other) {
        return first <= other.last && other.first <= last;
    }

    /** Bytes with words of 32 or 64 bits. */
    long bytes(int wordBits) {
        return switch (content) {
            case CODES -> pixels * ((channels + wordBits - 1) / wordBits) * bits * (wordBits / Byte.SIZE);
            case NARROW -> pixels * channels * Short.BYTES;
            case WIDE -> pixels * channels * Integer.BYTES;
        };
    }

    /** Bytes of what a place in it is counted in. */
    int unit(int wordBits) {
        return switch (content) {
            case CODES -> wordBits / Byte.SIZE;
            case NARROW -> Short.BYTES;
            case WIDE -> Integer.BYTES;
        };
    }
}
