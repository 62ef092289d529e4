package org.pixelembedding.server;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What Prometheus reads at {@code /metrics}. Labels are routes and statuses, never what a client may choose. */
final class ServerMetrics implements AutoCloseable {
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Map<String, Timer> requests = new ConcurrentHashMap<>();
    private final Timer work;
    private final Counter pictures;
    private final Counter reloads;

    ServerMetrics(Workers workers, BodyMemory bodies) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        collections.bindTo(registry);
        Gauge.builder("pixemb.queue.waiting", workers, Workers::waiting)
                .description("Requests that wait for a worker")
                .register(registry);
        Gauge.builder("pixemb.workers.busy", workers, Workers::busy)
                .description("Workers that decode or classify")
                .register(registry);
        Gauge.builder("pixemb.bodies.held", bodies, BodyMemory::held)
                .baseUnit("bytes")
                .description("Uploads in memory")
                .register(registry);
        work = Timer.builder("pixemb.work")
                .description("Time of a worker for the pictures of one request")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        pictures = Counter.builder("pixemb.pictures")
                .description("Pictures that workers were given")
                .register(registry);
        reloads = Counter.builder("pixemb.model.reloads")
                .description("Model files taken over while serving")
                .register(registry);
    }

    void answered(String route, int status, long nanos) {
        requests.computeIfAbsent(
                        route + ' ' + status,
                        key -> Timer.builder("pixemb.requests")
                                .description("Answered requests, from their first byte to the end of the answer")
                                .tag("route", route)
                                .tag("status", String.valueOf(status))
                                .serviceLevelObjectives(BUCKETS)
                                .register(registry))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    void worked(int count, long nanos) {
        work.record(nanos, TimeUnit.NANOSECONDS);
        pictures.increment(count);
    }

    void reloaded() {
        reloads.increment();
    }

    /** In the text format that Prometheus scrapes. */
    String text() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
