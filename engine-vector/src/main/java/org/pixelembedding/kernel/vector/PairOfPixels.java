package org.pixelembedding.kernel.vector;

import static org.pixelembedding.kernel.vector.Lanes.LANES;
import static org.pixelembedding.kernel.vector.Lanes.LONGS;
import static org.pixelembedding.kernel.vector.Lanes.TILE;
import static org.pixelembedding.kernel.vector.Lanes.longs;

import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import org.pixelembedding.kernel.KernelScratch;
import org.pixelembedding.kernel.PackedConvolution;

/**
 * Sums of two pixels and one tile of outputs: the unit of the convolution. Every weight that is loaded is used four
 * times (two pixels, two planes), and one output per lane means that there are no sums across lanes.
 *
 * <p>Written for C2: accumulators are local variables, every vector lives and dies in one method, and what leaves a
 * method goes through the scratch space.
 */
final class PairOfPixels {
    private PairOfPixels() {}

    /**
     * Leaves sums in 16 bits in {@code scratch.shorts()}: the first pixel's tile, then the second's.
     *
     * @param a where the first pixel's window begins
     * @param b where the second pixel's window begins; the same for a last pixel that is alone
     * @param codesA sum of the codes in the first pixel's window
     */
    static void narrow(
            PackedConvolution c,
            long[] source,
            int a,
            int b,
            int codesA,
            int codesB,
            int weightPlane,
            int tile,
            KernelScratch scratch) {
        int weights = (weightPlane * c.tiles() + tile) * c.tileLongs();
        if (c.planes() == 2) {
            twoPlanes(source, a, b, c.offsets(), c.weights(), weights, codesA, codesB, scratch.shorts());
        } else {
            anyPlanes(c, source, a, b, weights, scratch.longs());
            join(scratch.longs(), 0, codesA, scratch.shorts(), 0);
            join(scratch.longs(), TILE, codesB, scratch.shorts(), TILE);
        }
    }

    /** The same in 64 bits in {@code scratch.longs()}, order of the tile as {@link Lanes} has it. */
    static void wide(
            PackedConvolution c,
            long[] source,
            int a,
            int b,
            int codesA,
            int codesB,
            int weightPlane,
            int tile,
            KernelScratch scratch) {
        long[] counts = scratch.longs();
        anyPlanes(c, source, a, b, (weightPlane * c.tiles() + tile) * c.tileLongs(), counts);
        for (int i = 0; i < TILE; i++) {
            counts[i] = 2 * counts[i] - codesA;
            counts[TILE + i] = 2 * counts[TILE + i] - codesB;
        }
    }

    /**
     * Sixteen accumulators: two pixels, two planes, four vectors of outputs. Counts are below 2^16 ({@link
     * PackedConvolution#narrow}), so four vectors of longs join into one of shorts; doubling may overflow, and the
     * subtraction brings it back. All in one method: with {@link #join} called from here C2 meets its limit of nodes,
     * boxes the vectors and halves the speed.
     */
    private static void twoPlanes(
            long[] source,
            int a,
            int b,
            int[] offsets,
            long[] weights,
            int from,
            int codesA,
            int codesB,
            short[] sums) {
        LongVector a00 = LongVector.zero(LONGS);
        LongVector a01 = LongVector.zero(LONGS);
        LongVector a02 = LongVector.zero(LONGS);
        LongVector a03 = LongVector.zero(LONGS);
        LongVector a10 = LongVector.zero(LONGS);
        LongVector a11 = LongVector.zero(LONGS);
        LongVector a12 = LongVector.zero(LONGS);
        LongVector a13 = LongVector.zero(LONGS);
        LongVector b00 = LongVector.zero(LONGS);
        LongVector b01 = LongVector.zero(LONGS);
        LongVector b02 = LongVector.zero(LONGS);
        LongVector b03 = LongVector.zero(LONGS);
        LongVector b10 = LongVector.zero(LONGS);
        LongVector b11 = LongVector.zero(LONGS);
        LongVector b12 = LongVector.zero(LONGS);
        LongVector b13 = LongVector.zero(LONGS);
        int w = from;
        for (int i = 0; i < offsets.length; i++) {
            int offset = offsets[i];
            int atA = a + offset;
            int atB = b + offset;
            LongVector w0 = LongVector.fromArray(LONGS, weights, w);
            LongVector w1 = LongVector.fromArray(LONGS, weights, w + LANES);
            LongVector w2 = LongVector.fromArray(LONGS, weights, w + 2 * LANES);
            LongVector w3 = LongVector.fromArray(LONGS, weights, w + 3 * LANES);
            LongVector code = LongVector.broadcast(LONGS, source[atA]);
            a00 = a00.add(w0.and(code).lanewise(VectorOperators.BIT_COUNT));
            a01 = a01.add(w1.and(code).lanewise(VectorOperators.BIT_COUNT));
            a02 = a02.add(w2.and(code).lanewise(VectorOperators.BIT_COUNT));
            a03 = a03.add(w3.and(code).lanewise(VectorOperators.BIT_COUNT));
            code = LongVector.broadcast(LONGS, source[atA + 1]);
            a10 = a10.add(w0.and(code).lanewise(VectorOperators.BIT_COUNT));
            a11 = a11.add(w1.and(code).lanewise(VectorOperators.BIT_COUNT));
            a12 = a12.add(w2.and(code).lanewise(VectorOperators.BIT_COUNT));
            a13 = a13.add(w3.and(code).lanewise(VectorOperators.BIT_COUNT));
            code = LongVector.broadcast(LONGS, source[atB]);
            b00 = b00.add(w0.and(code).lanewise(VectorOperators.BIT_COUNT));
            b01 = b01.add(w1.and(code).lanewise(VectorOperators.BIT_COUNT));
            b02 = b02.add(w2.and(code).lanewise(VectorOperators.BIT_COUNT));
            b03 = b03.add(w3.and(code).lanewise(VectorOperators.BIT_COUNT));
            code = LongVector.broadcast(LONGS, source[atB + 1]);
            b10 = b10.add(w0.and(code).lanewise(VectorOperators.BIT_COUNT));
            b11 = b11.add(w1.and(code).lanewise(VectorOperators.BIT_COUNT));
            b12 = b12.add(w2.and(code).lanewise(VectorOperators.BIT_COUNT));
            b13 = b13.add(w3.and(code).lanewise(VectorOperators.BIT_COUNT));
            w += TILE;
        }
        LongVector a0 = a00.add(a10).add(a10);
        LongVector a1 = a01.add(a11).add(a11);
        LongVector a2 = a02.add(a12).add(a12);
        LongVector a3 = a03.add(a13).add(a13);
        ShortVector sa = a0.or(a1.lanewise(VectorOperators.LSHL, 16))
                .or(a2.lanewise(VectorOperators.LSHL, 32).or(a3.lanewise(VectorOperators.LSHL, 48)))
                .reinterpretAsShorts();
        sa.add(sa).sub((short) codesA).intoArray(sums, 0);
        LongVector b0 = b00.add(b10).add(b10);
        LongVector b1 = b01.add(b11).add(b11);
        LongVector b2 = b02.add(b12).add(b12);
        LongVector b3 = b03.add(b13).add(b13);
        ShortVector sb = b0.or(b1.lanewise(VectorOperators.LSHL, 16))
                .or(b2.lanewise(VectorOperators.LSHL, 32).or(b3.lanewise(VectorOperators.LSHL, 48)))
                .reinterpretAsShorts();
        sb.add(sb).sub((short) codesB).intoArray(sums, TILE);
    }

    /** Four vectors of counts become one of sums. */
    private static void join(long[] counts, int from, int codes, short[] sums, int to) {
        ShortVector joined = longs(counts, from)
                .or(longs(counts, from + LANES).lanewise(VectorOperators.LSHL, 16))
                .or(longs(counts, from + 2 * LANES).lanewise(VectorOperators.LSHL, 32))
                .or(longs(counts, from + 3 * LANES).lanewise(VectorOperators.LSHL, 48))
                .reinterpretAsShorts();
        joined.add(joined).sub((short) codes).intoArray(sums, to);
    }

    private static void anyPlanes(PackedConvolution c, long[] source, int a, int b, int weights, long[] counts) {
        for (int p = 0; p < c.planes(); p++) {
            onePlane(source, a + p, b + p, c.offsets(), p, c.weights(), weights, counts);
        }
    }

    /** One plane, added to what the planes before it gave. */
    private static void onePlane(
            long[] source, int a, int b, int[] offsets, int plane, long[] weights, int from, long[] counts) {
        LongVector a0 = LongVector.zero(LONGS);
        LongVector a1 = LongVector.zero(LONGS);
        LongVector a2 = LongVector.zero(LONGS);
        LongVector a3 = LongVector.zero(LONGS);
        LongVector b0 = LongVector.zero(LONGS);
        LongVector b1 = LongVector.zero(LONGS);
        LongVector b2 = LongVector.zero(LONGS);
        LongVector b3 = LongVector.zero(LONGS);
        int w = from;
        for (int i = 0; i < offsets.length; i++) {
            LongVector w0 = LongVector.fromArray(LONGS, weights, w);
            LongVector w1 = LongVector.fromArray(LONGS, weights, w + LANES);
            LongVector w2 = LongVector.fromArray(LONGS, weights, w + 2 * LANES);
            LongVector w3 = LongVector.fromArray(LONGS, weights, w + 3 * LANES);
            LongVector code = LongVector.broadcast(LONGS, source[a + offsets[i]]);
            a0 = a0.add(w0.and(code).lanewise(VectorOperators.BIT_COUNT));
            a1 = a1.add(w1.and(code).lanewise(VectorOperators.BIT_COUNT));
            a2 = a2.add(w2.and(code).lanewise(VectorOperators.BIT_COUNT));
            a3 = a3.add(w3.and(code).lanewise(VectorOperators.BIT_COUNT));
            code = LongVector.broadcast(LONGS, source[b + offsets[i]]);
            b0 = b0.add(w0.and(code).lanewise(VectorOperators.BIT_COUNT));
            b1 = b1.add(w1.and(code).lanewise(VectorOperators.BIT_COUNT));
            b2 = b2.add(w2.and(code).lanewise(VectorOperators.BIT_COUNT));
            b3 = b3.add(w3.and(code).lanewise(VectorOperators.BIT_COUNT));
            w += TILE;
        }
        accumulate(a0, plane, counts, 0);
        accumulate(a1, plane, counts, LANES);
        accumulate(a2, plane, counts, 2 * LANES);
        accumulate(a3, plane, counts, 3 * LANES);
        accumulate(b0, plane, counts, 4 * LANES);
        accumulate(b1, plane, counts, 5 * LANES);
        accumulate(b2, plane, counts, 6 * LANES);
        accumulate(b3, plane, counts, 7 * LANES);
    }

    private static void accumulate(LongVector sum, int plane, long[] counts, int at) {
        LongVector weighted = sum.lanewise(VectorOperators.LSHL, plane);
        (plane == 0 ? weighted : weighted.add(longs(counts, at))).intoArray(counts, at);
    }
}
