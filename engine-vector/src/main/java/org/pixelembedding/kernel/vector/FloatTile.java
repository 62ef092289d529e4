package org.pixelembedding.kernel.vector;

import static org.pixelembedding.kernel.vector.Lanes.FLOATS;
import static org.pixelembedding.kernel.vector.Lanes.floats;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.pixelembedding.kernel.PackedFloatStem;
import org.pixelembedding.model.LinearQuantizer;

/** Float first layer of a baseline model: four pixels by two vectors of outputs, so that eight sums are under way. */
final class FloatTile {
    private static final int LENGTH = FLOATS.length();

    private FloatTile() {}

    /** Pixels a to d (which may be the same at the end) and outputs from {@code first}; 2-bit codes. */
    static void run(PackedFloatStem s, float[] pixels, int a, int b, int c, int d, int first, long[] target) {
        int[] offsets = s.offsets();
        float[] weights = s.weights();
        int atA = s.windows()[a];
        int atB = s.windows()[b];
        int atC = s.windows()[c];
        int atD = s.windows()[d];
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector c0 = a0;
        FloatVector c1 = a0;
        FloatVector d0 = a0;
        FloatVector d1 = a0;
        int w = first;
        for (int i = 0; i < offsets.length; i++) {
            FloatVector w0 = floats(weights, w);
            FloatVector w1 = floats(weights, w + LENGTH);
            FloatVector x = FloatVector.broadcast(FLOATS, pixels[atA + offsets[i]]);
            a0 = x.fma(w0, a0);
            a1 = x.fma(w1, a1);
            x = FloatVector.broadcast(FLOATS, pixels[atB + offsets[i]]);
            b0 = x.fma(w0, b0);
            b1 = x.fma(w1, b1);
            x = FloatVector.broadcast(FLOATS, pixels[atC + offsets[i]]);
            c0 = x.fma(w0, c0);
            c1 = x.fma(w1, c1);
            x = FloatVector.broadcast(FLOATS, pixels[atD + offsets[i]]);
            d0 = x.fma(w0, d0);
            d1 = x.fma(w1, d1);
            w += s.padded();
        }
        int second = first + LENGTH;
        put(s, a0, first, target, s.targets()[a]);
        put(s, a1, second, target, s.targets()[a]);
        // A pixel that stands for a missing one must not OR its bits in twice; the same bits twice do no harm.
        put(s, b0, first, target, s.targets()[b]);
        put(s, b1, second, target, s.targets()[b]);
        put(s, c0, first, target, s.targets()[c]);
        put(s, c1, second, target, s.targets()[c]);
        put(s, d0, first, target, s.targets()[d]);
        put(s, d1, second, target, s.targets()[d]);
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
