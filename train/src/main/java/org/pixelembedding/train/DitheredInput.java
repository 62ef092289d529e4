package org.pixelembedding.train;

import java.util.Optional;
import org.pixelembedding.model.OrderedDither;

/** Fixed codes that depend on where a pixel lies: {@link OrderedDither} on square pictures. */
public final class DitheredInput implements WrittenInput {
    private final OrderedDither dither;
    private final int size;
    /** Order {@code [y mod p][x mod p][value][dimension]}. */
    private final float[] rows;

    /** @param size height and width of the pictures: where a pixel lies follows from its number */
    DitheredInput(OrderedDither dither, int size) {
        this.dither = dither;
        this.size = size;
        int d = dither.dimensions();
        int period = dither.period();
        rows = new float[period * period * VALUES * d];
        for (int i = 0; i < rows.length; i++) {
            int place = i / d / VALUES;
            rows[i] = dither.code(place / period, place % period, i / d % VALUES, i % d);
        }
    }

    @Override
    public int dimensions() {
        return dither.dimensions();
    }

    @Override
    public float[] codes(byte[] pixels, int from, int to) {
        int d = dimensions();
        int period = dither.period();
        float[] codes = new float[(to - from) * d];
        for (int i = from; i < to; i++) {
            int pixel = i / COLOURS % (size * size);
            int place = pixel / size % period * period + pixel % size % period;
            System.arraycopy(rows, (place * VALUES + (pixels[i] & 0xff)) * d, codes, (i - from) * d, d);
        }
        return codes;
    }

    @Override
    public Optional<OrderedDither> frozen() {
        return Optional.of(dither);
    }
}
