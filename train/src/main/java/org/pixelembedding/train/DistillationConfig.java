package org.pixelembedding.train;

import java.util.List;
import java.util.Map;

/**
 * Whom a network learns from beside the labels (arXiv 1503.02531): the keys {@code teacher}, {@code teacherHash},
 * {@code teacherWeight} and {@code teacherTemperature}.
 *
 * @param teacher run directory or checkpoint; empty for none. Where it lies changes nothing, what it holds does
 * @param teacherHash SHA-256 of what the teacher knows ({@link Teacher#hash}), hexadecimal; empty until training starts,
 *     which fills it in
 * @param weight share of the teacher in the loss, 0 to 1
 * @param temperature that both sides' logits are divided by, above 0
 */
public record DistillationConfig(String teacher, String teacherHash, double weight, double temperature) {
    static final String DEFAULTS = """
            teacher: ""
            teacherHash: ""
            teacherWeight: 0.5
            teacherTemperature: 4.0
            """;

    static final List<String> KEYS = List.of("teacher", "teacherHash", "teacherWeight", "teacherTemperature");

    static DistillationConfig read(YamlSection given, YamlSection defaults) {
        String teacher =
                given.text("teacher").or(() -> defaults.text("teacher")).orElseThrow();
        String hash =
                given.text("teacherHash").or(() -> defaults.text("teacherHash")).orElseThrow();
        if (!hash.isEmpty() && !hash.matches("[0-9a-f]{64}")) {
            given.problem("teacherHash is " + hash + ", want 64 hexadecimal digits in quotes, or leave it out");
        }
        if (!hash.isEmpty() && teacher.isEmpty()) {
            given.problem("teacherHash is given and teacher is not, want a run directory or checkpoint there");
        }
        return new DistillationConfig(
                teacher,
                hash,
                TrainingConfig.real(given, defaults, "teacherWeight", 0, 1),
                TrainingConfig.real(given, defaults, "teacherTemperature", 0.01, 1000));
    }

    void put(Map<String, String> values) {
        values.put("teacher", TrainingConfig.quoted(teacher));
        values.put("teacherHash", TrainingConfig.quoted(teacherHash));
        values.put("teacherWeight", Double.toString(weight));
        values.put("teacherTemperature", Double.toString(temperature));
    }

    /** Whether there is a teacher. */
    public boolean on() {
        return !teacher.isEmpty();
    }
}
