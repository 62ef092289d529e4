package org.pixelembedding.train;

import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/**
 * An input layer whose code is not a function of one colour value alone: its codes are written out, and the stem that reads
 * them is a convolution of the library's.
 */
public sealed interface WrittenInput extends InputLayer permits DitheredInput, JointInput {

    /**
     * Codes of some values.
     *
     * @param pixels unsigned bytes, order {@code [image][y][x][colour]}
     * @param from first value, the red one of a pixel
     * @param to value behind the last
     * @return (to - from) * d whole numbers, order {@code [image][y][x][channel]}
     */
    float[] codes(byte[] pixels, int from, int to);

    /**
     * What the gradient with respect to the codes of pictures is to the rows of the tables that they come from, without that of the
     * quantizer. Only of layers that learn.
     *
     * @param pixels unsigned bytes, order {@code [image][y][x][colour]}
     * @param count how many of them
     * @param byCode order {@code [image][y][x][channel]}
     * @return as {@link LearnedInput#learn} takes it
     */
    default float[] rowGradient(byte[] pixels, int count, FloatBuffer byCode) {
        throw new IllegalStateException(
                "want an input layer that learns, got " + getClass().getSimpleName());
    }

    @Override
    default void encode(byte[] pixels, int count, FloatBuffer target) {
        InputLayer.inParts(count, (from, to) -> target.put(from * dimensions(), codes(pixels, from, to)));
    }

    @Override
    default void encode(byte[] pixels, int count, ShortBuffer target) {
        InputLayer.inParts(
                count, (from, to) -> target.put(from * dimensions(), InputLayer.bf16(codes(pixels, from, to))));
    }
}
