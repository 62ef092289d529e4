package org.pixelembedding.server;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** From a request to its {@link Endpoint} and back: host, path, method, token; then the answer, or the refusal as JSON. */
final class Router extends Handler.Abstract {
    private final List<Endpoint> endpoints;
    private final ServerSettings settings;
    private final BodyReader bodies;
    private final AccessLog log;
    private final String idPrefix =
            String.format("%08x", new SplittableRandom().nextInt()); // tells two starts of a server apart
    private final AtomicLong count = new AtomicLong();

    Router(List<Endpoint> endpoints, ServerSettings settings, BodyReader bodies, AccessLog log) {
        this.endpoints = List.copyOf(endpoints);
        this.settings = settings;
        this.bodies = bodies;
        this.log = log;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String id = idPrefix + '-' + count.incrementAndGet();
        Call[] call = {new Call(request, id, "none", List.of())};
        request.setAttribute(Call.ATTRIBUTE, call[0]);
        Answer answer;
        try {
            Endpoint endpoint = find(request, id, call);
            answer = endpoint.work().answer(call[0]);
        } catch (Refusal refusal) {
            answer = refused(refusal, id);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer = refused(Refusal.busy("This server is stopping."), id);
        } catch (RuntimeException | Error e) {
            log.event("bug", bug(id, e));
            answer = Answer.json(
                    500,
                    ErrorAnswers.error(500, "This server has a bug; its operator finds request " + id + " in the log."),
                    Map.of());
        }
        write(answer, id, response, callback);
        return true;
    }

    private Endpoint find(Request request, String id, Call[] call) throws Refusal {
        checkHost(request);
        String path =
                Optional.ofNullable(request.getHttpURI().getCanonicalPath()).orElse("/");
        String method = request.getMethod();
        List<String> others = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            Optional<List<String>> variables = endpoint.match(path);
            if (variables.isPresent()) {
                call[0] = new Call(request, id, endpoint.route(), variables.get());
                request.setAttribute(Call.ATTRIBUTE, call[0]);
                if (endpoint.takes(method)) {
                    if (!endpoint.open()) {
                        checkToken(request);
                    }
                    return endpoint;
                }
                others.add(endpoint.method());
            }
        }
        if (others.isEmpty()) {
            throw new Refusal(404, "There is nothing at this address; /openapi.yaml lists what there is.");
        }
        throw Refusal.methodNotAllowed(String.join(", ", others));
    }

    /** A page from elsewhere may give its own host name our loopback address and read our answers as its own. */
    private void checkHost(Request request) throws Refusal {
        if (settings.loopbackOnly() && request.getHeaders().contains(HttpHeader.HOST)) {
            String host = String.valueOf(Request.getServerName(request)).toLowerCase(Locale.ROOT);
            String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
            boolean number = bare.matches("127(\\.[0-9]{1,3}){3}|[0-9a-f:]*:[0-9a-f:]*");
            if (!"localhost".equals(bare) && !(number && isLoopback(bare))) {
                throw new Refusal(421, "This server answers to localhost only; its option --host says otherwise.");
            }
        }
    }

    private static boolean isLoopback(String number) {
        try {
            return InetAddress.ofLiteral(number).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void checkToken(Request request) throws Refusal {
        if (settings.token().isPresent()) {
            String given = Optional.ofNullable(request.getHeaders().get(HttpHeader.AUTHORIZATION))
                    .orElse("");
            byte[] wanted = ("Bearer " + settings.token().get()).getBytes(StandardCharsets.UTF_8);
            // Takes the same time wherever they differ.
            if (!MessageDigest.isEqual(wanted, given.getBytes(StandardCharsets.UTF_8))) {
                throw Refusal.unauthorized();
            }
        }
    }

    private static Answer refused(Refusal refusal, String id) {
        Map<String, Object> error = ErrorAnswers.error(refusal.status(), refusal.getMessage());
        error.put("request", id);
        return Answer.json(refusal.status(), error, refusal.headers());
    }

    private static Map<String, Object> bug(String id, Throwable e) {
        Map<String, Object> bug = new LinkedHashMap<>();
        bug.put("request", id);
        java.io.StringWriter trace = new java.io.StringWriter();
        e.printStackTrace(new java.io.PrintWriter(trace));
        bug.put("trace", trace.toString());
        return bug;
    }

    private void write(Answer answer, String id, Response response, Callback callback) {
        response.setStatus(answer.status());
        var headers = response.getHeaders();
        AnswerHeaders.put(headers);
        headers.put("X-Request-Id", id);
        headers.put(HttpHeader.CONTENT_TYPE, answer.contentType());
        headers.put(HttpHeader.CONTENT_LENGTH, answer.length());
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        answer.headers().forEach(headers::put);
        Request request = response.getRequest();
        // What is left of a body cannot be told from the next request; one that was too slow is not waited for again.
        if (answer.status() >= 400
                && !(answer.status() == 408 ? request.consumeAvailable() : bodies.discardRest(request))) {
            headers.put(HttpHeader.CONNECTION, "close");
        }
        response.write(true, answer.body(), callback);
    }
}
