package org.pixelembedding.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.model.SampleModels;

/** The description of the interface: a validator accepts it, and answers are what it says. */
class OpenApiTest {
    @TempDir
    Path directory;

    private static OpenAPI description(String yaml) {
        ParseOptions options = new ParseOptions();
        options.setResolveFully(true);
        SwaggerParseResult parsed = new OpenAPIV3Parser().readContents(yaml, null, options);
        assertThat(parsed.getMessages()).isEmpty();
        return parsed.getOpenAPI();
    }

    @Test
    void answersAreWhatItDescribes() throws IOException, InterruptedException {
        var model = SampleModels.integers();
        try (TestServer server = TestServer.start(Limits.DEFAULT, TestServer.served(directory, "mine", model))) {
            OpenAPI api = description(server.get("/openapi.yaml").body());
            byte[] picture = Pictures.encoded("png", 20, 20, 1);
            check(api, "/v1/models", TestServer.json(server.get("/v1/models")));
            check(api, "/v1/models/{name}", TestServer.json(server.get("/v1/models/mine")));
            check(api, "/health", TestServer.json(server.get("/health")));
            check(api, "/ready", TestServer.json(server.get("/ready")));
            check(
                    api,
                    "/v1/models/{name}/classify",
                    TestServer.json(server.post("/v1/models/mine/classify", "image/png", picture)));
            check(
                    api,
                    "/v1/models/{name}/explain",
                    TestServer.json(server.post("/v1/models/mine/explain", "image/png", picture)));
            assertThat(TestServer.json(server.get("/openapi.json")).get("openapi"))
                    .isEqualTo("3.0.3");
        }
    }

    private static void check(OpenAPI api, String path, Map<String, Object> answer) {
        PathItem item = api.getPaths().get(path);
        var operation = item.getGet() == null ? item.getPost() : item.getGet();
        Schema<?> schema = operation
                .getResponses()
                .get("200")
                .getContent()
                .get("application/json")
                .getSchema();
        fits(schema, answer, path);
    }

    private static void fits(Schema<?> schema, Object value, String where) {
        switch (schema.getType()) {
            case "object" -> {
                Map<?, ?> object = (Map<?, ?>) value;
                if (schema.getRequired() != null) {
                    for (String name : schema.getRequired()) {
                        assertThat(object.containsKey(name))
                                .as(where + "." + name)
                                .isTrue();
                    }
                }
                if (schema.getProperties() != null) {
                    schema.getProperties().forEach((name, part) -> {
                        if (object.containsKey(name)) {
                            fits(part, object.get(name), where + "." + name);
                        }
                    });
                }
            }
            case "array" -> ((List<?>) value).forEach(each -> fits(schema.getItems(), each, where + "[]"));
            case "integer" -> assertThat(value).as(where).isInstanceOfAny(Integer.class, Long.class);
            case "number" -> assertThat(value).as(where).isInstanceOf(Number.class);
            case "boolean" -> assertThat(value).as(where).isInstanceOf(Boolean.class);
            case "string" -> assertThat(value).as(where).isInstanceOf(String.class);
            default -> throw new AssertionError(where + " is of type " + schema.getType());
        }
    }
}
