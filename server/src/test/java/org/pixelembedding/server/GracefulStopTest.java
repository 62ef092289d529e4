package org.pixelembedding.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.model.SampleModels;

/** A server that is told to stop answers all that it has taken in, and nothing else. */
class GracefulStopTest {
    private static final int REQUESTS = 30;

    @TempDir
    Path directory;

    /** One number of the metrics. */
    private static int gauge(TestServer server, String name) throws IOException, InterruptedException {
        Matcher line = Pattern.compile("(?m)^" + name + " ([0-9.]+)$")
                .matcher(server.get("/metrics").body());
        assertThat(line.find()).as(name).isTrue();
        return (int) Double.parseDouble(line.group(1));
    }

    @Test
    void whatWasAcceptedIsAnswered() throws Exception {
        byte[] large = Pictures.encoded("png", 1200, 1600, 1);
        try (TestServer server = TestServer.start(
                        Limits.DEFAULT.withWork(1, REQUESTS),
                        TestServer.served(directory, "mine", SampleModels.integers()));
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                answers.add(clients.submit(() -> server.post("/v1/models/mine/classify", "image/png", large)
                        .statusCode()));
            }
            // All of them are in the house before the stop.
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            int done = 0;
            int inside = 0;
            while (inside + done < REQUESTS) {
                assertThat(System.nanoTime()).isLessThan(end);
                inside = gauge(server, "pixemb_queue_waiting") + gauge(server, "pixemb_workers_busy");
                done = (int) answers.stream().filter(Future::isDone).count();
            }
            assertThat(inside).as("requests that the stop has to wait for").isGreaterThan(2);
            InetSocketAddress address = server.server.socketAddress();
            server.server.close();
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo(200);
            }
            assertThatThrownBy(() -> RawConnection.to(address)).isInstanceOf(ConnectException.class);
        }
    }
}
