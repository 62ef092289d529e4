package org.pixelembedding.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Something that is timed: one or more sessions side by side, each on a thread of its own, all on the same picture. Timed
 * in blocks, so that lines can take turns on a machine whose speed changes.
 */
final class BenchLine implements AutoCloseable {
    private final String engine;
    private final String kernels;
    private final int threads;
    private final String form;
    private final List<Runnable> sessions;
    private final ExecutorService pool;
    private final List<double[]> rounds = new ArrayList<>();
    private final List<Double> perSecond = new ArrayList<>();

    /**
     * A line that was not timed yet.
     *
     * @param threads that work at the same time, those inside of sessions included
     * @param sessions each runs the picture once when it is called
     */
    BenchLine(String engine, String kernels, int threads, List<Runnable> sessions) {
        this.engine = engine;
        this.kernels = kernels;
        this.threads = threads;
        this.sessions = List.copyOf(sessions);
        int inside = threads / sessions.size();
        form = sessions.size()
                + (sessions.size() == 1 ? " session x " : " sessions x ")
                + inside
                + (inside == 1 ? " thread" : " threads");
        pool = Executors.newFixedThreadPool(sessions.size());
    }

    String engine() {
        return engine;
    }

    int threads() {
        return threads;
    }

    /** Runs without looking at the clock's answer: code is compiled and caches are filled. */
    void warmUp(double seconds) {
        block(seconds);
    }

    /** One round. */
    void time(double seconds) {
        List<double[]> all = block(seconds);
        double sum = 0;
        for (double[] one : all) {
            sum += one.length / (Arrays.stream(one).sum() * 1e-6);
        }
        perSecond.add(sum);
        rounds.add(all.stream().flatMapToDouble(Arrays::stream).sorted().toArray());
    }

    private List<double[]> block(double seconds) {
        try {
            List<Callable<double[]>> tasks = new ArrayList<>();
            for (Runnable session : sessions) {
                tasks.add(() -> latencies(session, seconds));
            }
            List<double[]> all = new ArrayList<>();
            for (Future<double[]> future : pool.invokeAll(tasks)) {
                all.add(future.get());
            }
            return all;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while timing", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a timed run failed", e.getCause());
        }
    }

    /** Microseconds of each picture, after a twentieth of the time in which what the others left in the caches goes. */
    private static double[] latencies(Runnable session, double seconds) {
        long warm = System.nanoTime() + (long) (seconds * 0.05e9);
        do {
            session.run();
        } while (System.nanoTime() < warm);
        double[] micros = new double[1024];
        int count = 0;
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        while (start < end) {
            session.run();
            long now = System.nanoTime();
            if (count == micros.length) {
                micros = Arrays.copyOf(micros, 2 * count);
            }
            micros[count++] = (now - start) * 1e-3;
            start = now;
        }
        return Arrays.copyOf(micros, count);
    }

    private BenchRow row() {
        double[] medians =
                rounds.stream().mapToDouble(round -> quantile(round, 0.5)).toArray();
        double[] all = rounds.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
        double[] speeds = perSecond.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(medians);
        Arrays.sort(speeds);
        // The two never cross: a round's median may lie above a percentile of all rounds only on a restless machine.
        double median = quantile(medians, 0.5);
        double p90 = Math.max(median, quantile(all, 0.9));
        double p99 = Math.max(p90, quantile(all, 0.99));
        return new BenchRow(engine, kernels, threads, median, p90, p99, quantile(speeds, 0.5), form);
    }

    /**
     * One row per engine and number of threads. Of two lines of several threads, one picture on all of them and one
     * session for each, a row has the latencies of the first and the better throughput.
     */
    static List<BenchRow> rows(List<BenchLine> lines) {
        List<BenchRow> rows = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            BenchRow row = lines.get(i).row();
            if (row.threads() > 1) {
                row = row.withBetterThroughput(lines.get(++i).row());
            }
            rows.add(row);
        }
        return rows;
    }

    private static double quantile(double[] sorted, double share) {
        return sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))];
    }

    @Override
    public void close() {
        pool.shutdown();
    }

    /** Lets lines take turns: each is warmed up, then timed block by block, all lines in every round. */
    static void inTurns(List<BenchLine> lines, double seconds) {
        int count = (int) Math.max(3, Math.min(1000, Math.round(seconds)));
        lines.forEach(line -> line.warmUp(seconds * 0.5));
        IntStream.range(0, count).forEach(_ -> lines.forEach(line -> line.time(seconds / count)));
    }
}
