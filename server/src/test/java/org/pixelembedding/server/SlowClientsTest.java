package org.pixelembedding.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.model.SampleModels;

/** Clients that send half a body, or a byte now and then: each is refused in time, and nobody else waits for them. */
class SlowClientsTest {
    private static final int CLIENTS = 300;
    /** A byte that crosses the refusal makes the system throw away what was not read yet. */
    private static final String RESET = "";

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /** Between two bytes of a slow client, which listens for an answer meanwhile. */
    private static final Duration PACE = Duration.ofMillis(100);

    @TempDir
    Path directory;

    private interface Slow {
        String answer(RawConnection connection) throws IOException, InterruptedException;
    }

    @Test
    void halfSentBodiesAreRefusedInTimeAndOthersAreServed() throws Exception {
        assertRefused(CLIENTS, connection -> {
            connection.write(head(50_000) + "the first bytes");
            return connection.readToEnd();
        });
    }

    @Test
    void aByteNowAndThenIsRefusedInTimeAndOthersAreServed() throws Exception {
        assertRefused(CLIENTS / 2, connection -> {
            connection.write(head(50_000));
            long end = System.nanoTime() + 4 * PATIENCE.toNanos();
            try {
                while (!connection.isAnsweredWithin(PACE)) {
                    assertThat(System.nanoTime())
                            .as("the server lets a slow client go on")
                            .isLessThan(end);
                    connection.write("x");
                }
                return connection.readToEnd();
            } catch (SocketException e) {
                return RESET;
            }
        });
    }

    /** @param least clients that must have heard the refusal; a reset may take it from those that still send */
    private void assertRefused(int least, Slow slow) throws Exception {
        byte[] picture = Pictures.encoded("png", 20, 20, 1);
        Limits limits = Limits.DEFAULT.withTimes(PATIENCE, Duration.ofSeconds(30));
        try (TestServer server =
                        TestServer.start(limits, TestServer.served(directory, "mine", SampleModels.integers()));
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            int alone = served(server, picture);
            List<Future<String>> answers = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < CLIENTS; i++) {
                answers.add(clients.submit(() -> {
                    try (RawConnection connection = RawConnection.to(server.server.socketAddress())) {
                        return slow.answer(connection);
                    }
                }));
            }
            int served = served(server, picture);
            assertThat(served)
                    .as("answers beside slow clients; %d without them", alone)
                    .isGreaterThan(alone / 10);
            int told = 0;
            for (Future<String> answer : answers) {
                String text = answer.get();
                if (!text.equals(RESET)) {
                    assertThat(text).startsWith("HTTP/1.1 408 ").contains("was not complete after 2 seconds");
                    told++;
                }
            }
            assertThat(told).isGreaterThanOrEqualTo(least);
            assertThat(System.nanoTime() - start)
                    .isLessThan(Duration.ofSeconds(15).toNanos());
        }
    }

    /** How many answers another client gets, one after the other, while a slow one would use up the server's patience. */
    private static int served(TestServer server, byte[] picture) throws IOException, InterruptedException {
        long start = System.nanoTime();
        int served = 0;
        while (System.nanoTime() - start < PATIENCE.toNanos()) {
            assertThat(server.post("/v1/models/mine/classify", "image/png", picture)
                            .statusCode())
                    .isEqualTo(200);
            served++;
        }
        return served;
    }

    private static String head(int length) {
        return "POST /v1/models/mine/classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: "
                + length + "\r\n\r\n";
    }
}
