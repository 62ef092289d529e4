package org.pixelembedding.cli;

import java.io.PrintWriter;

/** Progress on stderr: one line that is rewritten on a terminal, elsewhere a line every ten seconds. */
final class ProgressLine {
    private static final long PAUSE_NANOS = 10_000_000_000L;
    private static final String TO_LINE_END = "\u001b[K";

    private final PrintWriter err;
    private final boolean terminal;
    private long last = System.nanoTime();

    ProgressLine(PrintWriter err) {
        this.err = err;
        terminal = ProgressPrinter.isTerminal();
    }

    void show(String text) {
        if (terminal) {
            err.print("\r" + text + TO_LINE_END);
            err.flush();
        } else if (System.nanoTime() - last >= PAUSE_NANOS) {
            last = System.nanoTime();
            err.println(text);
        }
    }

    /** Takes the line away, so that the answer begins at the left. */
    void clear() {
        if (terminal) {
            err.print("\r" + TO_LINE_END);
            err.flush();
        }
    }
}
