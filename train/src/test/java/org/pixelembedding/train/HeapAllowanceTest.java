package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

class HeapAllowanceTest {
    private static final int MEGABYTE = 1 << 20;

    /** An object that nobody holds is the sign of a collection. */
    @Test
    void collectsWhenMoreHasComeThanIsAllowed() {
        System.gc(); // what other tests left would count as live
        HeapAllowance heap = new HeapAllowance(64L * MEGABYTE);
        byte[] kept = new byte[100 * MEGABYTE];
        WeakReference<Object> gone = new WeakReference<>(new Object());
        heap.check();
        assertThat(gone.get()).isNull();
        WeakReference<Object> there = new WeakReference<>(new Object());
        heap.check();
        assertThat(there.get()).as("what was live then is no garbage now").isNotNull();
        assertThat(kept).hasSize(100 * MEGABYTE);
    }
}
