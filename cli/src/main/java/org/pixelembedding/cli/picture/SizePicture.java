package org.pixelembedding.cli.picture;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Accuracy against the bytes of a model's file, every row named beside the plot. Rows on the front, those that no other row
 * beats in one without being beaten in the other, are dark and joined.
 *
 * @param rows at least one
 */
public record SizePicture(String title, List<Row> rows) implements Figure {
    private static final int WIDTH = 1000;
    private static final int LEAST_HEIGHT = 460;
    private static final int LEFT = 64;
    private static final int TOP = 62;
    /** Where the plot ends and the names begin. */
    private static final int END = 660;

    private static final int NAMES = 700;
    private static final int BOTTOM = 56;
    private static final int LINE = 17;
    private static final double BYTES_PER_KILOBYTE = 1000;

    public SizePicture {
        rows = List.copyOf(rows);
    }

    /**
     * A row.
     *
     * @param bytes of the model's file, mean over seeds
     * @param accuracy mean over seeds, in percent
     */
    public record Row(String name, double bytes, double accuracy) {
        private boolean beats(Row other) {
            return bytes <= other.bytes
                    && accuracy >= other.accuracy
                    && (bytes < other.bytes || accuracy > other.accuracy);
        }
    }

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public int height() {
        return Math.max(LEAST_HEIGHT, TOP + LINE * rows.size() + BOTTOM);
    }

    /** Rows that none beats, from the smallest to the largest. */
    List<Row> front() {
        return rows.stream()
                .filter(row -> rows.stream().noneMatch(other -> other.beats(row)))
                .sorted(Comparator.comparingDouble(Row::bytes))
                .toList();
    }

    @Override
    public void draw(Sheet sheet) {
        int bottom = height() - BOTTOM;
        Axis across = Axis.over(rows.stream().mapToDouble(row -> row.bytes() / BYTES_PER_KILOBYTE), LEFT, END);
        Axis up = Axis.over(rows.stream().mapToDouble(Row::accuracy), bottom, TOP);
        sheet.text(title, 20, 28, 16, Sheet.Anchor.START, Sheet.Colour.INK);
        across.drawAcross(sheet, TOP, bottom, "model file, kB", false);
        up.drawUp(sheet, LEFT, END);
        sheet.text("test accuracy, %", 20, TOP - 12.0, 13, Sheet.Anchor.START, Sheet.Colour.INK);
        List<Row> front = front();
        for (int i = 1; i < front.size(); i++) {
            Row from = front.get(i - 1);
            Row to = front.get(i);
            sheet.line(
                    x(across, from), up.at(from.accuracy()), x(across, to), up.at(to.accuracy()), 1, Sheet.Colour.MAIN);
        }
        List<Row> best = rows.stream()
                .sorted(Comparator.comparingDouble(Row::accuracy).reversed())
                .toList();
        List<Double> places = places(best, up, bottom);
        for (int i = 0; i < best.size(); i++) {
            Row row = best.get(i);
            boolean leads = front.contains(row);
            double y = up.at(row.accuracy());
            sheet.line(x(across, row), y, NAMES - 6.0, places.get(i), 0.5, Sheet.Colour.PALE);
            sheet.dot(x(across, row), y, leads ? 5 : 4, leads ? Sheet.Colour.MAIN : Sheet.Colour.PALE);
            sheet.text(
                    row.name(),
                    NAMES,
                    places.get(i) + 4,
                    12,
                    Sheet.Anchor.START,
                    leads ? Sheet.Colour.MAIN : Sheet.Colour.INK);
        }
    }

    private static double x(Axis across, Row row) {
        return across.at(row.bytes() / BYTES_PER_KILOBYTE);
    }

    /** Heights of the names, a line apart at least, as near to their dots as that allows. */
    private static List<Double> places(List<Row> best, Axis up, int bottom) {
        double[] places = new double[best.size()];
        for (int i = 0; i < places.length; i++) {
            double own = up.at(best.get(i).accuracy());
            places[i] = i == 0 ? own : Math.max(own, places[i - 1] + LINE);
        }
        double most = bottom;
        for (int i = places.length - 1; i >= 0; i--) {
            places[i] = Math.min(places[i], most);
            most = places[i] - LINE;
        }
        return Arrays.stream(places).boxed().toList();
    }
}
