package org.pixelembedding.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.Map;

/** Machine-readable answers: one object, keys in the order in which they were put. */
final class Json {
    private static final JSON WRITER =
            JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).without(JSON.Feature.WRITE_NULL_PROPERTIES);

    private Json() {}

    static String of(Map<String, Object> answer) throws IOException {
        return WRITER.asString(answer);
    }
}
