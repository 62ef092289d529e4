package org.pixelembedding.run;

/** One planned step: reads and writes buffers, allocates nothing, checks nothing. Immutable, shared by sessions. */
interface Operation {
    /** Node whose result it writes. */
    int node();

    /** For plans shown to people: what runs and how. */
    String description();

    void run(Buffers buffers);
}
