package org.pixelembedding.server;

import java.time.Duration;

/**
 * What a server takes on, and no more.
 *
 * @param bodyBytes the largest body of a request; beyond it 413
 * @param pictures pictures in one request; beyond it 413
 * @param pixels height * width of a picture, read from its header before anything is decoded; beyond it 413
 * @param bodyTime how long a client may take to send a body, from its first byte to its last; beyond it 408
 * @param workTime how long a request may wait for a worker and be worked on; beyond it 503
 * @param workers threads that decode and classify
 * @param queue requests that may wait for a worker; beyond it 503
 * @param connections open at a time; further ones wait in the system's queue
 * @param heldBytes of bodies in memory, over all requests; beyond it 503
 */
public record Limits(
        int bodyBytes,
        int pictures,
        long pixels,
        Duration bodyTime,
        Duration workTime,
        int workers,
        int queue,
        int connections,
        long heldBytes) {
    /** 16 MiB, 64 pictures of 25 million pixels, 10 s and 30 s, one worker a processor, 128 waiting, 4,096 connections. */
    public static final Limits DEFAULT = new Limits(
            16 << 20,
            64,
            25_000_000,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Runtime.getRuntime().availableProcessors(),
            128,
            4096,
            256L << 20);

    public Limits {
        if (bodyBytes < 1
                || pictures < 1
                || pixels < 1
                || bodyTime.toMillis() < 1
                || workTime.toMillis() < 1
                || workers < 1
                || queue < 1
                || connections < 1
                || heldBytes < bodyBytes) {
            throw new IllegalArgumentException(
                    "want limits of at least 1 and as many held bytes as one body may have, got "
                            + bodyBytes + " bytes, " + pictures + " pictures, " + pixels + " pixels, " + bodyTime + ", "
                            + workTime
                            + ", " + workers + " workers, " + queue + " waiting, " + connections + " connections, "
                            + heldBytes
                            + " bytes held");
        }
    }

    public Limits withBodyBytes(int bytes) {
        return new Limits(
                bytes, pictures, pixels, bodyTime, workTime, workers, queue, connections, Math.max(heldBytes, bytes));
    }

    public Limits withPixels(long count) {
        return new Limits(bodyBytes, pictures, count, bodyTime, workTime, workers, queue, connections, heldBytes);
    }

    public Limits withTimes(Duration body, Duration work) {
        return new Limits(bodyBytes, pictures, pixels, body, work, workers, queue, connections, heldBytes);
    }

    public Limits withWork(int threads, int waiting) {
        return new Limits(bodyBytes, pictures, pixels, bodyTime, workTime, threads, waiting, connections, heldBytes);
    }
}
