package org.pixelembedding.cli.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        Markdown.head(text, titles);
        for (RowFigures row : rows) {
            List<String> cells = new ArrayList<>(List.of(row.row().name()));
            columns.forEach(column -> cells.add(cell(column, row)));
            Markdown.line(text, cells);
        }
        return text.toString();
    }

    private String cell(Column column, RowFigures row) {
        return switch (column) {
            case ENDS -> row.row().settings().floatEnds();
            case SEEDS -> row.seeds();
            case TRAINING_LOSS -> Markdown.loss(row.last("curves", "trainLoss"));
            case VALIDATION_LOSS -> Markdown.loss(row.last("curves", "validationLoss"));
            case VALIDATION -> Markdown.accuracy(row.sample("accuracy", "validation"));
            case TEST -> Markdown.accuracy(row.test());
            case TOP5 -> Markdown.accuracy(row.sample("accuracy", "testTop5"));
            case DIFFERENCE -> row.row().reference() ? "reference" : points(grid.reference(), row);
            case SAME_CHANNELS -> points(row.row().learned().channels().flatMap(grid::row), row);
            case SAME_WIDTH -> points(row.row().learned().width().flatMap(grid::row), row);
            case BRIGHTNESS -> Markdown.accuracy(row.mean(DISTORTED, "brightness"));
            case CONTRAST -> Markdown.accuracy(row.mean(DISTORTED, "contrast"));
            case JPEG -> Markdown.accuracy(row.mean(DISTORTED, "jpeg"));
            case CODES_CHANGED -> codesChanged(row);
            case BYTES -> Markdown.mean(row.sample("model", "bytes"), 0, 1);
            case MACS -> Markdown.mean(row.sample("model", "macs"), 2, 1e-6);
            case SECONDS -> Markdown.mean(row.sample("times", "trainSeconds"), 0, 1);
            case VERIFY -> verify(row);
        };
    }

    /** Mean difference to another row and its interval. */
    private static String points(Optional<Grid.Row> other, RowFigures row) {
        return Markdown.points(other.flatMap(row::difference));
    }

    /** What never learns has none to tell. */
    private static String codesChanged(RowFigures row) {
        return row.row().settings().input().learns() ? Markdown.accuracy(row.last("curves", "codesChanged")) : "";
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
        return Markdown.number("%.0f", all) + " on " + differences.get().size() + " x "
                + Markdown.mean(row.sample("verify", "images"), 0, 1) + " x "
                + Markdown.mean(row.sample("verify", "layers"), 0, 1);
    }
}
