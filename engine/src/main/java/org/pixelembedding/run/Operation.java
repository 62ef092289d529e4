package org.pixelembedding.run;

import org.pixelembedding.kernel.KernelScratch;

/** One planned step: reads and writes buffers, allocates nothing, checks nothing. Immutable, shared by sessions. */
interface Operation {
    /** Last node whose result it gives. */
    int node();

    /** For plans shown to people: what runs and how. */
    String description();

    /** Products of one weight and one activation. */
    default long macs() {
        return 0;
    }

    /**
     * Does one of {@code parts} equal parts of the work. Parts write to different places, or the same to the same place,
     * so that threads may run them at the same time; all must be done before the next operation begins.
     */
    void run(Buffers buffers, int part, int parts, KernelScratch scratch);

    /** Where a part of {@code total} things begins: an even number, because kernels take pixels in pairs. */
    static int begin(int total, int part, int parts) {
        return part == parts ? total : (int) ((long) total * part / parts) & ~1;
    }
}
