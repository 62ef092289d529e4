package org.pixelembedding.run;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.pixelembedding.kernel.KernelScratch;

/**
 * Threads that do the parts of each operation of one picture together: the caller, and as many tasks of its executor as
 * are free. Nobody waits for a thread that has not come: parts are claimed, and the caller alone can do them all.
 *
 * <p>A helper without work spins for a short time and then sleeps: long spinning collapses on shared cores.
 */
final class Team {
    private static final long SPIN_NANOS = 20_000;
    private static final long SLEEP_NANOS = 20_000;
    /** Two parts for each thread, so that a thread that is held up holds up the others by half as much. */
    private static final int PARTS_PER_THREAD = 2;

    private static final long OVER = 0xffff;

    private final Executor executor;
    private final List<Operation> operations;
    private final Buffers buffers;
    private final int parts;
    private final Runnable help = this::help;
    /** One per helper; a helper that finds none free is one too many. */
    private final Place[] places;

    /** Run number, operation (or {@link #OVER}) and next part to claim: 32, 16 and 16 bits. */
    private final AtomicLong ticket = new AtomicLong(OVER << 16);
    /** Parts of the current operation that are not done. */
    private final AtomicInteger open = new AtomicInteger();

    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private long runs;

    private static final class Place {
        final AtomicBoolean taken = new AtomicBoolean();
        final KernelScratch scratch = new KernelScratch();
    }

    Team(Executor executor, int threads, List<Operation> operations, Buffers buffers) {
        this.executor = executor;
        this.operations = operations;
        this.buffers = buffers;
        parts = PARTS_PER_THREAD * threads;
        places = new Place[threads - 1];
        for (int i = 0; i < places.length; i++) {
            places[i] = new Place();
        }
    }

    /** Runs the operations whose node comes after {@code after}; the caller works with {@code scratch}. */
    void run(int after, KernelScratch scratch) {
        runs = (runs + 1) & 0x7fff_ffff;
        boolean called = false;
        try {
            for (int i = 0; i < operations.size(); i++) {
                if (operations.get(i).node() > after) {
                    open.set(parts);
                    ticket.set(runs << 32 | (long) i << 16);
                    if (!called) {
                        called = true;
                        callHelpers();
                    }
                    while (claimAndRun(ticket.get(), scratch)) {
                        // all that nobody else took
                    }
                    awaitParts();
                }
            }
        } finally {
            ticket.set(runs << 32 | OVER << 16);
        }
        Throwable failed = failure.getAndSet(null);
        if (failed != null) {
            throw new IllegalStateException("a part of an operation failed in another thread", failed);
        }
    }

    private void callHelpers() {
        for (int i = 0; i < places.length; i++) {
            try {
                executor.execute(help);
            } catch (RejectedExecutionException e) {
                return; // a full or closed executor: fewer helpers, same answer
            }
        }
    }

    /** False if the operation of ticket {@code seen} has no part left. */
    private boolean claimAndRun(long seen, KernelScratch scratch) {
        int part = (int) (seen & 0xffff);
        if (part >= parts) {
            return false;
        }
        if (ticket.compareAndSet(seen, seen + 1)) {
            try {
                operations.get((int) (seen >>> 16 & 0xffff)).run(buffers, part, parts, scratch);
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e); // the caller throws it; here it would only end a worker
            } finally {
                open.decrementAndGet();
            }
        }
        return true;
    }

    private void awaitParts() {
        long since = System.nanoTime();
        while (open.get() > 0) {
            pause(since);
        }
    }

    private static void pause(long since) {
        if (System.nanoTime() - since < SPIN_NANOS) {
            Thread.onSpinWait();
        } else {
            LockSupport.parkNanos(SLEEP_NANOS);
        }
    }

    private void help() {
        for (Place place : places) {
            if (place.taken.compareAndSet(false, true)) {
                try {
                    help(place.scratch);
                } finally {
                    place.taken.set(false);
                }
                return;
            }
        }
    }

    private void help(KernelScratch scratch) {
        long idleSince = System.nanoTime();
        while (true) {
            long seen = ticket.get();
            if ((seen >>> 16 & 0xffff) == OVER) {
                return;
            }
            if (claimAndRun(seen, scratch)) {
                idleSince = System.nanoTime();
            } else {
                pause(idleSince);
            }
        }
    }
}
