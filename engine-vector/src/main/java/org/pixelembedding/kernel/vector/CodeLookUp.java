package org.pixelembedding.kernel.vector;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.pixelembedding.kernel.KernelScratch;
import org.pixelembedding.kernel.PackedConvolution;

/**
 * Sums of two pixels and a block of 64 outputs by look-up instead of counting, for CPUs with vectors of 256 bits: AVX2 has no
 * instruction that counts bits in a vector, but one that looks 16 bytes up.
 *
 * <p>Four 2-bit codes are 256 cases, and four weights pick one of 16 sums of such codes: {@link #TABLE}, 4 kB. A row of it is
 * the look-up table of a pixel's four channels, and the weights of 16 outputs for these channels, a byte each, are the
 * indices. Vectors of 128 bits, since the JIT compiler makes one instruction of a look-up in those and five in wider ones.
 *
 * <p>Written for C2 as {@link PairOfPixels} is: what leaves a method goes through the scratch space.
 */
final class CodeLookUp {
    /** Whether this is faster than counting bits. */
    static final boolean WANTED = Lanes.LONGS.vectorBitSize() == 256;

    private static final VectorSpecies<Byte> SIXTEEN = ByteVector.SPECIES_128;
    private static final VectorSpecies<Short> SUMS = ShortVector.SPECIES_256;
    private static final int ROW = SIXTEEN.length();
    private static final int BLOCK = PackedConvolution.BLOCK;
    private static final byte[] TABLE = table();

    /** The place of a row in {@link #TABLE}: keeps C2 from checking it. */
    private static final int PLACE = 255 * ROW;

    private CodeLookUp() {}

    /** Order {@code [codes][weights]}: bits 0 to 3 of the codes are plane 0 of four channels, bits 4 to 7 plane 1. */
    private static byte[] table() {
        byte[] table = new byte[256 * ROW];
        for (int i = 0; i < table.length; i++) {
            int weights = i % ROW;
            int low = (i / ROW) & 15;
            int high = (i / ROW) >> 4;
            table[i] = (byte) (Integer.bitCount(low & weights) + 2 * Integer.bitCount(high & weights));
        }
        return table;
    }

    /**
     * Fills {@code scratch.places()} for the windows of as many pixels as they have room for.
     *
     * @return one past the last of these pixels
     */
    static int fill(PackedConvolution c, long[] source, int from, int to, KernelScratch scratch) {
        int[] windows = c.windows();
        short[] places = scratch.places();
        int begin = windows[from];
        int most = Math.min(to, from + KernelScratch.INTS);
        int end = from + 1;
        while (end < most
                && windows[end] + c.span() - begin <= KernelScratch.PLACES / PackedConvolution.PLACES_PER_LONG) {
            end++;
        }
        int longs = windows[end - 1] + c.span() - begin;
        for (int i = 0; i < longs; i += 2) {
            long low = source[begin + i];
            long high = source[begin + i + 1];
            int at = i * PackedConvolution.PLACES_PER_LONG;
            for (int group = 0; group < PackedConvolution.GROUPS; group++) {
                places[at + group] = (short) (((low & 15) << 4) | ((high & 15) << 8));
                low >>>= 4;
                high >>>= 4;
            }
        }
        return end;
    }

    /**
     * Leaves sums in {@code scratch.shorts()}: the first pixel's block, then the second's, outputs in order.
     *
     * @param a where the first pixel's window begins, from the first of those that {@link #fill} was given
     * @param b the second's
     * @param codesA sum of the codes in the first pixel's window
     * @param block of outputs, in a plane of the weights
     */
    static void sum(
            PackedConvolution c,
            int a,
            int b,
            int codesA,
            int codesB,
            int weightPlane,
            int block,
            KernelScratch scratch) {
        int[] offsets = c.offsets();
        int[] groups = c.groups();
        short[] places = scratch.places();
        byte[] weights = c.nibbles();
        int w = (weightPlane * c.blocks() + block) * c.blockBytes();
        clear(scratch.shorts());
        for (int i = 0; i < offsets.length; i++) {
            int atA = (a + offsets[i]) * PackedConvolution.PLACES_PER_LONG;
            int atB = (b + offsets[i]) * PackedConvolution.PLACES_PER_LONG;
            lookUp(places, atA, atB, groups[i], weights, w, scratch.bytes());
            add(scratch.bytes(), scratch.shorts());
            w += groups[i] * BLOCK;
        }
        finish(scratch.shorts(), 0, codesA);
        finish(scratch.shorts(), BLOCK, codesB);
    }

    /** One word: at most 16 groups of at most 12 each, which fits a byte. */
    private static void lookUp(short[] places, int a, int b, int groups, byte[] weights, int from, byte[] counts) {
        ByteVector a0 = ByteVector.zero(SIXTEEN);
        ByteVector a1 = ByteVector.zero(SIXTEEN);
        ByteVector a2 = ByteVector.zero(SIXTEEN);
        ByteVector a3 = ByteVector.zero(SIXTEEN);
        ByteVector b0 = ByteVector.zero(SIXTEEN);
        ByteVector b1 = ByteVector.zero(SIXTEEN);
        ByteVector b2 = ByteVector.zero(SIXTEEN);
        ByteVector b3 = ByteVector.zero(SIXTEEN);
        for (int group = 0; group < groups; group++) {
            ByteVector rowA = ByteVector.fromArray(SIXTEEN, TABLE, places[a + group] & PLACE);
            ByteVector rowB = ByteVector.fromArray(SIXTEEN, TABLE, places[b + group] & PLACE);
            int w = from + group * BLOCK;
            ByteVector weight = ByteVector.fromArray(SIXTEEN, weights, w);
            a0 = a0.add(weight.selectFrom(rowA));
            b0 = b0.add(weight.selectFrom(rowB));
            weight = ByteVector.fromArray(SIXTEEN, weights, w + ROW);
            a1 = a1.add(weight.selectFrom(rowA));
            b1 = b1.add(weight.selectFrom(rowB));
            weight = ByteVector.fromArray(SIXTEEN, weights, w + 2 * ROW);
            a2 = a2.add(weight.selectFrom(rowA));
            b2 = b2.add(weight.selectFrom(rowB));
            weight = ByteVector.fromArray(SIXTEEN, weights, w + 3 * ROW);
            a3 = a3.add(weight.selectFrom(rowA));
            b3 = b3.add(weight.selectFrom(rowB));
        }
        a0.intoArray(counts, 0);
        a1.intoArray(counts, ROW);
        a2.intoArray(counts, 2 * ROW);
        a3.intoArray(counts, 3 * ROW);
        b0.intoArray(counts, BLOCK);
        b1.intoArray(counts, BLOCK + ROW);
        b2.intoArray(counts, BLOCK + 2 * ROW);
        b3.intoArray(counts, BLOCK + 3 * ROW);
    }

    private static void clear(short[] counts) {
        for (int i = 0; i < 2 * BLOCK; i += SUMS.length()) {
            ShortVector.zero(SUMS).intoArray(counts, i);
        }
    }

    /** Unsigned bytes onto shorts. */
    private static void add(byte[] from, short[] counts) {
        for (int i = 0; i < 2 * BLOCK; i += SUMS.length()) {
            ShortVector wide = (ShortVector)
                    ByteVector.fromArray(SIXTEEN, from, i).convertShape(VectorOperators.ZERO_EXTEND_B2S, SUMS, 0);
            ShortVector.fromArray(SUMS, counts, i).add(wide).intoArray(counts, i);
        }
    }

    private static void finish(short[] counts, int from, int codes) {
        for (int i = from; i < from + BLOCK; i += SUMS.length()) {
            ShortVector count = ShortVector.fromArray(SUMS, counts, i);
            count.add(count).sub((short) codes).intoArray(counts, i);
        }
    }
}
