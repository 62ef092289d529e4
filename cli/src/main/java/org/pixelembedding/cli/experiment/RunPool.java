package org.pixelembedding.cli.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs in processes of their own, several side by side. Each process holds the other end of a pipe as its standard input: at
 * a stop the pipe is closed, which asks the run for a checkpoint, and so does the death of this process, however it comes.
 */
public final class RunPool {
    /** Starts the process of a run. */
    @FunctionalInterface
    public interface Launcher {
        Process start(GridRun run) throws IOException;
    }

    /** Hears what happens, one call at a time. */
    public interface Listener {
        void started(GridRun run);

        /** The process of a run ended. */
        void ended(GridRun run, int exitCode);
    }

    private final Launcher launcher;
    private final Listener listener;
    private final int jobs;
    private final List<GridRun> waiting;
    private final Map<GridRun, Process> running = new LinkedHashMap<>();
    private boolean stopped;

    /** Why a run could not be started once others had ended. */
    private Optional<IOException> failure = Optional.empty();

    /**
     * Starts nothing yet.
     *
     * @param jobs processes at a time, at least 1
     */
    public RunPool(List<GridRun> runs, int jobs, Launcher launcher, Listener listener) {
        waiting = new ArrayList<>(runs);
        this.jobs = jobs;
        this.launcher = launcher;
        this.listener = listener;
    }

    /** Starts as many as may run side by side; each that ends makes room for the next that builds on none still to end. */
    public synchronized void start() throws IOException {
        for (Optional<GridRun> next = next(); next.isPresent(); next = next()) {
            GridRun run = next.get();
            waiting.remove(run);
            Process process = launcher.start(run);
            running.put(run, process);
            listener.started(run);
            var _ = process.onExit().thenAccept(it -> ended(run, it.exitValue()));
        }
    }

    /** The next that may start now. */
    private Optional<GridRun> next() {
        if (stopped || running.size() >= jobs) {
            return Optional.empty();
        }
        Set<String> toEnd = Stream.concat(waiting.stream(), running.keySet().stream())
                .map(GridRun::name)
                .collect(Collectors.toSet());
        return waiting.stream()
                .filter(run -> Collections.disjoint(run.buildsOn(), toEnd))
                .findFirst();
    }

    private synchronized void ended(GridRun run, int exitCode) {
        running.remove(run);
        listener.ended(run, exitCode);
        try {
            start();
        } catch (IOException e) {
            failure = Optional.of(e);
            stop();
        } finally {
            notifyAll();
        }
    }

    /** Asks all runs under way for a checkpoint and their end, and starts no other. */
    public synchronized void stop() {
        stopped = true;
        waiting.clear();
        for (Process process : running.values()) {
            try {
                process.outputWriter().close();
            } catch (IOException e) {
                process.destroy(); // its pipe is broken: a signal asks for the same
            }
        }
    }

    /** Those under way. */
    public synchronized List<GridRun> running() {
        return new ArrayList<>(running.keySet());
    }

    /**
     * Waits until all have ended, or for some time.
     *
     * @return whether all processes have ended and none is to be started
     * @throws IOException if a process could not be started; all others have ended then
     */
    public synchronized boolean await(long millis) throws InterruptedException, IOException {
        long end = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; left > 0 && !running.isEmpty(); left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        if (running.isEmpty() && failure.isPresent()) {
            throw failure.get();
        }
        return running.isEmpty() && (stopped || waiting.isEmpty());
    }
}
