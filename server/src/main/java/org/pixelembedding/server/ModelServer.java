package org.pixelembedding.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A running server of models. Owns its threads and its port until closed; closing finishes what was accepted.
 *
 * <pre>
 * try (ModelServer server = ModelServer.start(settings, List.of(ServedModel.read("mine", file, Optional.empty())))) {
 *     server.address();
 * }
 * </pre>
 */
public final class ModelServer implements AutoCloseable {
    private static final int REQUEST_HEADER_BYTES = 8 << 10;
    private static final Duration LOOKS_AT_FILES = Duration.ofMillis(500);
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final ServerSettings settings;
    private final Map<String, ServedModel> models = new LinkedHashMap<>();
    private final Workers workers;
    private final ServerMetrics metrics;
    private final AccessLog log;
    private final Server server;
    private final ServerConnector connector;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("pixemb-reload").daemon().factory());
    private volatile boolean stopping;

    private ModelServer(ServerSettings settings, List<ServedModel> served) {
        this.settings = settings;
        for (ServedModel model : served) {
            if (models.put(model.name(), model) != null) {
                throw new IllegalArgumentException("two models are named '" + model.name() + "'; name them: NAME=FILE");
            }
        }
        Limits limits = settings.limits();
        BodyMemory memory = new BodyMemory(limits.heldBytes());
        workers = new Workers(limits);
        metrics = new ServerMetrics(workers, memory);
        log = new AccessLog(settings.log(), metrics);
        BodyReader bodies = new BodyReader(limits, memory);
        Classification classification = new Classification(limits, bodies, workers, metrics);

        // Platform threads for the selectors; each request waits on a virtual thread of its own.
        QueuedThreadPool threads = new QueuedThreadPool(16, 4);
        threads.setName("pixemb-http");
        threads.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("pixemb-request-", 0).factory()));
        server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(REQUEST_HEADER_BYTES);
        http.setRelativeRedirectAllowed(true);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(settings.address().getAddress().getHostAddress());
        connector.setPort(settings.address().getPort());
        connector.setIdleTimeout(IDLE.toMillis());
        connector.setAcceptQueueSize(1024);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(limits.connections(), connector));
        server.setErrorHandler(new ErrorAnswers());
        server.setRequestLog(log);
        server.setHandler(new GracefulHandler(new Router(endpoints(classification), settings, bodies, log)));
        server.setStopTimeout(limits.bodyTime().plus(limits.workTime()).toMillis());
    }

    /**
     * Starts.
     *
     * @throws IOException if the port cannot be had
     * @throws IllegalArgumentException if two models have one name
     */
    public static ModelServer start(ServerSettings settings, List<ServedModel> models) throws IOException {
        ModelServer server = new ModelServer(settings, models);
        try {
            server.server.start();
        } catch (Exception e) {
            server.close();
            if (e instanceof IOException unavailable) {
                throw new IOException(
                        settings.address().getHostString() + ":"
                                + settings.address().getPort() + ": cannot listen there (" + unavailable.getMessage()
                                + "); try another --port",
                        unavailable);
            }
            throw new IllegalStateException("the HTTP library did not start", e);
        }
        var _ = server.watch.scheduleWithFixedDelay(
                server::reload, LOOKS_AT_FILES.toMillis(), LOOKS_AT_FILES.toMillis(), TimeUnit.MILLISECONDS);
        return server;
    }

    /** Where it answers: {@code http://127.0.0.1:8080}. */
    public URI address() {
        String host = settings.address().getAddress().getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + connector.getLocalPort());
    }

    /** The socket's address. */
    InetSocketAddress socketAddress() {
        return new InetSocketAddress(settings.address().getAddress(), connector.getLocalPort());
    }

    private List<Endpoint> endpoints(Classification classification) {
        List<Endpoint> endpoints = new ArrayList<>(StaticFiles.endpoints());
        Answer openApi = OpenApi.json();
        endpoints.add(new Endpoint("GET", "/openapi.json", true, call -> openApi));
        endpoints.add(new Endpoint("GET", "/health", true, call -> Answer.json(Map.of("status", "up"))));
        endpoints.add(new Endpoint("GET", "/ready", true, call -> ready()));
        endpoints.add(new Endpoint(
                "GET",
                "/metrics",
                false,
                call -> Answer.text("text/plain; version=0.0.4; charset=utf-8", metrics.text())));
        endpoints.add(new Endpoint("GET", "/v1/models", false, call -> list()));
        endpoints.add(new Endpoint("GET", "/v1/models/{name}", false, call -> {
            ServedModel model = model(call);
            return Answer.json(
                    model.current().description(model.name(), model.examples().size()));
        }));
        endpoints.add(new Endpoint(
                "POST", "/v1/models/{name}/classify", false, call -> classification.classify(call, model(call))));
        endpoints.add(new Endpoint(
                "POST", "/v1/models/{name}/explain", false, call -> classification.explain(call, model(call))));
        endpoints.add(new Endpoint("GET", "/v1/models/{name}/examples", false, call -> {
            ServedModel model = model(call);
            return Answer.json(model.examples().list(model.name()));
        }));
        endpoints.add(new Endpoint(
                "GET",
                "/v1/models/{name}/examples/{number}",
                false,
                call -> model(call).examples().picture(call.variable(1))));
        return endpoints;
    }

    private Answer ready() throws Refusal {
        if (stopping) {
            throw Refusal.busy("This server is stopping.");
        }
        return Answer.json(Map.of("status", "ready"));
    }

    private Answer list() {
        List<Object> list = new ArrayList<>();
        models.values()
                .forEach(model -> list.add(
                        model.current().summary(model.name(), model.examples().size())));
        return Answer.json(Map.of("models", list));
    }

    private ServedModel model(Call call) throws Refusal {
        ServedModel model = models.get(call.variable(0));
        if (model == null) {
            throw new Refusal(404, "There is no model of that name; /v1/models lists those there are.");
        }
        call.noteModel(model.name());
        return model;
    }

    private void reload() {
        for (ServedModel model : models.values()) {
            try {
                model.reload().ifPresent(why -> {
                    if (why.isEmpty()) {
                        metrics.reloaded();
                        log.event("reload", Map.of("model", model.name()));
                    } else {
                        log.event("reload-refused", Map.of("model", model.name(), "why", why));
                    }
                });
            } catch (RuntimeException | OutOfMemoryError e) {
                // A scheduled task that throws is never run again.
                log.event("reload-refused", Map.of("model", model.name(), "why", String.valueOf(e)));
            }
        }
    }

    /** Says that it is not ready, takes no more requests, finishes those that it has accepted, and gives everything back. */
    @Override
    public void close() {
        stopping = true;
        watch.shutdownNow();
        try {
            server.stop();
        } catch (Exception e) {
            log.event("stop", Map.of("why", String.valueOf(e)));
        } finally {
            workers.close();
            metrics.close();
        }
    }
}
