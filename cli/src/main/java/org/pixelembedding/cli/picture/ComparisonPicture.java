package org.pixelembedding.cli.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Rows of a comparison: accuracy of every seed with their mean on the left, the difference to a reference with its interval
 * on the right. One list of strokes makes the vector figure and the bitmap.
 *
 * @param reference name of the row that differences are formed against; empty for none
 * @param rows at least one
 */
public record ComparisonPicture(String title, String reference, List<Row> rows) implements Figure {
    private static final int TOP = 62;
    private static final int ROW = 28;
    private static final int BOTTOM = 56;
    /** Width of the names, if none is longer. */
    private static final int LABELS = 330;

    /** Width of either half, if what stands below it is not longer. */
    private static final int PANEL = 295;

    /** Width of a character of a name in most typefaces, and what stands around it. */
    private static final int CHARACTER = 7;

    private static final int AROUND = 24;
    private static final int RIGHT = 24;
    private static final int GUTTER = 56;

    public ComparisonPicture {
        rows = List.copyOf(rows);
    }

    /**
     * A row.
     *
     * @param accuracies of the seeds, in percent, at least one
     * @param gap mean difference to the reference, in points
     * @param margin half the interval of the gap; empty for one seed
     */
    public record Row(String name, List<Double> accuracies, OptionalDouble gap, OptionalDouble margin) {
        public Row {
            accuracies = List.copyOf(accuracies);
        }

        private double mean() {
            return accuracies.stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElseThrow();
        }
    }

    @Override
    public int width() {
        return labels() + 2 * panel() + GUTTER + RIGHT;
    }

    @Override
    public int height() {
        return TOP + ROW * rows.size() + BOTTOM;
    }

    @Override
    public void draw(Sheet sheet) {
        boolean gaps = rows.stream().anyMatch(row -> row.gap().isPresent());
        int labels = labels();
        int end = gaps ? labels + panel() : width() - RIGHT;
        sheet.text(title, 20, 28, 16, Sheet.Anchor.START, Sheet.Colour.INK);
        Axis accuracy = Axis.over(
                rows.stream().flatMap(row -> row.accuracies().stream()).mapToDouble(Double::doubleValue), labels, end);
        accuracy.drawAcross(sheet, TOP, bottom(), "test accuracy, %", false);
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            double y = y(i);
            sheet.text(row.name(), labels - 14, y + 4, 13, Sheet.Anchor.END, Sheet.Colour.INK);
            row.accuracies().forEach(value -> sheet.dot(accuracy.at(value), y, 3, Sheet.Colour.PALE));
            sheet.line(accuracy.at(row.mean()), y - 8, accuracy.at(row.mean()), y + 8, 3, Sheet.Colour.MAIN);
        }
        if (gaps) {
            drawGaps(sheet, end + GUTTER);
        }
    }

    private int labels() {
        int longest = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
        return Math.max(LABELS, longest * CHARACTER + AROUND);
    }

    private int panel() {
        return Math.max(PANEL, gapName().length() * CHARACTER);
    }

    private String gapName() {
        return "against " + reference + ", points (95 %)";
    }

    private void drawGaps(Sheet sheet, int from) {
        List<Double> ends = new ArrayList<>(List.of(0.0));
        for (Row row : rows) {
            row.gap().ifPresent(gap -> {
                ends.add(gap - row.margin().orElse(0));
                ends.add(gap + row.margin().orElse(0));
            });
        }
        Axis axis = Axis.over(ends.stream().mapToDouble(Double::doubleValue), from, width() - RIGHT);
        axis.drawAcross(sheet, TOP, bottom(), gapName(), true);
        for (int i = 0; i < rows.size(); i++) {
            double y = y(i);
            Row row = rows.get(i);
            row.gap().ifPresent(gap -> {
                row.margin().ifPresent(margin -> {
                    double low = axis.at(gap - margin);
                    double high = axis.at(gap + margin);
                    sheet.line(low, y, high, y, 2, Sheet.Colour.OTHER);
                    sheet.line(low, y - 5, low, y + 5, 2, Sheet.Colour.OTHER);
                    sheet.line(high, y - 5, high, y + 5, 2, Sheet.Colour.OTHER);
                });
                sheet.dot(axis.at(gap), y, 4, Sheet.Colour.OTHER);
            });
        }
    }

    private static double y(int row) {
        return TOP + ROW * (row + 0.5);
    }

    private double bottom() {
        return TOP + (double) ROW * rows.size();
    }
}
