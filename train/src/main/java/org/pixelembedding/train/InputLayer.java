package org.pixelembedding.train;

import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pixelembedding.model.Layer;
import org.pixelembedding.model.PixelEmbedding;

/** What stands for pixels in training: codes as whole floats 0..n, or normalized float pixels. */
public sealed interface InputLayer permits TableInput, WrittenInput {
    int COLOURS = PixelEmbedding.COLOURS;
    int VALUES = PixelEmbedding.VALUES;

    /** d, floats per colour value. */
    int dimensions();

    /** Itself as a layer of a frozen model; empty for float pixels. */
    Optional<? extends Layer> frozen();

    /** Channels of an encoded picture: 3d. */
    default int channels() {
        return COLOURS * dimensions();
    }

    /**
     * Encodes pictures.
     *
     * @param pixels unsigned bytes, order {@code [image][y][x][colour]}
     * @param count how many of them, a multiple of a picture's
     * @param target gets count * d floats from its beginning, order {@code [image][y][x][channel]}
     */
    void encode(byte[] pixels, int count, FloatBuffer target);

    /** The same in bf16 (bit patterns): codes stay exact, float pixels are rounded to 8 significant bits. */
    void encode(byte[] pixels, int count, ShortBuffer target);

    /** Upper halves of the floats, rounded to nearest even. */
    static short[] bf16(float[] values) {
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

    /** Whole pixels, in parallel. */
    static void inParts(int count, PartAction action) {
        int chunk = Math.max(3, (count / 256 + 2) / 3 * 3);
        IntStream.range(0, (count + chunk - 1) / chunk)
                .parallel()
                .forEach(part -> action.apply(part * chunk, Math.min(count, (part + 1) * chunk)));
    }
}
