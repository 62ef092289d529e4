package org.pixelembedding.server;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What goes back: a status, a kind of content, bytes, and headers beyond those that every answer has. */
final class Answer {
    static final String JSON_TYPE = "application/json";

    private final int status;
    private final String contentType;
    private final byte[] body;
    private final Map<String, String> headers;

    /** Keeps the array. */
    Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
        this.headers = headers;
    }

    static Answer json(Map<String, Object> object) {
        return json(200, object, Map.of());
    }

    static Answer json(int status, Map<String, Object> object, Map<String, String> headers) {
        return new Answer(status, JSON_TYPE, jsonBytes(object), headers);
    }

    static Answer text(String contentType, String text) {
        return new Answer(200, contentType, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    static byte[] jsonBytes(Map<String, Object> object) {
        try {
            return JSON.std.asBytes(object);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }

    int status() {
        return status;
    }

    String contentType() {
        return contentType;
    }

    int length() {
        return body.length;
    }

    ByteBuffer body() {
        return ByteBuffer.wrap(body).asReadOnlyBuffer();
    }

    Map<String, String> headers() {
        return headers;
    }
}
