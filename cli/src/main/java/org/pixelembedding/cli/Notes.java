package org.pixelembedding.cli;

import java.io.PrintWriter;
import java.util.List;

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
}
