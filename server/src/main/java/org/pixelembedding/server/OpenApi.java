package org.pixelembedding.server;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The description of the interface: {@code openapi.yaml} as it is written, and as JSON for the page that shows it. */
final class OpenApi {
    private OpenApi() {}

    static Answer json() {
        String yaml = new String(StaticFiles.bytes("openapi.yaml"), StandardCharsets.UTF_8);
        if (!(new Load(LoadSettings.builder().build()).loadFromString(yaml) instanceof Map<?, ?> description)) {
            throw new IllegalStateException("openapi.yaml holds no mapping");
        }
        Map<String, Object> named = new java.util.LinkedHashMap<>();
        description.forEach((key, value) -> named.put(String.valueOf(key), value));
        return Answer.json(named);
    }
}
