package org.pixelembedding.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vectors of the chosen {@link Width}: constants, because C2 makes vector code only for species that it sees as
 * such.
 *
 * <p>A tile of outputs is four vectors of longs, whose counts fit into one vector of shorts. Output {@code 4 * lane +
 * vector} stands in that lane of that vector, so that the four, shifted by 0, 16, 32 and 48 bits and joined, are the
 * shorts of the tile in order.
 */
final class Lanes {
    static final VectorSpecies<Long> LONGS = VectorSpecies.of(long.class, Width.shape());
    static final VectorSpecies<Short> SHORTS = VectorSpecies.of(short.class, Width.shape());
    static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, Width.shape());
    static final VectorSpecies<Float> FLOATS = VectorSpecies.of(float.class, Width.shape());

    /** Longs in a vector. */
    static final int LANES = LONGS.length();

    /** Outputs per tile. */
    static final int TILE = 4 * LANES;

    private Lanes() {}

    static int outputAt(int position) {
        return position % LANES * 4 + position / LANES;
    }

    static int positionOf(int output) {
        return output % 4 * LANES + output / 4;
    }

    static LongVector longs(long[] from, int at) {
        return LongVector.fromArray(LONGS, from, at);
    }

    static ShortVector shorts(short[] from, int at) {
        return ShortVector.fromArray(SHORTS, from, at);
    }

    static IntVector ints(int[] from, int at) {
        return IntVector.fromArray(INTS, from, at);
    }

    static FloatVector floats(float[] from, int at) {
        return FloatVector.fromArray(FLOATS, from, at);
    }
}
