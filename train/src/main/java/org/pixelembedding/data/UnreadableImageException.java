package org.pixelembedding.data;

import java.io.IOException;

/** A picture that cannot be decoded. The message says which file and why. */
public final class UnreadableImageException extends IOException {
    private static final long serialVersionUID = 1;

    public UnreadableImageException(String message) {
        super(message);
    }

    public UnreadableImageException(String message, Throwable cause) {
        super(message, cause);
    }
}
