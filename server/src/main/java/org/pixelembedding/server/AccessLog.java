package org.pixelembedding.server;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;

/**
 * One JSON object a line for each request, answered by us or by the HTTP library (malformed ones). Neither query nor headers
 * are in it: they may hold what is nobody's business.
 */
final class AccessLog implements RequestLog {
    private static final int LONGEST_PATH = 200;

    private final Consumer<String> lines;
    private final ServerMetrics metrics;

    AccessLog(Consumer<String> lines, ServerMetrics metrics) {
        this.lines = lines;
        this.metrics = metrics;
    }

    @Override
    public void log(Request request, Response response) {
        long nanos = System.nanoTime() - request.getBeginNanoTime();
        String path = String.valueOf(request.getHttpURI().getPath());
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("time", Instant.now().toString());
        line.put("event", "request");
        line.put("client", Request.getRemoteAddr(request));
        line.put("method", request.getMethod());
        line.put("path", path.substring(0, Math.min(path.length(), LONGEST_PATH)));
        line.put("status", response.getStatus());
        line.put("bytesIn", Math.max(0, Request.getContentBytesRead(request)));
        line.put("bytesOut", Math.max(0, Response.getContentBytesWritten(response)));
        line.put("micros", nanos / 1000);
        String route = "none";
        if (request.getAttribute(Call.ATTRIBUTE) instanceof Call call) {
            route = call.route();
            line.put("request", call.id());
            if (!call.model().isEmpty()) {
                line.put("model", call.model());
            }
            if (call.pictures() > 0) {
                line.put("pictures", call.pictures());
                line.put("workMicros", call.workNanos() / 1000);
            }
        }
        metrics.answered(route, response.getStatus(), nanos);
        write(line);
    }

    /** A line about something else than a request. */
    void event(String event, Map<String, Object> more) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("time", Instant.now().toString());
        line.put("event", event);
        line.putAll(more);
        write(line);
    }

    private void write(Map<String, Object> line) {
        try {
            lines.accept(JSON.std.asString(line));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }
}
