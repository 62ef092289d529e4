package org.pixelembedding.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of the answer of {@code bench}.
 *
 * @param threads that work at the same time
 * @param medianMicros per picture: the median over rounds of each round's median
 * @param p90Micros over the pictures of all rounds, like {@code p99Micros}
 * @param imagesPerSecond of all threads together, median over rounds
 * @param form how the threads share the pictures that {@code imagesPerSecond} counts: {@code 2 sessions x 1 thread}
 */
record BenchRow(
        String engine,
        String kernels,
        int threads,
        double medianMicros,
        double p90Micros,
        double p99Micros,
        double imagesPerSecond,
        String form) {
    /** These latencies; of both throughputs the better. */
    BenchRow withBetterThroughput(BenchRow other) {
        BenchRow faster = other.imagesPerSecond > imagesPerSecond ? other : this;
        return new BenchRow(
                engine, kernels, threads, medianMicros, p90Micros, p99Micros, faster.imagesPerSecond, faster.form);
    }

    Map<String, Object> toMap() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("engine", engine);
        line.put("kernels", kernels);
        line.put("threads", threads);
        line.put("medianMicros", medianMicros);
        line.put("p90Micros", p90Micros);
        line.put("p99Micros", p99Micros);
        line.put("imagesPerSecond", imagesPerSecond);
        line.put("form", form);
        return line;
    }
}
