package org.pixelembedding.cli;

import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** One line about a file that could not be used. */
final class Failures {
    private Failures() {}

    static String line(Path file, Exception e) {
        if (e instanceof NoSuchFileException) {
            return file + ": no such file";
        }
        String message = String.valueOf(e.getMessage());
        return message.contains(file.getFileName().toString()) ? message : file + ": " + message;
    }
}
