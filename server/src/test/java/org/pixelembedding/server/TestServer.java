package org.pixelembedding.server;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.pixelembedding.format.ModelWriter;
import org.pixelembedding.model.Model;

/** A server on a free loopback port, with a real HTTP client to call it. */
final class TestServer implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    static final String BOUNDARY = "a-line-between-pictures";

    final BlockingQueue<String> log = new LinkedBlockingQueue<>();
    final ModelServer server;
    final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private TestServer(Limits limits, Optional<String> token, List<ServedModel> models) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = ModelServer.start(new ServerSettings(address, limits, token, log::add), models);
    }

    static TestServer start(Limits limits, ServedModel... models) throws IOException {
        return new TestServer(limits, Optional.empty(), List.of(models));
    }

    static TestServer startWithToken(String token, ServedModel... models) throws IOException {
        return new TestServer(Limits.DEFAULT, Optional.of(token), List.of(models));
    }

    /** Writes a model into a directory and serves it from there. */
    static ServedModel served(Path directory, String name, Model model) throws IOException {
        Path file = directory.resolve(name + ".pxm");
        ModelWriter.write(model, file);
        return ServedModel.read(name, file, Optional.empty());
    }

    /** Takes lines out of the log up to the first that holds some text; waits for it. */
    String logged(String text) throws InterruptedException {
        while (true) {
            String line = log.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("no line with '" + text + "' in the log");
            }
            if (line.contains(text)) {
                return line;
            }
        }
    }

    URI uri(String path) {
        return server.address().resolve(path);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String contentType, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    HttpResponse<String> postFiles(String path, List<String> names, List<byte[]> files)
            throws IOException, InterruptedException {
        return post(path, "multipart/form-data; boundary=" + BOUNDARY, multipart(names, files));
    }

    static byte[] multipart(List<String> names, List<byte[]> files) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int i = 0; i < files.size(); i++) {
            body.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"images\"; filename=\""
                            + names.get(i) + "\"\r\nContent-Type: image/png\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            body.writeBytes(files.get(i));
            body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }

    static Map<String, Object> json(HttpResponse<String> response) throws IOException {
        return JSON.std.mapFrom(response.body());
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
