package org.pixelembedding.kernel.vector;

import static org.pixelembedding.kernel.vector.Lanes.FLOATS;
import static org.pixelembedding.kernel.vector.Lanes.floats;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.pixelembedding.kernel.PackedFloatStem;
import org.pixelembedding.model.LinearQuantizer;

/**
 * Float first layer of a baseline model: four pixels by two vectors of outputs, so that eight sums are under way. Sums go
 * through a scratch array to the codes: in one method C2 meets its limit of nodes, inlines no more and boxes vectors.
 */
final class FloatTile {
    private static final int LENGTH = FLOATS.length();

    /** Pixels of a tile. */
    static final int PIXELS = 4;

    /** Outputs of a tile. */
    static final int OUTPUTS = 2 * LENGTH;

    private FloatTile() {}

    /**
     * Sums of four pixels from {@code p}, order {@code [pixel][output]}.
     *
     * @param last pixel that there is, which stands for those behind it
     * @param first output
     */
    static void sum(PackedFloatStem s, float[] pixels, int p, int last, int first, float[] sums) {
        int[] offsets = s.offsets();
        float[] weights = s.weights();
        int step = s.padded();
        int w = first;
        int atA = s.windows()[p];
        int atB = s.windows()[Math.min(p + 1, last)];
        int atC = s.windows()[Math.min(p + 2, last)];
        int atD = s.windows()[Math.min(p + 3, last)];
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector c0 = a0;
        FloatVector c1 = a0;
        FloatVector d0 = a0;
        FloatVector d1 = a0;
        for (int offset : offsets) {
            FloatVector w0 = floats(weights, w);
            FloatVector w1 = floats(weights, w + LENGTH);
            FloatVector x = FloatVector.broadcast(FLOATS, pixels[atA + offset]);
            a0 = x.fma(w0, a0);
            a1 = x.fma(w1, a1);
            x = FloatVector.broadcast(FLOATS, pixels[atB + offset]);
            b0 = x.fma(w0, b0);
            b1 = x.fma(w1, b1);
            x = FloatVector.broadcast(FLOATS, pixels[atC + offset]);
            c0 = x.fma(w0, c0);
            c1 = x.fma(w1, c1);
            x = FloatVector.broadcast(FLOATS, pixels[atD + offset]);
            d0 = x.fma(w0, d0);
            d1 = x.fma(w1, d1);
            w += step;
        }
        a0.intoArray(sums, 0);
        a1.intoArray(sums, LENGTH);
        b0.intoArray(sums, 2 * LENGTH);
        b1.intoArray(sums, 3 * LENGTH);
        c0.intoArray(sums, 4 * LENGTH);
        c1.intoArray(sums, 5 * LENGTH);
        d0.intoArray(sums, 6 * LENGTH);
        d1.intoArray(sums, 7 * LENGTH);
    }

    /** Codes of pixels {@code from} to {@code to - 1}, whose sums begin at 0. */
    static void toCodes(PackedFloatStem s, float[] sums, int first, long[] target, int from, int to) {
        for (int p = from; p < to; p++) {
            int at = s.targets()[p];
            put(s, floats(sums, (p - from) * OUTPUTS), first, target, at);
            put(s, floats(sums, (p - from) * OUTPUTS + LENGTH), first + LENGTH, target, at);
        }
    }

    /** Batch norm and quantizer; {@code code >= k} is {@code clip(x) * (n/m) + 0.5f >= k} for whole k. */
    private static void put(PackedFloatStem s, FloatVector sum, int first, long[] target, int pixel) {
        LinearQuantizer q = s.quantizer();
        FloatVector scaled = sum.mul(floats(s.gain(), first))
                .add(floats(s.bias(), first))
                .max(0f)
                .min(q.ceiling())
                .mul(q.codesPerUnit())
                .add(0.5f);
        long one = scaled.compare(VectorOperators.GE, 1f).toLong();
        long two = scaled.compare(VectorOperators.GE, 2f).toLong();
        long three = scaled.compare(VectorOperators.GE, 3f).toLong();
        int at = pixel + (first >>> 6) * 2;
        PackedBits.put(target, at, one ^ two ^ three, first);
        PackedBits.put(target, at + 1, two, first);
    }
}
