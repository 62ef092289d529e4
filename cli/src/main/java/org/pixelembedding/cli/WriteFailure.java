package org.pixelembedding.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.pixelembedding.data.DataException;
import org.pixelembedding.data.UnreadableImageException;
import org.pixelembedding.export.ExportException;

/** Names the place where the JDK does not: a full disk is an {@code IOException} that says so and no more. */
final class WriteFailure {
    private WriteFailure() {}

    /**
     * The exception itself if it says what it is about: a file, pictures, a model that a target cannot hold; else one that names the target.
     *
     * @param resumable whether the target is a run with a whole checkpoint
     */
    static IOException at(Path target, IOException e, boolean resumable) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof DataException
                || e instanceof ExportException
                || e instanceof UnreadableImageException
                || e instanceof FileSystemException
                || message.contains(target.toString())) {
            return e;
        }
        return new IOException(
                target + ": cannot be written (" + message + "); make room there"
                        + (resumable
                                ? " and go on with --resume: the last checkpoint is whole"
                                : ", or choose another place"),
                e);
    }
}
