package org.pixelembedding.compare;

import java.util.SortedMap;

/** A twin and a picture on which ONNX Runtime's answer was seen to be right: only now are times worth reading. */
public final class CheckedTwin {
    private final Twin twin;
    private final byte[] model;
    private final byte[] picture;

    /**
     * Runs ONNX Runtime once and compares every score with the plain loops'.
     *
     * @param picture order {@code [y][x][channel]}, the network's input size
     * @throws IllegalStateException if a score is further off than {@link Twin#tolerance}
     */
    public CheckedTwin(Twin twin, byte[] picture) {
        this.twin = twin;
        this.picture = picture.clone();
        model = twin.toOnnx().toBytes();
        float[] expected = twin.scores(this.picture);
        try (RuntimeSession session = session(1)) {
            session.run();
            compare(twin, session.scores(), expected);
        }
    }

    /** @throws IllegalStateException if a score is further off than the twin allows, or is no number */
    static void compare(Twin twin, float[] got, float[] expected) {
        float tolerance = twin.tolerance(expected);
        for (int i = 0; i < expected.length; i++) {
            // Written so that NaN fails too.
            if (!(Math.abs(got[i] - expected[i]) <= tolerance)) {
                throw new IllegalStateException(
                        twin.engine() + " is wrong for " + twin.network().name() + ": score " + i + " is " + got[i]
                                + ", plain loops give " + expected[i] + ", allowed are +-" + tolerance);
            }
        }
    }

    public Twin twin() {
        return twin;
    }

    /** A session for one thread that times this picture; to be closed. */
    public RuntimeSession session(int threads) {
        return new RuntimeSession(twin, model, picture, threads);
    }

    /** The operators that ONNX Runtime really runs after its optimizations, with their number. */
    public SortedMap<String, Integer> optimizedOperators() {
        return RuntimeSession.optimizedOperators(model);
    }
}
