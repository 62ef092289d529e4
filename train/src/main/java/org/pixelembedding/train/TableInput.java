package org.pixelembedding.train;

import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.Optional;
import org.pixelembedding.model.PixelEmbedding;

/**
 * An input layer whose code is a function of one colour value: a table of 256 rows a colour, each row d floats. For codes the
 * floats are whole numbers 0..n; float pixels are the table with d = 1 that holds (v / 255 - mean) / std. So each of these
 * encodes a picture the same way: look up, copy.
 */
public sealed interface TableInput extends InputLayer permits FixedInput, LookupEmbedding, LearnedThermometer {

    /** The table, order {@code [colour][value][dimension]}; read only. Changes when a learned table is updated. */
    float[] rows();

    /** The codes as a layer of a frozen model; empty for float pixels. */
    @Override
    Optional<PixelEmbedding> frozen();

    /** The codes at the start of training, if they learn. */
    default Optional<PixelEmbedding> atTheStart() {
        return this instanceof LearnedInput learned
                ? frozen().map(now ->
                        new PixelEmbedding(now.tables(), now.dimensions(), now.bits(), learned.initialCodes()))
                : Optional.empty();
    }

    /** Rows of all colours from the codes of one table or of three, order {@code [table][value][dimension]}. */
    static void fill(float[] rows, byte[] codes) {
        for (int i = 0; i < rows.length; i++) {
            rows[i] = codes[i % codes.length] & 0xff;
        }
    }

    @Override
    default void encode(byte[] pixels, int count, FloatBuffer target) {
        int d = dimensions();
        float[] rows = rows();
        InputLayer.inParts(count, (from, to) -> {
            // One bulk put for many values: a put of d floats at a time costs more in checks than in copying.
            float[] encoded = new float[(to - from) * d];
            int at = 0;
            int colour = 0;
            for (int i = from; i < to; i++) {
                System.arraycopy(rows, (colour * VALUES + (pixels[i] & 0xff)) * d, encoded, at, d);
                at += d;
                colour = colour == 2 ? 0 : colour + 1;
            }
            target.put(from * d, encoded);
        });
    }

    @Override
    default void encode(byte[] pixels, int count, ShortBuffer target) {
        int d = dimensions();
        short[] rows = InputLayer.bf16(rows());
        InputLayer.inParts(count, (from, to) -> {
            short[] encoded = new short[(to - from) * d];
            int at = 0;
            int colour = 0;
            for (int i = from; i < to; i++) {
                System.arraycopy(rows, (colour * VALUES + (pixels[i] & 0xff)) * d, encoded, at, d);
                at += d;
                colour = colour == 2 ? 0 : colour + 1;
            }
            target.put(from * d, encoded);
        });
    }
}
