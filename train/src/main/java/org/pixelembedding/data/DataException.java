package org.pixelembedding.data;

import java.io.IOException;

/** A set of pictures that cannot be used as it is. One line: where, what was wanted, what came, what to do. */
public final class DataException extends IOException {
    private static final long serialVersionUID = 1;

    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
