package org.pixelembedding.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Requests on many kept connections from one thread: it shares the processors with the server that it asks, so it must cost little.
 * Every answer's bytes are compared with those that it should have. Not for several threads.
 *
 * <p>With a rate, a request is due at its time whether the server keeps up or not, and its latency counts from then
 * (so that a server that stalls cannot hide it); without, each connection asks again as soon as it has its answer.
 */
final class LoadGenerator implements AutoCloseable {
    /** As fast as the answers come. */
    static final double CLOSED_LOOP = 0;

    private static final long HIGHEST_MICROS = Duration.ofMinutes(2).toNanos() / 1000;
    private static final int ANSWER_BYTES = 16 << 10;
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final InetSocketAddress server;
    private final List<Exchange> exchanges;
    private final Selector selector = Selector.open();
    private final Connection[] connections;
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();
    private int next;

    /** What is sent, and the body that has to come back with status 200. */
    record Exchange(ByteBuffer request, ByteBuffer answer) {}

    /**
     * What came back in one stretch of time.
     *
     * @param seconds from the first request to the end of the stretch
     * @param statuses answers by status; 200 only where the body was right
     * @param wrong answers of status 200 with another body than wanted
     * @param broken connections that ended within a request
     * @param micros latencies of right answers
     */
    record Result(double seconds, Map<Integer, Long> statuses, long wrong, long broken, Histogram micros) {
        double rightPerSecond() {
            return statuses.getOrDefault(200, 0L) / seconds;
        }
    }

    private final class Connection {
        final ByteBuffer in = ByteBuffer.allocate(ANSWER_BYTES);
        SocketChannel channel;
        SelectionKey key;
        ByteBuffer out = ByteBuffer.allocate(0);
        Exchange exchange;
        long due;

        Connection() throws IOException {
            connect();
        }

        void connect() throws IOException {
            channel = SocketChannel.open(server);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            key = channel.register(selector, SelectionKey.OP_READ, this);
        }

        void ask(long at) throws IOException {
            due = at;
            exchange = exchanges.get(next);
            next = (next + 1) % exchanges.size();
            out = exchange.request().duplicate();
            in.clear();
            send();
        }

        void send() throws IOException {
            channel.write(out);
            key.interestOps(out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        }

        /** The status of the whole answer, or 0 while it is not whole. */
        int receive() throws IOException {
            if (channel.read(in) < 0) {
                throw new IOException("the server closed the connection");
            }
            byte[] bytes = in.array();
            int body = endOfHead(bytes, in.position());
            if (body < 0 || in.position() < body + contentLength(bytes, body)) {
                if (!in.hasRemaining()) {
                    throw new IllegalStateException("an answer of more than " + ANSWER_BYTES + " bytes");
                }
                return 0;
            }
            int status = 100 * (bytes[9] - '0') + 10 * (bytes[10] - '0') + bytes[11] - '0';
            boolean right =
                    status != 200 || exchange.answer().equals(ByteBuffer.wrap(bytes, body, in.position() - body));
            return right ? status : -status;
        }
    }

    LoadGenerator(InetSocketAddress server, List<Exchange> exchanges, int connections) throws IOException {
        this.server = server;
        this.exchanges = List.copyOf(exchanges);
        this.connections = new Connection[connections];
        for (int i = 0; i < connections; i++) {
            this.connections[i] = new Connection();
            idle.add(this.connections[i]);
        }
    }

    /**
     * Asks for some time, then waits for the answers that are under way.
     *
     * @param perSecond requests, or {@link #CLOSED_LOOP}
     * @param everySecond is told how many seconds are over, about once a second
     */
    Result run(double perSecond, Duration time, Consumer<Long> everySecond) throws IOException {
        Tally tally = new Tally();
        long start = System.nanoTime();
        long end = start + time.toNanos();
        long second = 0;
        long issued = 0;
        boolean asking = true;
        while (asking || idle.size() < connections.length) {
            long now = System.nanoTime();
            asking = now < end;
            while (asking && !idle.isEmpty()) {
                long due = perSecond == CLOSED_LOOP ? now : start + (long) (issued / perSecond * 1e9);
                if (due > now) {
                    break;
                }
                issued++;
                ask(idle.poll(), due, tally);
            }
            // With a rate the next request may be due before any answer comes: look again at once.
            if (perSecond == CLOSED_LOOP || idle.isEmpty() || !asking) {
                selector.select(each -> ready(each, tally), 100);
            } else if (selector.selectNow(each -> ready(each, tally)) == 0) {
                Thread.onSpinWait();
                long wait = start + (long) (issued / perSecond * 1e9) - System.nanoTime();
                if (wait > 1_000_000) {
                    selector.select(each -> ready(each, tally), wait / 1_000_000);
                }
            }
            if (asking && (now - start) / 1_000_000_000L > second) {
                second = (now - start) / 1_000_000_000L;
                everySecond.accept(second);
            }
        }
        return tally.result((System.nanoTime() - start) * 1e-9);
    }

    private void ask(Connection connection, long due, Tally tally) {
        try {
            connection.ask(due);
        } catch (IOException e) {
            broken(connection, tally);
        }
    }

    private void ready(SelectionKey key, Tally tally) {
        Connection connection = (Connection) key.attachment();
        try {
            if (key.isWritable()) {
                connection.send();
            }
            if (key.isReadable()) {
                int status = connection.receive();
                if (status != 0) {
                    tally.answered(status, (System.nanoTime() - connection.due) / 1000);
                    idle.add(connection);
                }
            }
        } catch (IOException e) {
            broken(connection, tally);
        }
    }

    private void broken(Connection connection, Tally tally) {
        // A kept connection may be closed while nothing is asked on it.
        boolean within = !idle.contains(connection);
        try {
            connection.channel.close();
            connection.connect();
        } catch (IOException e) {
            throw new IllegalStateException(server + " takes no more connections", e);
        }
        if (within) {
            tally.broken++;
            idle.add(connection);
        }
    }

    private static final class Tally {
        private final Map<Integer, Long> statuses = new HashMap<>();
        private final Histogram micros = new Histogram(HIGHEST_MICROS, 3);
        private long wrong;
        private long broken;

        void answered(int status, long latency) {
            if (status < 0) {
                wrong++;
                return;
            }
            statuses.merge(status, 1L, Long::sum);
            if (status == 200) {
                micros.recordValue(Math.min(latency, HIGHEST_MICROS));
            }
        }

        Result result(double seconds) {
            return new Result(seconds, statuses, wrong, broken, micros);
        }
    }

    private static int endOfHead(byte[] bytes, int length) {
        for (int i = 0; i + END_OF_HEAD.length <= length; i++) {
            if (bytes[i] == '\r'
                    && Arrays.equals(bytes, i, i + END_OF_HEAD.length, END_OF_HEAD, 0, END_OF_HEAD.length)) {
                return i + END_OF_HEAD.length;
            }
        }
        return -1;
    }

    private static int contentLength(byte[] bytes, int head) {
        String text = new String(bytes, 0, head, StandardCharsets.ISO_8859_1);
        int at = text.indexOf("Content-Length: ");
        if (at < 0) {
            throw new IllegalStateException("an answer without Content-Length: " + text);
        }
        return Integer.parseInt(text.substring(at + 16, text.indexOf('\r', at)));
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : connections) {
            connection.channel.close();
        }
        selector.close();
    }
}
