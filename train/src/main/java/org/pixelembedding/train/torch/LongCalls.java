package org.pixelembedding.train.torch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Calls of native code that the end of the JVM has to wait for. A JVM that ends gives threads in native code 0.3 s to come back,
 * then runs the library's own clean-up beside them, and they crash.
 *
 * <p>Calls of several threads run side by side.
 */
final class LongCalls {
    /** Read by calls; written, for good, by the end. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    /** A call under way, until the thread that began it closes this. */
    interface Call extends AutoCloseable {
        @Override
        void close();
    }

    /** Begins a call; after {@link #end} it waits forever instead. */
    Call begin() {
        lock.readLock().lock();
        return lock.readLock()::unlock;
    }

    /**
     * Waits for calls under way and lets no other begin.
     *
     * @param most to wait: an end that hangs is worse than a crash
     * @return whether all came back
     */
    boolean end(Duration most) {
        try {
            return lock.writeLock().tryLock(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
