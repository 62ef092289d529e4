package org.pixelembedding.server;

import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;

/** One request on its way: what it asks for, and what the access log will say of it. */
final class Call {
    /** Under this name the request carries its call, for {@link AccessLog}. */
    static final String ATTRIBUTE = Call.class.getName();

    private final Request request;
    private final String id;
    private final List<String> variables;
    private final String route;
    private volatile String model = "";
    private volatile int pictures;
    private volatile long workNanos;

    /**
     * Begins.
     *
     * @param route the pattern of its path
     * @param variables what stands in the pattern's places, in their order
     */
    Call(Request request, String id, String route, List<String> variables) {
        this.request = request;
        this.id = id;
        this.route = route;
        this.variables = variables;
    }

    Request request() {
        return request;
    }

    String id() {
        return id;
    }

    String route() {
        return route;
    }

    String variable(int index) {
        return variables.get(index);
    }

    /** A parameter of the query. */
    Optional<String> parameter(String name) throws Refusal {
        if (request.getHttpURI().getQuery() == null) {
            return Optional.empty();
        }
        try {
            Fields.Field field = Request.extractQueryParameters(request).get(name);
            return field == null ? Optional.empty() : Optional.ofNullable(field.getValue());
        } catch (RuntimeException e) {
            // Broken percent codes and characters are answered with several kinds of exceptions.
            throw new Refusal(400, "The query of the address is damaged.");
        }
    }

    /** For the log: which model answers. */
    void noteModel(String name) {
        model = name;
    }

    /** For the log: how many pictures were classified, and how long a worker took for them. */
    void noteWork(int count, long nanos) {
        pictures = count;
        workNanos = nanos;
    }

    String model() {
        return model;
    }

    int pictures() {
        return pictures;
    }

    long workNanos() {
        return workNanos;
    }
}
