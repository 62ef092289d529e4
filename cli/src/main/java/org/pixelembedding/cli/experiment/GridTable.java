package org.pixelembedding.cli.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.pixelembedding.train.InputKind;
import org.pixelembedding.train.TrainingConfig;

/** The table of a grid in Markdown. Columns in which no row has anything are left out. */
final class GridTable {
    private static final String DISTORTED = "distorted";

    private final Grid grid;
    private final List<RowFigures> rows;

    GridTable(Grid grid, List<RowFigures> rows) {
        this.grid = grid;
        this.rows = rows;
    }

    String markdown() {
        List<Column> columns = grid.columns().stream()
                .filter(column ->
                        rows.stream().anyMatch(row -> !cell(column, row).isEmpty()))
                .toList();
        StringBuilder text = new StringBuilder();
        List<String> titles = new ArrayList<>(List.of(grid.rowTitle()));
        columns.forEach(column -> titles.add(column.title()));
        line(text, titles);
        line(text, titles.stream().map(title -> "---").toList());
        for (RowFigures row : rows) {
            List<String> cells = new ArrayList<>(List.of(row.row().name()));
            columns.forEach(column -> cells.add(cell(column, row)));
            line(text, cells);
        }
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private String cell(Column column, RowFigures row) {
        return switch (column) {
            case ENDS -> row.row().settings().floatEnds();
            case SEEDS -> row.seeds();
            case TRAINING_LOSS -> loss(row.last("curves", "trainLoss"));
            case VALIDATION_LOSS -> loss(row.last("curves", "validationLoss"));
            case VALIDATION -> accuracy(row.sample("accuracy", "validation"));
            case TEST -> accuracy(row.test());
            case TOP5 -> accuracy(row.sample("accuracy", "testTop5"));
            case DIFFERENCE -> row.row().reference() ? "reference" : points(grid.reference(), row);
            case SAME_CHANNELS -> points(row.row().learned().channels().flatMap(grid::row), row);
            case SAME_WIDTH -> points(row.row().learned().width().flatMap(grid::row), row);
            case BRIGHTNESS -> accuracy(row.mean(DISTORTED, "brightness"));
            case CONTRAST -> accuracy(row.mean(DISTORTED, "contrast"));
            case JPEG -> accuracy(row.mean(DISTORTED, "jpeg"));
            case BYTES -> mean(row.sample("model", "bytes"), 0, 1);
            case MACS -> mean(row.sample("model", "macs"), 2, 1e-6);
            case SECONDS -> mean(row.sample("times", "trainSeconds"), 0, 1);
            case VERIFY -> verify(row);
        };
    }

    /** Mean and standard deviation, in percent. */
    private static String accuracy(Optional<Sample> sample) {
        return sample.map(it -> number("%.2f", it.mean() * 100)
                        + text(it.deviation(), deviation -> number(" ± %.2f", deviation * 100)))
                .orElse("");
    }

    private static String loss(Optional<Sample> sample) {
        return sample.map(it ->
                        number("%.3f", it.mean()) + text(it.deviation(), deviation -> number(" ± %.3f", deviation)))
                .orElse("");
    }

    /** Mean difference to another row and its interval. */
    private static String points(Optional<Grid.Row> other, RowFigures row) {
        return other.flatMap(row::difference)
                .map(it -> number("%+.2f", it.mean() * 100)
                        + text(
                                it.margin(),
                                margin -> number(" [%+.2f, ", (it.mean() - margin) * 100)
                                        + number("%+.2f]", (it.mean() + margin) * 100)))
                .orElse("");
    }

    private static String mean(Optional<Sample> sample, int digits, double unit) {
        return sample.map(it -> number("%." + digits + "f", it.mean() * unit)).orElse("");
    }

    private static String verify(RowFigures row) {
        if (row.done().isEmpty()) {
            return "";
        }
        TrainingConfig settings = row.row().settings();
        if (settings.fullPrecision()) {
            return "(not frozen)";
        }
        if (settings.input() == InputKind.FLOAT || settings.floatClassifier()) {
            return "(floats)";
        }
        Optional<Sample> differences = row.sample("verify", "differences");
        if (differences.isEmpty()) {
            return "";
        }
        double all = differences.get().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        return number("%.0f", all) + " on " + differences.get().size() + " x "
                + mean(row.sample("verify", "images"), 0, 1) + " x " + mean(row.sample("verify", "layers"), 0, 1);
    }

    /** Formats what there is. */
    @FunctionalInterface
    private interface Format {
        String of(double value);
    }

    private static String text(OptionalDouble value, Format format) {
        return value.isEmpty() ? "" : format.of(value.getAsDouble());
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value == 0 ? 0.0 : value);
    }
}
