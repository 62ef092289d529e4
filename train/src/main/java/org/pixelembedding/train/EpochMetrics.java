package org.pixelembedding.train;

import java.util.List;
import java.util.Locale;

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
        double seconds) {

    public static final String CSV_HEADER =
            "epoch,trainLoss,trainAccuracy,validationLoss,validationAccuracy,learningRate,"
                    + "codesChanged,imagesPerSecond,seconds";

    /** One line without its end; a value that is not there is left empty. */
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
                        number(seconds, 3));
    }

    private static String number(double value, int digits) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /** Reads what {@link #toCsv} wrote. */
    public static EpochMetrics parse(String line) {
        List<String> fields = List.of(line.split(",", -1));
        if (fields.size() != 9) {
            throw new IllegalArgumentException("want 9 fields, got " + fields.size() + ": " + line);
        }
        return new EpochMetrics(
                Integer.parseInt(fields.get(0)),
                parseNumber(fields.get(1)),
                parseNumber(fields.get(2)),
                parseNumber(fields.get(3)),
                parseNumber(fields.get(4)),
                parseNumber(fields.get(5)),
                parseNumber(fields.get(6)),
                parseNumber(fields.get(7)),
                parseNumber(fields.get(8)));
    }

    private static double parseNumber(String field) {
        return field.isEmpty() ? Double.NaN : Double.parseDouble(field);
    }
}
