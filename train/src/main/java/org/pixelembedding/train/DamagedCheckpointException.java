package org.pixelembedding.train;

import java.io.IOException;

/** A checkpoint is not there or not as it was written. The message says which file, and what is wrong with it. */
public final class DamagedCheckpointException extends IOException {
    private static final long serialVersionUID = 1;

    public DamagedCheckpointException(String message) {
        super(message);
    }
}
