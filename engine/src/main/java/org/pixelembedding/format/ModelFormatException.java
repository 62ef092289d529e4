package org.pixelembedding.format;

import java.io.IOException;

/** Bytes that are no model, or a damaged one, or one of a newer version. The message says where and what to do. */
public final class ModelFormatException extends IOException {
    private static final long serialVersionUID = 1;

    public ModelFormatException(String message) {
        super(message);
    }

    public ModelFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
