package org.pixelembedding.train;

import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pixelembedding.model.PixelEmbedding;

/**
 * What stands for a pixel value in training: a table of 256 rows a colour, each row d floats. For codes the floats are
 * whole numbers 0..n; float pixels are the table with d = 1 that holds (v / 255 - mean) / std. So every input layer
 * encodes a picture the same way: look up, copy.
 */
public sealed interface InputLayer permits FixedInput, LookupEmbedding {
    int COLOURS = PixelEmbedding.COLOURS;
    int VALUES = PixelEmbedding.VALUES;

    /** d, floats per colour value. */
    int dimensions();

    /** The table, order {@code [colour][value][dimension]}; read only. Changes when a learned table is updated. */
    float[] rows();

    /** The codes as a layer of a frozen model; empty for float pixels. */
    Optional<PixelEmbedding> frozen();

    /** Channels of an encoded picture: 3d. */
    default int channels() {
        return COLOURS * dimensions();
    }

    /**
     * Encodes pictures.
     *
     * @param pixels unsigned bytes, order {@code [image][y][x][colour]}
     * @param count how many of them, a multiple of 3
     * @param target gets count * d floats from its beginning, order {@code [image][y][x][colour][dimension]}
     */
    default void encode(byte[] pixels, int count, FloatBuffer target) {
        int d = dimensions();
        float[] rows = rows();
        inParts(count, (from, to) -> {
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

    /** The same in bf16 (bit patterns): codes stay exact, float pixels are rounded to 8 significant bits. */
    default void encode(byte[] pixels, int count, ShortBuffer target) {
        int d = dimensions();
        short[] rows = bf16(rows());
        inParts(count, (from, to) -> {
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

    /** Upper halves of the floats, rounded to nearest even. */
    private static short[] bf16(float[] values) {
        short[] halves = new short[values.length];
        for (int i = 0; i < values.length; i++) {
            int bits = Float.floatToRawIntBits(values[i]);
            halves[i] = (short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
        }
        return halves;
    }

    /** Values {@code from} to {@code to} of the pixels. */
    interface PartAction {
        void apply(int from, int to);
    }

    private static void inParts(int count, PartAction action) {
        int chunk = Math.max(3, (count / 256 + 2) / 3 * 3);
        IntStream.range(0, (count + chunk - 1) / chunk)
                .parallel()
                .forEach(part -> action.apply(part * chunk, Math.min(count, (part + 1) * chunk)));
    }
}
