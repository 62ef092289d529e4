package org.pixelembedding.cli;

import java.io.PrintWriter;
import org.pixelembedding.data.DecodedCache;

/** What the cache of decoded pictures does, on stderr; how far it is every ten seconds. */
final class CacheNotes implements DecodedCache.Listener {
    private static final long NANOS = 10_000_000_000L;

    private final PrintWriter err;
    private long last = System.nanoTime();

    CacheNotes(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void note(String line) {
        err.println(line);
    }

    @Override
    public void progress(int done, int total) {
        long now = System.nanoTime();
        if (now - last > NANOS) {
            last = now;
            err.println(done + " of " + total + " pictures decoded");
        }
    }
}
