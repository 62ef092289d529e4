package org.pixelembedding.kernel.vector;

import java.util.Optional;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorShape;

/** How wide the kernels' vectors are: as wide as the CPU's, unless a system property asks for less. */
final class Width {
    /** 128, 256 or 512. */
    static final String PROPERTY = "pixemb.vector.bits";

    static final int BITS = Integer.getInteger(PROPERTY, widest());

    private Width() {}

    static int widest() {
        return Math.min(512, LongVector.SPECIES_PREFERRED.vectorBitSize());
    }

    /** Why there can be no kernel of the wanted width. */
    static Optional<String> problem() {
        if (BITS != 128 && BITS != 256 && BITS != 512) {
            return Optional.of("no vector kernels: " + PROPERTY + " is " + BITS + ", want 128, 256 or 512");
        }
        if (BITS > widest()) {
            return Optional.of("no vector kernels: " + PROPERTY + " is " + BITS + ", and this CPU's vectors have "
                    + widest() + " bits");
        }
        return Optional.empty();
    }

    /** The shape, for species: constants that C2 sees through. */
    static VectorShape shape() {
        return VectorShape.forBitSize(problem().isEmpty() ? BITS : 128);
    }
}
