package org.pixelembedding.cli;

import java.io.PrintWriter;
import java.util.List;
import org.pixelembedding.data.ImageSource;

/** Lines for people on stderr. */
final class Notes {
    private static final int SHOWN = 10;

    private Notes() {}

    static void unreadable(PrintWriter err, List<String> messages) {
        if (!messages.isEmpty()) {
            err.println("Left out " + messages.size() + " unreadable pictures:");
            messages.stream().limit(SHOWN).forEach(message -> err.println("  " + message));
            if (messages.size() > SHOWN) {
                err.println("  ... and " + (messages.size() - SHOWN) + " more");
            }
        }
    }

    static void ignored(PrintWriter err, ImageSource source) {
        int files = source.ignoredFiles();
        if (files > 0) {
            err.println(
                    "Passed over " + files + (files == 1 ? " file that is no picture" : " files that are no pictures")
                            + " by name, among the pictures of " + source.name());
        }
    }
}
