package org.pixelembedding.train;

import java.util.Optional;
import org.pixelembedding.model.PixelEmbedding;

/** Input layers that do not learn: fixed codes and float pixels. */
public final class FixedInput implements TableInput {
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
        TableInput.fill(rows, table.toCodes());
        return new FixedInput(d, rows, Optional.of(table));
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
