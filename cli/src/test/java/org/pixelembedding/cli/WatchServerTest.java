package org.pixelembedding.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.pixelembedding.cli.Outcome.pixemb;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.cli.watch.RunFollower;
import org.pixelembedding.cli.watch.WatchServer;

/** The live page of a run, as a browser meets it. */
@Timeout(60)
class WatchServerTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    static Path directory;

    private static Path run;

    @BeforeAll
    static void train() throws IOException {
        Path pictures = PaintedFolder.write(directory.resolve("pictures"), 12, "left", "right");
        run = SmallRun.train(pictures, directory.resolve("run"), 3);
    }

    private static HttpResponse<String> get(WatchServer server, String path) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(server.address() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static BufferedReader events(WatchServer server) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = CLIENT.send(
                HttpRequest.newBuilder(URI.create(server.address() + "events")).build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream; charset=utf-8");
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static Map<String, Object> next(BufferedReader events) throws IOException {
        String line = events.readLine();
        while (!line.startsWith("data: ")) {
            line = events.readLine();
        }
        return JSON.std.mapFrom(line.substring("data: ".length()));
    }

    @Test
    void anEndedRunIsShownWhole() throws Exception {
        try (WatchServer server = new WatchServer(new RunFollower(run), 0, Json::of);
                BufferedReader events = events(server)) {
            HttpResponse<String> page = get(server, "");
            assertThat(page.body())
                    .contains("<h1>run</h1>", "new EventSource(\"events\")")
                    .doesNotContain("%1$s", "%n");
            assertThat(page.headers().firstValue("content-security-policy").orElse(""))
                    .contains("default-src 'none'");
            Map<String, Object> parts = next(events);
            assertThat(parts.get("state")).isEqualTo("Finished: all 3 epochs are trained.");
            assertThat((String) parts.get("curves")).contains("Loss (cross-entropy)", "<svg");
            assertThat((String) parts.get("table")).contains("before training", "now");
            assertThat((String) parts.get("tiles")).contains("3 / 3").doesNotContain("left, about");
            assertThat(get(server, "model.pxm").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void whatComesLaterIsSentAndNothingElse() throws Exception {
        GrowingRun growing = new GrowingRun(run, directory.resolve("growing"));
        try (WatchServer server = new WatchServer(new RunFollower(growing.directory()), 0, Json::of);
                BufferedReader events = events(server)) {
            Map<String, Object> first = next(events);
            assertThat(first.get("state")).isEqualTo("Training: epoch 2 of 3.");
            growing.epochs(2);
            Map<String, Object> later = next(events);
            Map<String, Object> whole;
            try (BufferedReader newcomer = events(server)) {
                whole = next(newcomer);
            }
            assertThat(later).containsKeys("state", "tiles", "curves").doesNotContainKey("table");
            whole.entrySet().removeAll(first.entrySet());
            assertThat(later.keySet()).isEqualTo(whole.keySet());
            assertThat((String) later.get("tiles")).contains("2 / 3", "left, about");
            growing.trainedBy(999_999_999);
            assertThat((String) next(events).get("state")).startsWith("Not training: it stopped in epoch 3 of 3.");
            Files.write(growing.directory().resolve("metrics.csv"), List.of("epoch", "x"));
            assertThat((String) next(events).get("state")).contains("metrics.csv", "damaged");
        }
    }

    @Test
    void whatIsNoRunOrNoFreePortIsRefused() throws Exception {
        pixemb("watch", directory).assertRefused("not a run directory", "pixemb train");
        assertThat(pixemb("watch", run, "--port", 70000).code()).isEqualTo(2);
        try (WatchServer server = new WatchServer(new RunFollower(run), 0, Json::of)) {
            int port = URI.create(server.address()).getPort();
            assertThatThrownBy(() -> new WatchServer(new RunFollower(run), port, Json::of).close())
                    .hasMessageContaining("port " + port + " is taken");
        }
    }
}
