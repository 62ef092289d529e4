package org.pixelembedding.cli.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.pixelembedding.train.TrainingConfig;

/** Settings of a training between YAML, where they are written, and JSON, where results keep them. */
final class Settings {
    private static final String PRECISION = "precision";

    private Settings() {}

    /** One line a key. Words are quoted: a path may hold anything. */
    static String toYaml(Map<String, Object> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + scalar(entry.getValue()) + "\n")
                .collect(Collectors.joining());
    }

    private static String scalar(Object value) {
        return value instanceof String text
                ? "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\""
                : String.valueOf(value);
    }

    /** Every key with a number, a truth value or a word. */
    static Map<String, Object> toMap(TrainingConfig settings) {
        Map<String, Object> values = new LinkedHashMap<>();
        settings.values().forEach((key, yaml) -> values.put(key, typed(yaml)));
        values.put("network", settings.network());
        return values;
    }

    private static Object typed(String yaml) {
        if (yaml.equals("true") || yaml.equals("false")) {
            return Boolean.valueOf(yaml);
        }
        if (yaml.matches("-?[0-9]+")) {
            return Long.valueOf(yaml);
        }
        return yaml.matches("-?[0-9.]+(E-?[0-9]+)?") ? (Object) Double.valueOf(yaml) : yaml;
    }

    /** What differs from what a grid wants now, where a precision that is left open fits any. */
    static List<String> differences(TrainingConfig recorded, TrainingConfig wanted) {
        return recorded.differences(
                wanted.precision().equals("auto") ? wanted.with(PRECISION, recorded.precision()) : wanted);
    }
}
