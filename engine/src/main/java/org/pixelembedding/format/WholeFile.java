package org.pixelembedding.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/** Writes a file beside its name and moves it there: under that name there is the old file or the new one, never half. */
public final class WholeFile {
    private WholeFile() {}

    /** Writes the contents. */
    @FunctionalInterface
    public interface Body {
        /** The stream is buffered by nobody and closed by the caller. */
        void write(OutputStream out) throws IOException;
    }

    /**
     * Writes and moves.
     *
     * @throws IOException if the directory is missing, cannot be written to, or the disk is full; names the file
     */
    public static void write(Path file, Body body) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new IOException(file + ": its directory does not exist; make it, or choose another place");
        }
        // Not a JDK temporary file: those can be read by their owner alone, and this one is going to stay.
        Path temporary = directory.resolve("." + file.getFileName() + "."
                + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".tmp");
        try {
            try (OutputStream out = Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW)) {
                body.write(out);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new IOException(
                    file + ": cannot be written (" + reason(e) + "); make room or choose another place", e);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** A full disk is an IOException that says so and no more; others hold the temporary file's name and a reason. */
    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "access denied";
        }
        if (e instanceof FileSystemException other && other.getReason() != null) {
            return other.getReason();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
