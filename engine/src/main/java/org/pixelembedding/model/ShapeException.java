package org.pixelembedding.model;

/** A network whose layers do not fit each other, or sums that no accumulator holds. The message names the layer. */
public final class ShapeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public ShapeException(String message) {
        super(message);
    }
}
