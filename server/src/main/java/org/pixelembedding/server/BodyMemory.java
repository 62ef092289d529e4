package org.pixelembedding.server;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes of bodies that lie in memory, over all requests: many clients at once must not fill the heap. */
final class BodyMemory {
    private final long limit;
    private final AtomicLong held = new AtomicLong();

    BodyMemory(long limit) {
        this.limit = limit;
    }

    /** Takes room for more bytes, or none at all. */
    void take(long bytes) throws Refusal {
        if (held.addAndGet(bytes) > limit) {
            held.addAndGet(-bytes);
            throw Refusal.busy("This server holds as many uploads as it has memory for.");
        }
    }

    void giveBack(long bytes) {
        held.addAndGet(-bytes);
    }

    long held() {
        return held.get();
    }
}
