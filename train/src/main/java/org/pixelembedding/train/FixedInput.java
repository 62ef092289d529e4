package org.pixelembedding.train;

import java.util.Optional;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.model.PixelEmbedding;

/** Input layers that do not learn: fixed codes and float pixels. */
public final class FixedInput implements InputLayer {
    private final int dimensions;
    private final float[] rows;
    private final Optional<PixelEmbedding> frozen;

    private FixedInput(int dimensions, float[] rows, Optional<PixelEmbedding> frozen) {
        this.dimensions = dimensions;
        this.rows = rows;
        this.frozen = frozen;
    }

    /** A table of codes as it stands. */
    public static FixedInput codes(PixelEmbedding table) {
        int d = table.dimensions();
        float[] rows = new float[COLOURS * VALUES * d];
        for (int colour = 0; colour < COLOURS; colour++) {
            for (int value = 0; value < VALUES; value++) {
                for (int i = 0; i < d; i++) {
                    rows[(colour * VALUES + value) * d + i] = table.code(colour, value, i);
                }
            }
        }
        return new FixedInput(d, rows, Optional.of(table));
    }

    /** The pixel itself at b bits: q(m x / 255), one dimension, shared by the colours. */
    public static FixedInput direct(LinearQuantizer quantizer) {
        byte[] codes = new byte[VALUES];
        for (int value = 0; value < VALUES; value++) {
            codes[value] = (byte) quantizer.code(quantizer.ceiling() * value / 255f);
        }
        return codes(new PixelEmbedding(1, 1, quantizer.bits(), codes));
    }

    /** Normalized float pixels: (v / 255 - mean) / std, each operation in float32. */
    public static FixedInput floatPixels(float[] mean, float[] std) {
        float[] rows = new float[COLOURS * VALUES];
        for (int colour = 0; colour < COLOURS; colour++) {
            for (int value = 0; value < VALUES; value++) {
                rows[colour * VALUES + value] = (value / 255f - mean[colour]) / std[colour];
            }
        }
        return new FixedInput(1, rows, Optional.empty());
    }

    @Override
    public int dimensions() {
        return dimensions;
    }

    @Override
    public float[] rows() {
        return rows;
    }

    @Override
    public Optional<PixelEmbedding> frozen() {
        return frozen;
    }
}
