package org.pixelembedding.train;

/**
 * Keeps Java's heap small over epochs. A checkpoint takes a copy of every parameter and of the optimizer's state, tens to
 * hundreds of megabytes an epoch that outlive the young generation; the collector would not look at them again before they
 * fill its whole share of the machine's memory (a quarter, by default).
 */
final class HeapAllowance {
    private final long allowance;
    private long live = used();

    /**
     * Counts from what is there now.
     *
     * @param allowance bytes of garbage that are not worth a collection
     */
    HeapAllowance(long allowance) {
        this.allowance = allowance;
    }

    /** Collects if more than the allowance has come since the last time: some ten milliseconds. */
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
