package org.pixelembedding.model;

/**
 * Shape, meaning and range of what travels along one edge of a network, one image at a time.
 *
 * @param kind what the numbers are
 * @param height rows, at least 1
 * @param width columns, at least 1
 * @param channels numbers per pixel, at least 1
 * @param bits bits of a code (1 to 8), 8 for pixels, 0 for sums and logits
 * @param bound the largest absolute value that can occur, proved from the weights' and codes' ranges; 0 for logits
 */
public record TensorSpec(Kind kind, int height, int width, int channels, int bits, int bound) {
    /** What the numbers on an edge are. */
    public enum Kind {
        /** Unsigned 8-bit colour values, three channels R, G, B. */
        PIXELS,
        /** Unsigned codes of 1 to 8 bits. */
        CODES,
        /** Signed integer accumulators. */
        SUMS,
        /** Float32 class scores; only behind a {@link FloatClassifier}. */
        LOGITS
    }

    public TensorSpec {
        if (height < 1 || width < 1 || channels < 1) {
            throw new ShapeException("want height, width, channels >= 1, got " + height + "x" + width + "x" + channels);
        }
        if (kind == Kind.CODES && (bits < 1 || bits > 8)) {
            throw new ShapeException("want codes of 1 to 8 bits, got " + bits);
        }
        if ((long) height * width * channels > Integer.MAX_VALUE / 8) {
            throw new ShapeException("want height x width x channels <= " + Integer.MAX_VALUE / 8 + ", got " + height
                    + "x" + width + "x" + channels);
        }
    }

    public static TensorSpec pixels(int height, int width) {
        return new TensorSpec(Kind.PIXELS, height, width, 3, 8, 255);
    }

    public static TensorSpec codes(int height, int width, int channels, int bits) {
        return new TensorSpec(Kind.CODES, height, width, channels, bits, (1 << bits) - 1);
    }

    /**
     * Sums whose absolute value is at most {@code bound}.
     *
     * @throws ShapeException if an int32 accumulator cannot hold {@code bound} and the "never reached" threshold above it
     */
    public static TensorSpec sums(int height, int width, int channels, long bound) {
        if (bound >= Integer.MAX_VALUE) {
            throw new ShapeException("sums up to " + bound + " do not fit an int32 accumulator (want < "
                    + Integer.MAX_VALUE + "): use fewer channels or fewer bits");
        }
        return new TensorSpec(Kind.SUMS, height, width, channels, 0, (int) bound);
    }

    public static TensorSpec logits(int classes) {
        return new TensorSpec(Kind.LOGITS, 1, 1, classes, 0, 0);
    }

    public int pixelCount() {
        return height * width;
    }

    /** Numbers in the tensor: height * width * channels. */
    public int size() {
        return height * width * channels;
    }

    /**
     * Brings numbers in order {@code [channel][y][x]}, as other programs have them, into ours, {@code [y][x][channel]}.
     *
     * @throws IllegalArgumentException if there are not {@link #size} of them
     */
    public int[] channelsLast(int[] channelsFirst) {
        if (channelsFirst.length != size()) {
            throw new IllegalArgumentException(
                    "want " + size() + " numbers (" + this + "), got " + channelsFirst.length);
        }
        int[] values = new int[channelsFirst.length];
        int pixels = pixelCount();
        for (int i = 0; i < values.length; i++) {
            values[i % pixels * channels + i / pixels] = channelsFirst[i];
        }
        return values;
    }

    /** For people and messages: {@code 16x16x48 codes@2bit}. */
    @Override
    public String toString() {
        String shape = height + "x" + width + "x" + channels;
        return switch (kind) {
            case PIXELS -> shape + " pixels";
            case CODES -> shape + " codes@" + bits + "bit";
            case SUMS -> shape + " sums";
            case LOGITS -> shape + " logits";
        };
    }
}
