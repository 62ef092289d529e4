package org.pixelembedding.cli.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.pixelembedding.train.TrainingConfig;

/** Settings of a training between YAML, where they are written, and JSON, where results keep them. */
public final class Settings {
    private static final String PRECISION = "precision";
    private static final String CLASSIFIER_CODES = "classifierCodes";
    private static final String TEACHER_HASH = "teacherHash";

    private static final String FROM = "fromSha256";

    private Settings() {}

    /** One line a key. Words are quoted: a path may hold anything. */
    static String toYaml(Map<String, Object> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + scalar(entry.getValue()) + "\n")
                .collect(Collectors.joining());
    }

    private static String scalar(Object value) {
        return value instanceof String text ? quoted(text) : String.valueOf(value);
    }

    /** A text as YAML takes it, whatever it holds. */
    public static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** Every key with a number, a truth value or a word. */
    static Map<String, Object> toMap(TrainingConfig settings) {
        Map<String, Object> values = new LinkedHashMap<>();
        settings.values().forEach((key, yaml) -> values.put(key, typed(yaml)));
        return values;
    }

    private static Object typed(String yaml) {
        if (yaml.equals("true") || yaml.equals("false")) {
            return Boolean.valueOf(yaml);
        }
        if (yaml.matches("-?[0-9]+")) {
            return Long.valueOf(yaml);
        }
        if (yaml.startsWith("\"")) {
            return yaml.substring(1, yaml.length() - 1).replace("\\\"", "\"").replace("\\\\", "\\");
        }
        return yaml.matches("-?[0-9.]+(E-?[0-9]+)?") ? (Object) Double.valueOf(yaml) : yaml;
    }

    /**
     * What differs from what a grid wants now. What is left open until training starts fits anything, and so does what the input
     * layer does not look at: a default that changes leaves the runs alone that it does not concern.
     *
     * @param classes of the pictures that the run was trained on; 0 if that was not recorded
     */
    static List<String> differences(TrainingConfig recorded, int classes, GridRun run) {
        TrainingConfig wanted = run.settings();
        Map<String, String> filledIn = new LinkedHashMap<>();
        if (wanted.precision().equals("auto")) {
            filledIn.put(PRECISION, recorded.precision());
        }
        if (wanted.distillation().on() && wanted.distillation().teacherHash().isEmpty()) {
            filledIn.put(TEACHER_HASH, "\"" + recorded.distillation().teacherHash() + "\"");
        }
        if (run.from().isPresent()) {
            filledIn.put(FROM, "\"" + recorded.transfer().fromSha256() + "\"");
        }
        if (wanted.classifierCodes() == 0) {
            // Trained features bring their own number, the pictures decide it otherwise.
            boolean unknown = classes == 0 || run.from().isPresent();
            int codes = (unknown ? recorded : wanted.forClasses(classes)).classifierCodes();
            filledIn.put(CLASSIFIER_CODES, Integer.toString(codes));
        }
        if (recorded.input() == wanted.input()) {
            Map<String, String> values = recorded.values();
            wanted.keysWithoutEffect().forEach(key -> filledIn.put(key, values.get(key)));
        }
        return recorded.differences(filledIn.isEmpty() ? wanted : wanted.with(filledIn));
    }
}
