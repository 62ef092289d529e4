package org.pixelembedding.server;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The threads that decode and classify, as many as there are processors, and the bounded queue in front of them. Beyond the
 * queue a request is refused at once: under twice the load that it can take, a server that queues answers nobody in time.
 */
final class Workers implements AutoCloseable {
    private final ThreadPoolExecutor pool;
    private final Duration limit;

    Workers(Limits limits) {
        limit = limits.workTime();
        pool = new ThreadPoolExecutor(
                limits.workers(),
                limits.workers(),
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(limits.queue()),
                Thread.ofPlatform().name("pixemb-worker-", 0).daemon().factory());
        pool.prestartAllCoreThreads();
    }

    /**
     * Does some work on a worker and waits for it. Work that takes too long is interrupted.
     *
     * @throws Refusal if the queue is full, the time is over, or the work itself refuses
     */
    <T> T run(Callable<T> work) throws Refusal, InterruptedException {
        FutureTask<T> task = new FutureTask<>(work);
        try {
            pool.execute(task);
        } catch (RejectedExecutionException e) {
            throw Refusal.busy("This server has as much to do as it takes on.");
        }
        try {
            return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw Refusal.busy("The answer was not ready after " + limit.toSeconds() + " seconds.");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Refusal refusal -> throw refusal;
                case OutOfMemoryError _ -> throw Refusal.busy("This server has no memory left for this picture.");
                case Throwable bug -> throw new IllegalStateException(bug);
            }
        } finally {
            if (!task.isDone()) {
                pool.remove(task);
                task.cancel(true);
            }
        }
    }

    /** Requests that wait for a worker. */
    int waiting() {
        return pool.getQueue().size();
    }

    int busy() {
        return pool.getActiveCount();
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
