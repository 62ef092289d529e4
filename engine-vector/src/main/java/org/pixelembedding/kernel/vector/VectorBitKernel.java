package org.pixelembedding.kernel.vector;

import java.util.Arrays;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.kernel.PackedConvolution;
import org.pixelembedding.kernel.PackedLookUp;
import org.pixelembedding.kernel.PackedThresholds;
import org.pixelembedding.kernel.ScalarBitKernel;

/**
 * Bit-plane convolution with one output channel per lane: no sums across lanes, and the mask of a comparison is already
 * a row of packed output bits. A tile is two pixels by four vectors of outputs, so that every weight that is loaded is
 * used four times (two pixels, two planes).
 *
 * <p>Written for C2: species are constants, accumulators are local variables, every vector lives and dies in one method,
 * and what leaves a method goes through {@code scratch}.
 */
final class VectorBitKernel implements BitKernel {
    private static final VectorSpecies<Long> LONGS = VectorSpecies.of(long.class, Width.shape());
    private static final VectorSpecies<Short> SHORTS = VectorSpecies.of(short.class, Width.shape());
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, Width.shape());
    /** As many ints as there are longs in a vector. */
    private static final VectorSpecies<Integer> HALF_INTS = VectorSpecies.of(
            int.class, VectorShape.forBitSize(Math.max(64, Width.shape().vectorBitSize() / 2)));

    private static final int LANES = LONGS.length();
    private static final int TILE = 4 * LANES;

    private final ScalarBitKernel scalar = new ScalarBitKernel();

    @Override
    public String name() {
        return "vector-" + LONGS.vectorBitSize();
    }

    @Override
    public int tile() {
        return TILE;
    }

    @Override
    public void toCodes(
            PackedConvolution c,
            PackedThresholds t,
            long[] source,
            int[] windowSums,
            long[] target,
            int from,
            int to,
            long[] scratch) {
        int[] windows = c.windows();
        for (int tile = 0; tile < c.tiles(); tile++) {
            int first = tile * TILE;
            for (int p = from; p < to; p += 2) {
                int second = Math.min(p + 1, to - 1);
                count(c, source, windows[p], windows[second], 0, tile, scratch);
                if (t.bits() == 2) {
                    twoBits(t, scratch, 0, windowSums[p], first, target, t.targets()[p]);
                    twoBits(t, scratch, TILE, windowSums[second], first, target, t.targets()[second]);
                } else {
                    anyBits(t, scratch, 0, windowSums[p], first, target, t.targets()[p]);
                    anyBits(t, scratch, TILE, windowSums[second], first, target, t.targets()[second]);
                }
            }
        }
    }

    @Override
    public void toSums(
            PackedConvolution c,
            long[] source,
            int[] windowSums,
            int[] sums,
            boolean add,
            int from,
            int to,
            long[] scratch) {
        int[] windows = c.windows();
        for (int plane = 0; plane < c.weightPlanes(); plane++) {
            boolean onTop = add || plane > 0;
            for (int tile = 0; tile < c.tiles(); tile++) {
                int first = tile * TILE;
                int outputs = Math.min(TILE, c.outputs() - first);
                for (int p = from; p < to; p += 2) {
                    int second = Math.min(p + 1, to - 1);
                    count(c, source, windows[p], windows[second], plane, tile, scratch);
                    store(scratch, 0, windowSums[p], plane, sums, p * c.outputs() + first, outputs, onTop);
                    if (second > p) {
                        store(
                                scratch,
                                TILE,
                                windowSums[second],
                                plane,
                                sums,
                                second * c.outputs() + first,
                                outputs,
                                onTop);
                    }
                }
            }
        }
    }

    private static void store(
            long[] counts, int from, int windowSum, int plane, int[] sums, int at, int outputs, boolean onTop) {
        if (outputs == TILE) {
            for (int o = 0; o < TILE; o += LANES) {
                IntVector sum = LongVector.fromArray(LONGS, counts, from + o)
                        .lanewise(VectorOperators.LSHL, 1)
                        .sub(windowSum)
                        .lanewise(VectorOperators.LSHL, plane)
                        .convertShape(VectorOperators.L2I, HALF_INTS, 0)
                        .reinterpretAsInts();
                if (onTop) {
                    sum = sum.add(IntVector.fromArray(HALF_INTS, sums, at + o));
                }
                sum.intoArray(sums, at + o);
            }
        } else {
            for (int o = 0; o < outputs; o++) {
                int sum = (2 * (int) counts[from + o] - windowSum) << plane;
                sums[at + o] = onTop ? sums[at + o] + sum : sum;
            }
        }
    }

    private static void count(
            PackedConvolution c, long[] source, int a, int b, int weightPlane, int tile, long[] counts) {
        int w = (weightPlane * c.tiles() + tile) * c.tileLongs();
        if (c.planes() == 2) {
            countTwoPlanes(source, a, b, c.rows(), c.rowStep(), 2 * c.rowWords(), c.weights(), w, counts);
        } else {
            for (int p = 0; p < c.planes(); p++) {
                countPlane(source, a, b, c.rows(), c.rowStep(), c.rowWords(), c.planes(), p, c.weights(), w, counts);
            }
        }
    }

    /** Sixteen accumulators: two pixels, two planes, four vectors of outputs. */
    private static void countTwoPlanes(
            long[] source, int a, int b, int rows, int rowStep, int rowLongs, long[] weights, int from, long[] counts) {
        LongVector a00 = LongVector.zero(LONGS);
        LongVector a01 = a00;
        LongVector a02 = a00;
        LongVector a03 = a00;
        LongVector a10 = a00;
        LongVector a11 = a00;
        LongVector a12 = a00;
        LongVector a13 = a00;
        LongVector b00 = a00;
        LongVector b01 = a00;
        LongVector b02 = a00;
        LongVector b03 = a00;
        LongVector b10 = a00;
        LongVector b11 = a00;
        LongVector b12 = a00;
        LongVector b13 = a00;
        int w = from;
        for (int row = 0; row < rows; row++) {
            int atA = a + row * rowStep;
            int atB = b + row * rowStep;
            for (int i = 0; i < rowLongs; i += 2) {
                LongVector w0 = LongVector.fromArray(LONGS, weights, w);
                LongVector w1 = LongVector.fromArray(LONGS, weights, w + LANES);
                LongVector w2 = LongVector.fromArray(LONGS, weights, w + 2 * LANES);
                LongVector w3 = LongVector.fromArray(LONGS, weights, w + 3 * LANES);
                LongVector code = LongVector.broadcast(LONGS, source[atA + i]);
                a00 = a00.add(w0.and(code).lanewise(VectorOperators.BIT_COUNT));
                a01 = a01.add(w1.and(code).lanewise(VectorOperators.BIT_COUNT));
                a02 = a02.add(w2.and(code).lanewise(VectorOperators.BIT_COUNT));
                a03 = a03.add(w3.and(code).lanewise(VectorOperators.BIT_COUNT));
                code = LongVector.broadcast(LONGS, source[atA + i + 1]);
                a10 = a10.add(w0.and(code).lanewise(VectorOperators.BIT_COUNT));
                a11 = a11.add(w1.and(code).lanewise(VectorOperators.BIT_COUNT));
                a12 = a12.add(w2.and(code).lanewise(VectorOperators.BIT_COUNT));
                a13 = a13.add(w3.and(code).lanewise(VectorOperators.BIT_COUNT));
                code = LongVector.broadcast(LONGS, source[atB + i]);
                b00 = b00.add(w0.and(code).lanewise(VectorOperators.BIT_COUNT));
                b01 = b01.add(w1.and(code).lanewise(VectorOperators.BIT_COUNT));
                b02 = b02.add(w2.and(code).lanewise(VectorOperators.BIT_COUNT));
                b03 = b03.add(w3.and(code).lanewise(VectorOperators.BIT_COUNT));
                code = LongVector.broadcast(LONGS, source[atB + i + 1]);
                b10 = b10.add(w0.and(code).lanewise(VectorOperators.BIT_COUNT));
                b11 = b11.add(w1.and(code).lanewise(VectorOperators.BIT_COUNT));
                b12 = b12.add(w2.and(code).lanewise(VectorOperators.BIT_COUNT));
                b13 = b13.add(w3.and(code).lanewise(VectorOperators.BIT_COUNT));
                w += TILE;
            }
        }
        a00.add(a10).add(a10).intoArray(counts, 0);
        a01.add(a11).add(a11).intoArray(counts, LANES);
        a02.add(a12).add(a12).intoArray(counts, 2 * LANES);
        a03.add(a13).add(a13).intoArray(counts, 3 * LANES);
        b00.add(b10).add(b10).intoArray(counts, 4 * LANES);
        b01.add(b11).add(b11).intoArray(counts, 5 * LANES);
        b02.add(b12).add(b12).intoArray(counts, 6 * LANES);
        b03.add(b13).add(b13).intoArray(counts, 7 * LANES);
    }

    /** One plane of any number, added to what the planes before it gave. */
    private static void countPlane(
            long[] source,
            int a,
            int b,
            int rows,
            int rowStep,
            int rowWords,
            int planes,
            int plane,
            long[] weights,
            int from,
            long[] counts) {
        LongVector a0 = LongVector.zero(LONGS);
        LongVector a1 = a0;
        LongVector a2 = a0;
        LongVector a3 = a0;
        LongVector b0 = a0;
        LongVector b1 = a0;
        LongVector b2 = a0;
        LongVector b3 = a0;
        int w = from;
        for (int row = 0; row < rows; row++) {
            int atA = a + row * rowStep + plane;
            int atB = b + row * rowStep + plane;
            for (int i = 0; i < rowWords; i++) {
                LongVector w0 = LongVector.fromArray(LONGS, weights, w);
                LongVector w1 = LongVector.fromArray(LONGS, weights, w + LANES);
                LongVector w2 = LongVector.fromArray(LONGS, weights, w + 2 * LANES);
                LongVector w3 = LongVector.fromArray(LONGS, weights, w + 3 * LANES);
                LongVector code = LongVector.broadcast(LONGS, source[atA + i * planes]);
                a0 = a0.add(w0.and(code).lanewise(VectorOperators.BIT_COUNT));
                a1 = a1.add(w1.and(code).lanewise(VectorOperators.BIT_COUNT));
                a2 = a2.add(w2.and(code).lanewise(VectorOperators.BIT_COUNT));
                a3 = a3.add(w3.and(code).lanewise(VectorOperators.BIT_COUNT));
                code = LongVector.broadcast(LONGS, source[atB + i * planes]);
                b0 = b0.add(w0.and(code).lanewise(VectorOperators.BIT_COUNT));
                b1 = b1.add(w1.and(code).lanewise(VectorOperators.BIT_COUNT));
                b2 = b2.add(w2.and(code).lanewise(VectorOperators.BIT_COUNT));
                b3 = b3.add(w3.and(code).lanewise(VectorOperators.BIT_COUNT));
                w += TILE;
            }
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
        (plane == 0 ? weighted : weighted.add(LongVector.fromArray(LONGS, counts, at))).intoArray(counts, at);
    }

    /** Sorted thresholds: plane 1 is "2 or 3", plane 0 is "1 or 3". A comparison's mask is a row of packed bits. */
    private static void twoBits(
            PackedThresholds t, long[] counts, int from, int windowSum, int first, long[] target, int pixel) {
        long[] wide = t.wide();
        int padded = t.padded();
        long low = 0;
        long high = 0;
        for (int o = 0; o < TILE; o += LANES) {
            LongVector sum = LongVector.fromArray(LONGS, counts, from + o)
                    .lanewise(VectorOperators.LSHL, 1)
                    .sub(windowSum);
            long one = sum.compare(VectorOperators.GE, LongVector.fromArray(LONGS, wide, first + o))
                    .toLong();
            long two = sum.compare(VectorOperators.GE, LongVector.fromArray(LONGS, wide, padded + first + o))
                    .toLong();
            long three = sum.compare(VectorOperators.GE, LongVector.fromArray(LONGS, wide, 2 * padded + first + o))
                    .toLong();
            low |= (one ^ two ^ three) << o;
            high |= two << o;
        }
        int at = pixel + (first >>> 6) * 2;
        put(target, at, low, first);
        put(target, at + 1, high, first);
    }

    private static void anyBits(
            PackedThresholds t, long[] counts, int from, int windowSum, int first, long[] target, int pixel) {
        int at = pixel + (first >>> 6) * t.bits();
        if ((first & 63) == 0) {
            Arrays.fill(target, at, at + t.bits(), 0);
        }
        for (int o = 0; o < TILE; o += LANES) {
            LongVector sum = LongVector.fromArray(LONGS, counts, from + o)
                    .lanewise(VectorOperators.LSHL, 1)
                    .sub(windowSum);
            LongVector code = LongVector.zero(LONGS);
            for (int level = 0; level < t.levels(); level++) {
                LongVector threshold = LongVector.fromArray(LONGS, t.wide(), level * t.padded() + first + o);
                code = code.add(1, sum.compare(VectorOperators.GE, threshold));
            }
            for (int plane = 0; plane < t.bits(); plane++) {
                long bits = code.and(1L << plane).compare(VectorOperators.NE, 0).toLong();
                target[at + plane] |= bits << (first + o & 63);
            }
        }
    }

    /** A tile's bits into their word: the first tile of a word overwrites what an earlier picture left. */
    private static void put(long[] target, int at, long bits, int first) {
        int shift = first & 63;
        target[at] = shift == 0 ? bits : target[at] | bits << shift;
    }

    @Override
    public void threshold(PackedThresholds t, int[] sums, long[] target, int from, int to) {
        int channels = t.channels();
        if (t.bits() != 2 || channels % INTS.length() != 0) {
            scalar.threshold(t, sums, target, from, to);
            return;
        }
        for (int p = from; p < to; p++) {
            for (int first = 0; first < channels; first += 64) {
                thresholdWord(t, sums, p * channels, first, Math.min(64, channels - first), target, t.targets()[p]);
            }
        }
    }

    private static void thresholdWord(
            PackedThresholds t, int[] sums, int from, int first, int count, long[] target, int pixel) {
        int[] rising = t.rising();
        int padded = t.padded();
        long low = 0;
        long high = 0;
        for (int o = 0; o < count; o += INTS.length()) {
            IntVector flip = IntVector.fromArray(INTS, t.flip(), first + o);
            IntVector sum = IntVector.fromArray(INTS, sums, from + first + o)
                    .lanewise(VectorOperators.XOR, flip)
                    .sub(flip);
            long one = sum.compare(VectorOperators.GE, IntVector.fromArray(INTS, rising, first + o))
                    .toLong();
            long two = sum.compare(VectorOperators.GE, IntVector.fromArray(INTS, rising, padded + first + o))
                    .toLong();
            long three = sum.compare(VectorOperators.GE, IntVector.fromArray(INTS, rising, 2 * padded + first + o))
                    .toLong();
            low |= (one ^ two ^ three) << o;
            high |= two << o;
        }
        int at = pixel + (first >>> 6) * 2;
        target[at] = low;
        target[at + 1] = high;
    }

    @Override
    public void lookUp(
            PackedLookUp l, PackedThresholds t, int[] rows, long[] target, int from, int to, long[] scratch) {
        if (t.bits() != 2) {
            scalar.lookUp(l, t, rows, target, from, to, scratch);
            return;
        }
        for (int p = from; p < to; p++) {
            int window = l.windows()[p];
            int pixel = t.targets()[p];
            for (int first = 0; first < l.outputs(); first += PackedLookUp.TILE) {
                lookUpTile(l, t, rows, window, first, target, pixel + (first >>> 6) * 2);
            }
        }
    }

    /** Thirty-two outputs in 16-bit lanes: one vector of 512 bits, two of 256 or four of 128. */
    private static void lookUpTile(
            PackedLookUp l, PackedThresholds t, int[] rows, int window, int first, long[] target, int at) {
        short[] table = l.table();
        short[] narrow = t.narrow();
        int padded = t.padded();
        long low = 0;
        long high = 0;
        for (int o = first; o < first + PackedLookUp.TILE; o += SHORTS.length()) {
            ShortVector red = ShortVector.zero(SHORTS);
            ShortVector green = red;
            ShortVector blue = red;
            int tap = o;
            for (int row = 0; row < l.rows(); row++) {
                int entry = window + row * l.rowStep();
                for (int i = 0; i < l.rowEntries(); i += 3) {
                    red = red.add(ShortVector.fromArray(SHORTS, table, rows[entry + i] + tap));
                    green = green.add(ShortVector.fromArray(SHORTS, table, rows[entry + i + 1] + tap));
                    blue = blue.add(ShortVector.fromArray(SHORTS, table, rows[entry + i + 2] + tap));
                    tap += l.outputs();
                }
            }
            ShortVector sum = red.add(green).add(blue);
            long one = sum.compare(VectorOperators.GE, ShortVector.fromArray(SHORTS, narrow, o))
                    .toLong();
            long two = sum.compare(VectorOperators.GE, ShortVector.fromArray(SHORTS, narrow, padded + o))
                    .toLong();
            long three = sum.compare(VectorOperators.GE, ShortVector.fromArray(SHORTS, narrow, 2 * padded + o))
                    .toLong();
            low |= (one ^ two ^ three) << (o - first);
            high |= two << (o - first);
        }
        put(target, at, low, first);
        put(target, at + 1, high, first);
    }
}
