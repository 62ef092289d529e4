package org.pixelembedding.image;

import java.io.IOException;

/** A picture whose header announces more pixels than were allowed (or none). Nothing of it was decoded. */
public final class TooManyPixelsException extends IOException {
    private static final long serialVersionUID = 1;

    TooManyPixelsException(String message) {
        super(message);
    }
}
