package org.pixelembedding.server;

import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.PreEncodedHttpField;

/** The headers of every answer, errors included. The page loads nothing from elsewhere and cannot be framed. */
final class AnswerHeaders {
    private static final List<HttpField> FIELDS = List.of(
            new PreEncodedHttpField(
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
                            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
            new PreEncodedHttpField("X-Content-Type-Options", "nosniff"),
            new PreEncodedHttpField("Referrer-Policy", "no-referrer"),
            new PreEncodedHttpField("Cross-Origin-Opener-Policy", "same-origin"),
            new PreEncodedHttpField("Cross-Origin-Resource-Policy", "same-origin"),
            new PreEncodedHttpField(
                    "Permissions-Policy", "camera=(self), microphone=(), geolocation=(), display-capture=()"));

    private AnswerHeaders() {}

    static void put(HttpFields.Mutable headers) {
        FIELDS.forEach(headers::put);
    }
}
