package org.pixelembedding.run;

/** One planned step: reads and writes buffers, allocates nothing, checks nothing. Immutable, shared by sessions. */
interface Operation {
    /** Last node whose result it gives. */
    int node();

    /** For plans shown to people: what runs and how. */
    String description();

    /** Ints of scratch that it needs. */
    default int scratchInts() {
        return 0;
    }

    /** Window sums that it needs room for. */
    default int windows() {
        return 0;
    }

    /** Products of one weight and one activation. */
    default long macs() {
        return 0;
    }

    void run(Buffers buffers);
}
