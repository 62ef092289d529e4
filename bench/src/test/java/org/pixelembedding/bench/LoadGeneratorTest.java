package org.pixelembedding.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The tool counts what a server does wrong: this one gives, in turns, a right answer, a wrong one, a refusal, and none. */
class LoadGeneratorTest {
    private static final byte[] REQUEST = "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final List<String> ANSWERS =
            List.of(answer("200 OK", "right"), answer("200 OK", "wrong"), answer("503 Busy", "later"), "");

    private static String answer(String status, String body) {
        return "HTTP/1.1 " + status + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** Answers on one connection until the client goes; an empty answer closes it. */
    private static void talk(Socket socket, List<String> answers, AtomicInteger turn) {
        try (socket) {
            InputStream in = socket.getInputStream();
            while (in.readNBytes(REQUEST.length).length == REQUEST.length) {
                String answer = answers.get(turn.getAndIncrement() % answers.size());
                if (answer.isEmpty()) {
                    return;
                }
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static LoadGenerator.Result load(List<String> answers, double perSecond, int connections)
            throws IOException {
        AtomicInteger turn = new AtomicInteger();
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var _ = threads.submit(() -> {
                while (true) {
                    Socket socket = server.accept(); // ends by an exception when the server is closed
                    var _ = threads.submit(() -> talk(socket, answers, turn));
                }
            });
            LoadGenerator.Exchange exchange = new LoadGenerator.Exchange(
                    ByteBuffer.wrap(REQUEST), ByteBuffer.wrap("right".getBytes(StandardCharsets.US_ASCII)));
            try (LoadGenerator generator = new LoadGenerator(
                    new InetSocketAddress(server.getInetAddress(), server.getLocalPort()),
                    List.of(exchange),
                    connections)) {
                return generator.run(perSecond, Duration.ofMillis(500), _ -> {});
            } finally {
                server.close();
            }
        }
    }

    @Test
    void countsWrongAnswersRefusalsAndBrokenConnections() throws IOException {
        LoadGenerator.Result result = load(ANSWERS, LoadGenerator.CLOSED_LOOP, 1);
        long right = result.statuses().get(200);
        assertThat(right).isGreaterThan(2);
        assertThat(result.statuses()).containsOnlyKeys(200, 503);
        assertThat(List.of(result.wrong(), result.statuses().get(503), result.broken()))
                .allSatisfy(count -> assertThat(count).isBetween(right - 1, right));
        assertThat(result.micros().getTotalCount()).isEqualTo(right);
    }

    @Test
    void asksAsOftenAsItIsToldTo() throws IOException {
        LoadGenerator.Result result = load(ANSWERS.subList(0, 1), 400, 8);
        assertThat(result.statuses()).containsOnlyKeys(200);
        // 200 are due in half a second; a machine that does other things may miss the last ones.
        assertThat(result.statuses().get(200)).isBetween(150L, 200L);
        assertThat(result.wrong() + result.broken()).isZero();
    }
}
