package org.pixelembedding.train;

/**
 * Keeps Java's heap small over epochs and over batches that are compared. A checkpoint takes a copy of every parameter and of the
 * optimizer's state, a batch that is verified one of every layer's codes: tens to hundreds of megabytes that outlive the young
 * generation; the collector would not look at them again before they fill its whole share of the machine's memory (a quarter,
 * by default).
 */
final class HeapAllowance {
    /** Bytes; a collection of so many takes some ten milliseconds. */
    private static final long GARBAGE = 256L << 20;

    private final long allowance;
    private long live = used();

    /** Allows 256 MB. */
    HeapAllowance() {
        this(GARBAGE);
    }

    /**
     * Counts from what is there now.
     *
     * @param allowance bytes of garbage that are not worth a collection
     */
    HeapAllowance(long allowance) {
        this.allowance = allowance;
    }

    /** Collects if more than the allowance has come since the last time. */
    void check() {
        long now = used();
        if (now - live > allowance) {
            System.gc();
            live = used();
        } else {
            live = Math.min(live, now);
        }
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
