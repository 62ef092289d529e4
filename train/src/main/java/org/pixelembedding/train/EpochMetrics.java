package org.pixelembedding.train;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What one epoch gave; a line of {@code metrics.csv}.
 *
 * @param epoch counted from 1
 * @param trainLoss mean cross-entropy of the training steps (in training mode, augmented)
 * @param trainAccuracy of the same steps, 0 to 1
 * @param validationLoss on the exact graph; NaN without a validation part
 * @param validationAccuracy on the exact graph, 0 to 1; NaN without a validation part
 * @param learningRate at the end of the epoch
 * @param codesChanged share of table codes that are not what they were at the start; 0 for fixed inputs
 * @param imagesPerSecond training steps only
 * @param seconds wall time of the epoch, validation included
 * @param validationMacroAccuracy mean over the classes; NaN without a validation part
 * @param health shares that tell a dying network
 * @param peakMemoryMegabytes most memory that the process has held so far, in 10^6 bytes; NaN where the system does not tell
 */
public record EpochMetrics(
        int epoch,
        double trainLoss,
        double trainAccuracy,
        double validationLoss,
        double validationAccuracy,
        double learningRate,
        double codesChanged,
        double imagesPerSecond,
        double seconds,
        double validationMacroAccuracy,
        HealthFigures health,
        double peakMemoryMegabytes) {

    /** The columns behind {@code seconds} are not in files of older versions. */
    public static final String CSV_HEADER =
            "epoch,trainLoss,trainAccuracy,validationLoss,validationAccuracy,learningRate,"
                    + "codesChanged,imagesPerSecond,seconds,validationMacroAccuracy,"
                    + "deadChannels,unusedCodes,unusedTableCodes,flippedSigns,smallGains,peakMemoryMB";

    private static final List<String> COLUMNS = List.of(CSV_HEADER.split(",", -1));

    /** One line without its end, in the order of {@link #CSV_HEADER}; a value that is not there is left empty. */
    public String toCsv() {
        return epoch + ","
                + String.join(
                        ",",
                        number(trainLoss, 6),
                        number(trainAccuracy, 6),
                        number(validationLoss, 6),
                        number(validationAccuracy, 6),
                        number(learningRate, 9),
                        number(codesChanged, 6),
                        number(imagesPerSecond, 1),
                        number(seconds, 3),
                        number(validationMacroAccuracy, 6),
                        number(health.deadChannels(), 6),
                        number(health.unusedCodes(), 6),
                        number(health.unusedTableCodes(), 6),
                        number(health.flippedSigns(), 6),
                        number(health.smallGains(), 6),
                        number(peakMemoryMegabytes, 1));
    }

    private static String number(double value, int digits) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /**
     * Reads what {@link #toCsv} wrote, or an older version of it: columns go by their names, what is missing is NaN.
     *
     * @param header first line of the file
     */
    public static EpochMetrics parse(String header, String line) {
        List<String> names = List.of(header.split(",", -1));
        List<String> fields = List.of(line.split(",", -1));
        if (fields.size() != names.size()) {
            throw new IllegalArgumentException("want " + names.size() + " fields, got " + fields.size() + ": " + line);
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            values.put(names.get(i), fields.get(i));
        }
        Optional<String> missing = COLUMNS.stream()
                .limit(COLUMNS.indexOf("seconds") + 1)
                .filter(name -> !values.containsKey(name))
                .findFirst();
        if (missing.isPresent()) {
            throw new IllegalArgumentException("there is no column " + missing.get());
        }
        return new EpochMetrics(
                Integer.parseInt(values.get("epoch")),
                parseNumber(values, "trainLoss"),
                parseNumber(values, "trainAccuracy"),
                parseNumber(values, "validationLoss"),
                parseNumber(values, "validationAccuracy"),
                parseNumber(values, "learningRate"),
                parseNumber(values, "codesChanged"),
                parseNumber(values, "imagesPerSecond"),
                parseNumber(values, "seconds"),
                parseNumber(values, "validationMacroAccuracy"),
                new HealthFigures(
                        parseNumber(values, "deadChannels"),
                        parseNumber(values, "unusedCodes"),
                        parseNumber(values, "unusedTableCodes"),
                        parseNumber(values, "flippedSigns"),
                        parseNumber(values, "smallGains")),
                parseNumber(values, "peakMemoryMB"));
    }

    private static double parseNumber(Map<String, String> values, String name) {
        String field = values.getOrDefault(name, "");
        return field.isEmpty() ? Double.NaN : Double.parseDouble(field);
    }
}
