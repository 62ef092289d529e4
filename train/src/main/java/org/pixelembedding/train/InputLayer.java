package org.pixelembedding.train;

import java.nio.FloatBuffer;
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
        int chunk = Math.max(3, (count / 64 + 2) / 3 * 3);
        IntStream.range(0, (count + chunk - 1) / chunk).parallel().forEach(part -> {
            // One bulk put for many values: a put of d floats at a time costs more in checks than in copying.
            int from = part * chunk;
            int to = Math.min(count, from + chunk);
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
}
