package org.pixelembedding.server;

import java.util.Map;

/** A request that is not answered as it wished: a status of 4xx, or 503, and one sentence for whoever sent it. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient Map<String, String> headers;

    private Refusal(int status, String sentence, Map<String, String> headers) {
        super(sentence, null, false, false); // no stack trace: refusing must stay cheap
        this.status = status;
        this.headers = headers;
    }

    Refusal(int status, String sentence) {
        this(status, sentence, Map.of());
    }

    static Refusal methodNotAllowed(String allowed) {
        return new Refusal(405, "This address takes " + allowed + " only.", Map.of("Allow", allowed));
    }

    static Refusal unauthorized() {
        return new Refusal(
                401,
                "This server wants its token, as the header 'Authorization: Bearer TOKEN'.",
                Map.of("WWW-Authenticate", "Bearer"));
    }

    /** Too much to do: come back later. */
    static Refusal busy(String why) {
        return new Refusal(503, why + " Try again in a second.", Map.of("Retry-After", "1"));
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }
}
