package org.pixelembedding.cli.watch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.pixelembedding.cli.report.LivePage;

/**
 * The live page on this machine's own address: {@code /} is its frame, {@code /events} a stream of server-sent events. One thread
 * looks at the run once a second, whatever number of browsers listen.
 */
public final class WatchServer implements AutoCloseable {
    private static final int LOOK_MILLIS = 1000;
    /** Looks after which a listener hears something, so that one that has gone is noticed. */
    private static final int QUIET_LOOKS = 15;

    private static final String POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline';"
            + " script-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** Makes one JSON object of texts. */
    @FunctionalInterface
    public interface Json {
        String of(Map<String, Object> texts) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final Json json;
    private final RunFollower run;
    private final String page;
    private Map<String, String> parts = Map.of();
    private String problem = "";
    private boolean closed;

    /**
     * Starts.
     *
     * @param port 0 for any that is free
     * @throws IOException if the run cannot be read, or the port is taken
     */
    public WatchServer(RunFollower run, int port, Json json) throws IOException {
        this.run = run;
        this.json = json;
        var first = run.look();
        page = LivePage.frame(first.name());
        parts = LivePage.parts(first);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (BindException e) {
            throw new IOException("port " + port + " is taken (" + e.getMessage() + "); choose another with --port", e);
        }
        server.setExecutor(workers);
        server.createContext("/", this::page);
        server.createContext("/events", this::events);
        server.start();
        workers.execute(this::follow);
    }

    /** Where browsers find it. */
    public String address() {
        return "http://localhost:" + server.getAddress().getPort() + "/";
    }

    /** A page, or an answer that there is no such page. */
    private void page(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean known = exchange.getRequestURI().getPath().equals("/");
            byte[] body = (known ? page : "no such page\n").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", (known ? "text/html" : "text/plain") + "; charset=utf-8");
            exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            exchange.sendResponseHeaders(known ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void events(HttpExchange exchange) throws IOException {
        try (exchange;
                OutputStream out = stream(exchange)) {
            Map<String, String> sent = new HashMap<>();
            while (true) {
                Map<String, Object> changed = changed(sent);
                if (changed == null) {
                    return;
                }
                String event =
                        changed.isEmpty() ? ": still here\n\n" : "event: parts\ndata: " + oneLine(changed) + "\n\n";
                out.write(event.getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static OutputStream stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(200, 0);
        return exchange.getResponseBody();
    }

    private String oneLine(Map<String, Object> texts) throws IOException {
        return json.of(texts).replace("\n", "");
    }

    /** Waits for parts that a listener has not got; none after a while without any, null when the server closes. */
    private synchronized Map<String, Object> changed(Map<String, String> sent) throws InterruptedException {
        for (int look = 0; look < QUIET_LOOKS; look++) {
            if (closed) {
                return null;
            }
            Map<String, Object> changed = new LinkedHashMap<>();
            parts.forEach((id, html) -> {
                if (!html.equals(sent.put(id, html))) {
                    changed.put(id, html);
                }
            });
            if (!changed.isEmpty()) {
                return changed;
            }
            wait(LOOK_MILLIS);
        }
        return Map.of();
    }

    private void follow() {
        try {
            while (true) {
                Thread.sleep(LOOK_MILLIS);
                Map<String, String> seen;
                try {
                    seen = LivePage.parts(run.look());
                    problem = "";
                } catch (IOException e) {
                    // A file between two states, or a directory that was taken away: the next look may find it whole.
                    problem = String.valueOf(e.getMessage());
                    seen = Map.of();
                }
                publish(seen);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void publish(Map<String, String> seen) {
        Map<String, String> next = new LinkedHashMap<>(parts);
        next.putAll(seen);
        if (!problem.isEmpty()) {
            next.put("state", "Cannot be read at the moment: " + problem);
        }
        parts = next;
        notifyAll();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        server.stop(1);
        workers.shutdownNow();
    }
}
