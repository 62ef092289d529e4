package org.pixelembedding.train;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Fills slots ahead of who takes them, on worker threads. What a slot gets is a function of its ticket (a place in the
 * schedule), so neither the number of workers nor the order in which they finish changes a byte. A fixed number of slots
 * goes round, so memory does not depend on how far ahead the workers could be. Belongs to one thread.
 */
final class Prefetch<S> {
    private final int parts;
    private final Filling<S> filling;
    private final Deque<S> free = new ArrayDeque<>();
    private final Deque<Ticket<S>> ahead = new ArrayDeque<>();
    private final ThreadPoolExecutor workers;

    /** Fills one part of a slot. */
    @FunctionalInterface
    interface Filling<S> {
        /**
         * Called on a worker thread, once for every part.
         *
         * @param number of the ticket
         * @param part 0 to parts - 1
         */
        void fill(S slot, long number, int part) throws IOException;
    }

    private record Ticket<S>(long number, S slot, List<Future<?>> parts) {}

    /**
     * Starts nothing yet.
     *
     * @param slots that go round: one being used, the others being filled; at least 2
     * @param parts that a slot is filled in, each by one worker
     * @param workers threads; they end by themselves when they have had nothing to do for a while
     */
    Prefetch(List<S> slots, int parts, int workers, Filling<S> filling) {
        free.addAll(slots);
        this.parts = parts;
        this.filling = filling;
        AtomicInteger number = new AtomicInteger();
        this.workers =
                new ThreadPoolExecutor(workers, workers, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "pictures-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        this.workers.allowCoreThreadTimeOut(true);
    }

    /**
     * The slot of a ticket, filled; the slot taken before it is filled anew from now on. The tickets that follow are
     * begun.
     *
     * @throws IOException what a worker met on this slot
     */
    S take(long number, S before) throws IOException {
        if (before != null) {
            free.add(before);
        }
        if (!ahead.isEmpty() && ahead.peekFirst().number != number) {
            // Another place in the schedule: what was begun is of no use. It is waited for, since it writes to slots.
            for (Ticket<S> ticket : ahead) {
                settle(ticket);
                free.add(ticket.slot);
            }
            ahead.clear();
        }
        long next = ahead.isEmpty() ? number : ahead.peekLast().number + 1;
        while (!free.isEmpty()) {
            ahead.add(begin(next++, free.remove()));
        }
        Ticket<S> ticket = ahead.remove();
        IOException failure = settle(ticket);
        if (failure != null) {
            free.add(ticket.slot);
            throw failure;
        }
        return ticket.slot;
    }

    private Ticket<S> begin(long number, S slot) {
        List<Future<?>> begun = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            int own = part;
            begun.add(workers.submit(() -> {
                filling.fill(slot, number, own);
                return null;
            }));
        }
        return new Ticket<>(number, slot, begun);
    }

    /** Waits for all parts; the first failure, or null. */
    private static IOException settle(Ticket<?> ticket) {
        IOException failure = null;
        for (Future<?> part : ticket.parts) {
            try {
                part.get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof IOException cause)) {
                    throw new IllegalStateException(e.getCause());
                }
                failure = failure == null ? cause : failure;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new InterruptedIOException("interrupted while waiting for pictures");
            }
        }
        return failure;
    }
}
