package org.pixelembedding.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.format.ModelWriter;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.SampleModels;

/** A model file that is replaced while it is asked: no request is lost, and what is no model is not taken over. */
class ReplacedModelTest {
    private static final int CLIENTS = 4;
    private static final int REPLACEMENTS = 6;

    @TempDir
    Path directory;

    private static int classes(TestServer server) throws IOException, InterruptedException {
        return ((List<?>) TestServer.json(server.get("/v1/models/mine")).get("labels")).size();
    }

    @Test
    void isTakenOverWithoutLosingARequest() throws Exception {
        List<Model> models = List.of(SampleModels.integers(), SampleModels.floatEnds());
        assertThat(models.get(0).labels().size())
                .isNotEqualTo(models.get(1).labels().size());
        byte[] picture = Pictures.encoded("png", 20, 20, 1);
        AtomicBoolean done = new AtomicBoolean();
        try (TestServer server = TestServer.start(Limits.DEFAULT, TestServer.served(directory, "mine", models.get(0)));
                ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<Map<Integer, Integer>>> counts = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                counts.add(clients.submit(() -> {
                    int[] answers = new int[4];
                    while (!done.get()) {
                        var answer = server.post("/v1/models/mine/classify?top=9", "image/png", picture);
                        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                        Map<?, ?> result =
                                (Map<?, ?>) ((List<?>) TestServer.json(answer).get("results")).get(0);
                        answers[((List<?>) result.get("classes")).size()]++;
                    }
                    return Map.of(2, answers[2], 3, answers[3]);
                }));
            }
            try {
                for (int i = 1; i <= REPLACEMENTS; i++) {
                    ModelWriter.write(models.get(i % 2), directory.resolve("mine.pxm"));
                    server.logged("\"reload\"");
                    assertThat(classes(server))
                            .isEqualTo(models.get(i % 2).labels().size());
                }
            } finally {
                done.set(true);
            }
            for (Future<Map<Integer, Integer>> count : counts) {
                assertThat(count.get().values()).as("answers of both models").allMatch(answers -> answers > 0);
            }
        }
    }

    @Test
    void aFileThatIsNoModelLeavesTheOneBefore() throws Exception {
        byte[] picture = Pictures.encoded("png", 20, 20, 1);
        try (TestServer server =
                TestServer.start(Limits.DEFAULT, TestServer.served(directory, "mine", SampleModels.integers()))) {
            Path file = directory.resolve("mine.pxm");
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(whole, whole.length / 2));
            server.logged("\"reload-refused\"");
            assertThat(server.post("/v1/models/mine/classify", "image/png", picture)
                            .statusCode())
                    .isEqualTo(200);
            Files.delete(file);
            ModelWriter.write(SampleModels.floatEnds(), file);
            server.logged("\"reload\"");
            assertThat(classes(server))
                    .isEqualTo(SampleModels.floatEnds().labels().size());
        }
    }
}
