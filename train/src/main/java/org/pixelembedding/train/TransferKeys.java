package org.pixelembedding.train;

import java.util.List;
import java.util.Map;

/** The keys of a configuration that belong to a start from trained features, and what they start from. */
final class TransferKeys {
    /** Not for users to choose: {@code train --from} writes it down. */
    static final String FROM = "fromSha256";

    static final String DEFAULTS = """
            fromSha256: none
            keepClassifier: false
            bodyFactor: 1.0
            frozenEpochs: 0
            """;

    static final List<String> KEYS = List.of(FROM, "keepClassifier", "bodyFactor", "frozenEpochs");

    private TransferKeys() {}

    static TransferSettings read(YamlSection given, YamlSection defaults) {
        String from = given.text(FROM).or(() -> defaults.text(FROM)).orElseThrow();
        if (!from.equals(TransferSettings.NONE) && !from.matches("[0-9a-f]{64}")) {
            given.problem(FROM + " is " + from + ", want 64 hexadecimal digits or " + TransferSettings.NONE
                    + "; it is written by train --from");
        }
        return new TransferSettings(
                from,
                TrainingConfig.flag(given, defaults, "keepClassifier"),
                TrainingConfig.real(given, defaults, "bodyFactor", 0, 100),
                TrainingConfig.integer(given, defaults, "frozenEpochs", 0, 1_000_000));
    }

    static void put(TransferSettings settings, Map<String, String> values) {
        // Quoted: sixty-four digits, or an e among them, would be read as a number.
        values.put(FROM, settings.started() ? "\"" + settings.fromSha256() + "\"" : TransferSettings.NONE);
        values.put("keepClassifier", Boolean.toString(settings.keepClassifier()));
        values.put("bodyFactor", Double.toString(settings.bodyFactor()));
        values.put("frozenEpochs", Integer.toString(settings.frozenEpochs()));
    }
}
