package org.pixelembedding.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** The files of the page, from our own jar: read, hashed and compressed once. */
final class StaticFiles {
    private static final Map<String, String> FILES = Map.of(
            "/", "index.html text/html; charset=utf-8",
            "/app.css", "app.css text/css; charset=utf-8",
            "/app.js", "app.js text/javascript; charset=utf-8",
            "/api", "api.html text/html; charset=utf-8",
            "/api.js", "api.js text/javascript; charset=utf-8",
            "/icon.svg", "icon.svg image/svg+xml",
            "/openapi.yaml", "openapi.yaml application/yaml");

    private StaticFiles() {}

    static List<Endpoint> endpoints() {
        List<Endpoint> endpoints = new ArrayList<>();
        FILES.forEach((path, what) -> {
            String[] parts = what.split(" ", 2);
            byte[] bytes = bytes(parts[0]);
            byte[] zipped = gzip(bytes);
            String tag = '"' + hash(bytes) + '"';
            endpoints.add(
                    new Endpoint("GET", path, true, call -> answer(call.request(), parts[1], bytes, zipped, tag)));
        });
        return endpoints;
    }

    private static Answer answer(Request request, String type, byte[] bytes, byte[] zipped, String tag) {
        Map<String, String> caching = Map.of("ETag", tag, "Cache-Control", "no-cache", "Vary", "Accept-Encoding");
        if (tag.equals(request.getHeaders().get(HttpHeader.IF_NONE_MATCH))) {
            return new Answer(304, type, new byte[0], caching);
        }
        String accepted = Optional.ofNullable(request.getHeaders().get(HttpHeader.ACCEPT_ENCODING))
                .orElse("");
        if (!accepted.contains("gzip")) {
            return new Answer(200, type, bytes, caching);
        }
        return new Answer(
                200,
                type,
                zipped,
                Map.of(
                        "ETag",
                        tag,
                        "Cache-Control",
                        "no-cache",
                        "Vary",
                        "Accept-Encoding",
                        "Content-Encoding",
                        "gzip"));
    }

    /** A file of this package's resources. */
    static byte[] bytes(String name) {
        try (InputStream in = StaticFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar of the server lacks its file " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return zipped.toByteArray();
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
