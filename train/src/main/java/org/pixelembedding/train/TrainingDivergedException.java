package org.pixelembedding.train;

/** The loss is not a number any more. The message says where, what was kept, and what to try. */
public final class TrainingDivergedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TrainingDivergedException(String message) {
        super(message);
    }
}
