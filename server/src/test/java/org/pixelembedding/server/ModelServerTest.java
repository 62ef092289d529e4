package org.pixelembedding.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pixelembedding.image.ImageDecoder;
import org.pixelembedding.image.Resize;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.SampleModels;
import org.pixelembedding.run.ReferenceInterpreter;

class ModelServerTest {
    private static final String CLASSIFY = "/v1/models/sample/classify";

    @TempDir
    private static Path directory;

    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        Path examples = Files.createDirectories(directory.resolve("examples/tree"));
        Files.write(examples.resolve("oak.png"), Pictures.png(5));
        Files.write(examples.resolve("no-picture.png"), new byte[] {1, 2, 3});
        server = TestServer.start(
                Limits.DEFAULT.withBodyBytes(100_000).withPixels(40_000),
                TestServer.served(directory, "sample", SampleModels.integers()),
                TestServer.served(directory, "float-ends", SampleModels.floatEnds()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** The class sums that the oracle finds, in the order of the answer. */
    private static void assertClasses(Object result, String file, byte[] picture) throws IOException {
        Model model = SampleModels.integers();
        int[] sums = new ReferenceInterpreter(model)
                .run(Resize.resize(ImageDecoder.decode(picture, file), model.inputHeight(), model.inputWidth()))
                .sums();
        Map<?, ?> answer = (Map<?, ?>) result;
        assertThat(answer.get("file")).isEqualTo(file);
        List<?> classes = (List<?>) answer.get("classes");
        assertThat(classes).hasSize(3);
        long last = Long.MAX_VALUE;
        for (Object one : classes) {
            Map<?, ?> ranked = (Map<?, ?>) one;
            long sum = ((Number) ranked.get("sum")).longValue();
            assertThat(sum)
                    .isEqualTo(sums[model.labels().indexOf(ranked.get("label"))])
                    .isLessThanOrEqualTo(last);
            last = sum;
        }
    }

    @ParameterizedTest
    @CsvSource({"png, image/png", "jpg, application/octet-stream", "bmp, application/x-www-form-urlencoded"})
    void classifiesTheBytesOfAPicture(String format, String type) throws IOException, InterruptedException {
        byte[] picture = Pictures.encoded(format, 30, 20, 1);
        HttpResponse<String> response = server.post(CLASSIFY, type, picture);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        List<?> results = (List<?>) TestServer.json(response).get("results");
        assertThat(results).hasSize(1);
        assertClasses(results.get(0), "image", picture);
    }

    @Test
    void classifiesSeveralPicturesInTheirOrder() throws IOException, InterruptedException {
        List<byte[]> pictures = List.of(Pictures.png(1), Pictures.encoded("jpg", 40, 64, 2), Pictures.png(3));
        HttpResponse<String> response =
                server.postFiles(CLASSIFY, List.of("a.png", "../../etc/b.jpg", "V\u00f6gel.png"), pictures);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        List<?> results = (List<?>) TestServer.json(response).get("results");
        assertThat(results).hasSize(3);
        assertClasses(results.get(0), "a.png", pictures.get(0));
        assertClasses(results.get(1), "b.jpg", pictures.get(1));
        assertClasses(results.get(2), "V\u00f6gel.png", pictures.get(2));
    }

    @Test
    void givesAsManyClassesAsAskedFor() throws IOException, InterruptedException {
        HttpResponse<String> response = server.post(CLASSIFY + "?top=1", "image/png", Pictures.png(1));
        Map<?, ?> result = (Map<?, ?>) ((List<?>) TestServer.json(response).get("results")).get(0);
        assertThat((List<?>) result.get("classes")).hasSize(1);
        HttpResponse<String> float32 = server.post("/v1/models/float-ends/classify", "image/png", Pictures.png(1));
        assertThat(float32.statusCode()).as(float32.body()).isEqualTo(200);
    }

    @Test
    void oneBadPictureOfSeveralRefusesAllAndNamesIt() throws IOException, InterruptedException {
        HttpResponse<String> response =
                server.postFiles(CLASSIFY, List.of("good.png", "bad.png"), List.of(Pictures.png(1), new byte[] {1, 2}));
        assertRefused(response, 422, "bad.png: not a picture of a known kind");
    }

    private static void assertRefused(HttpResponse<String> response, int status, String part) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        Map<String, Object> error = JSON.std.mapFrom(response.body());
        assertThat((String) error.get("error")).contains(part).endsWith(".").doesNotContain("\n");
        assertThat(error).containsEntry("status", status);
    }

    @Test
    void refusesWhatItCannotUseInOneSentence() throws IOException, InterruptedException {
        byte[] png = Pictures.png(1);
        assertRefused(server.post(CLASSIFY, "image/png", new byte[0]), 400, "The body is empty");
        assertRefused(server.post(CLASSIFY, "application/json", png), 415, "must be an image");
        assertRefused(server.post(CLASSIFY, "image/png", new byte[100_001]), 413, "more than 100000 bytes");
        byte[] hundredTimesTooLarge =
                new byte[10_000_000]; // read to its end: an early answer would reset the connection
        assertRefused(server.post(CLASSIFY, "image/png", hundredTimesTooLarge), 413, "more than 100000 bytes");
        assertRefused(server.post("/v1/nothing", "image/png", hundredTimesTooLarge), 404, "nothing at this address");
        assertRefused(server.post(CLASSIFY + "?top=0", "image/png", png), 400, "top");
        assertRefused(server.post("/v1/models/none/classify", "image/png", png), 404, "no model of that name");
        assertRefused(server.get(CLASSIFY), 405, "POST only");
        assertRefused(server.get("/v1/nothing"), 404, "nothing at this address");
        assertRefused(server.post(CLASSIFY, "multipart/form-data", png), 400, "names no boundary");
        assertRefused(server.post(CLASSIFY, "multipart/form-data; boundary=x", png), 400, "does not occur");
        assertRefused(server.get("/v1/models/sample/examples/1"), 404, "1 examples");
    }

    @Test
    void refusesABombByItsHeader() throws IOException, InterruptedException {
        // Some kilobytes that would be 201 x 200 pixels.
        HttpResponse<String> response = server.post(CLASSIFY, "image/png", Pictures.encoded("jpg", 201, 200, 9));
        assertRefused(response, 413, "want 1 to 40000 pixels, got 201x200");
    }

    @Test
    void describesItsModels() throws IOException, InterruptedException {
        List<?> models = (List<?>) TestServer.json(server.get("/v1/models")).get("models");
        assertThat(models).hasSize(2);
        Map<?, ?> first = (Map<?, ?>) models.get(0);
        assertThat(first.get("name")).isEqualTo("sample");
        assertThat(first.get("inputHeight")).isEqualTo(8);
        assertThat(first.get("inputWidth")).isEqualTo(10);
        assertThat(first.get("labels")).isEqualTo(List.of("Katze", "Hund", "V\u00f6gel"));
        HttpResponse<String> one = server.get("/v1/models/sample");
        assertThat((List<?>) TestServer.json(one).get("layers")).hasSize(10);
        assertThat(one.body()).doesNotContain(directory.toString());
    }

    @Test
    void showsExamplesThatLieBesideTheModel() throws IOException, InterruptedException {
        assertThat(server.get("/v1/models/sample/examples").body())
                .isEqualTo("{\"examples\":[{\"name\":\"tree\",\"url\":\"/v1/models/sample/examples/0\"}]}");
        HttpResponse<byte[]> picture = server.client.send(
                HttpRequest.newBuilder(server.uri("/v1/models/sample/examples/0"))
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(picture.body()).isEqualTo(Pictures.png(5));
        assertThat(picture.headers().firstValue("Content-Type")).hasValue("image/png");
    }

    @Test
    void explainsWhatTheNetworkSees() throws IOException, InterruptedException {
        HttpResponse<String> response = server.post("/v1/models/sample/explain", "image/png", Pictures.png(4));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        Map<String, Object> explanation = TestServer.json(response);
        assertThat(explanation).containsKeys("results", "input", "seen", "kernel");
        List<?> layers = (List<?>) explanation.get("layers");
        assertThat(layers.stream().<Object>map(layer -> ((Map<?, ?>) layer).get("name")))
                .containsExactly("embedding", "act", "pool", "head", "classifier");
        List<?> times = (List<?>) explanation.get("times");
        assertThat(times.stream().<Object>map(time -> ((Map<?, ?>) time).get("step")))
                .startsWith("decode", "resize");
        assertThat(server.post("/v1/models/float-ends/explain", "image/png", Pictures.png(4))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void saysThatItLivesAndIsReady() throws IOException, InterruptedException {
        assertThat(server.get("/health").body()).isEqualTo("{\"status\":\"up\"}");
        assertThat(server.get("/ready").body()).isEqualTo("{\"status\":\"ready\"}");
    }

    @Test
    void answersOnlyToItsOwnHostNames() throws IOException, InterruptedException {
        RawConnection connection = RawConnection.to(server.server.socketAddress());
        assertThat(connection.send("GET /v1/models HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 421 ")
                .contains("localhost only");
        for (String host : List.of("localhost", "localhost:80", "127.0.0.1", "[::1]:8080")) {
            assertThat(RawConnection.to(server.server.socketAddress())
                            .send("GET /health HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                    .as(host)
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void everyAnswerHasItsSecurityHeaders() throws IOException, InterruptedException {
        for (String path : List.of("/", "/app.js", "/v1/models", "/nothing", "/openapi.yaml")) {
            HttpResponse<String> response = server.get(path);
            assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
                    .as(path)
                    .startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
                    .doesNotContain("unsafe");
            assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(response.headers().firstValue("Server")).isEmpty();
        }
    }

    @Test
    void writesOneLineForEachRequest() throws IOException, InterruptedException {
        String id = server.post(CLASSIFY + "?top=2", "image/png", Pictures.png(1))
                .headers()
                .firstValue("X-Request-Id")
                .orElseThrow();
        String line = server.logged(id); // written just after the answer
        assertThat(JSON.std.mapFrom(line))
                .containsEntry("event", "request")
                .containsEntry("method", "POST")
                .containsEntry("path", CLASSIFY)
                .containsEntry("status", 200)
                .containsEntry("model", "sample")
                .containsEntry("pictures", 1)
                .containsEntry("bytesIn", Pictures.png(1).length);
    }

    @Test
    void wantsItsToken() throws IOException, InterruptedException {
        String token = "0123456789abcdef";
        try (TestServer closed =
                TestServer.startWithToken(token, TestServer.served(directory, "locked", SampleModels.integers()))) {
            assertRefused(closed.get("/v1/models"), 401, "wants its token");
            assertRefused(closed.get("/metrics"), 401, "wants its token");
            assertThat(closed.get("/health").statusCode()).isEqualTo(200);
            assertThat(closed.get("/").statusCode()).isEqualTo(200);
            HttpRequest with = HttpRequest.newBuilder(closed.uri("/v1/models"))
                    .header("Authorization", "Bearer " + token)
                    .build();
            assertThat(closed.client.send(with, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
        assertThatThrownBy(() -> TestServer.startWithToken("short"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 16");
    }

    @Test
    void aSecondServerOnOnePortIsRefusedInOneLine() {
        ServerSettings settings =
                new ServerSettings(server.server.socketAddress(), Limits.DEFAULT, Optional.empty(), line -> {});
        assertThatThrownBy(() -> ModelServer.start(settings, List.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot listen there");
    }

    @Test
    void measuresForPrometheus() throws IOException, InterruptedException {
        server.post(CLASSIFY, "image/png", Pictures.png(1));
        String metrics = server.get("/metrics").body();
        while (!metrics.contains("route=\"/v1/models/{name}/classify\",status=\"200\"")) {
            metrics = server.get("/metrics").body();
        }
        assertThat(metrics)
                .contains(
                        "pixemb_pictures_total", "pixemb_queue_waiting", "pixemb_bodies_held_bytes 0.0", "jvm_memory");
    }
}
