package org.pixelembedding.cli.picture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Accuracy against the bytes of a model's file. Rows on the front, those that no other row beats in one without being
 * beaten in the other, are named and joined; the rest are dots.
 *
 * @param rows at least one
 */
public record SizePicture(String title, List<Row> rows) implements Figure {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 460;
    private static final int LEFT = 64;
    private static final int TOP = 62;
    private static final int RIGHT = 24;
    private static final int BOTTOM = 56;
    private static final int LINE = 16;
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
        return HEIGHT;
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
        sheet.text(title, 20, 28, 16, Sheet.Anchor.START, Sheet.Colour.INK);
        Axis across =
                Axis.over(rows.stream().mapToDouble(row -> row.bytes() / BYTES_PER_KILOBYTE), LEFT, WIDTH - RIGHT);
        Axis up = Axis.over(rows.stream().mapToDouble(Row::accuracy), HEIGHT - BOTTOM, TOP);
        across.drawAcross(sheet, TOP, HEIGHT - BOTTOM, "model file, kB", false);
        up.drawUp(sheet, LEFT, WIDTH - RIGHT);
        sheet.text("test accuracy, %", LEFT - 44.0, TOP - 12.0, 13, Sheet.Anchor.START, Sheet.Colour.INK);
        rows.forEach(row ->
                sheet.dot(across.at(row.bytes() / BYTES_PER_KILOBYTE), up.at(row.accuracy()), 4, Sheet.Colour.PALE));
        front(sheet, across, up);
    }

    private void front(Sheet sheet, Axis across, Axis up) {
        List<Row> front = front();
        List<Double> labels = labels(front, up);
        for (int i = 0; i < front.size(); i++) {
            Row row = front.get(i);
            double x = across.at(row.bytes() / BYTES_PER_KILOBYTE);
            double y = up.at(row.accuracy());
            if (i > 0) {
                Row before = front.get(i - 1);
                sheet.line(
                        across.at(before.bytes() / BYTES_PER_KILOBYTE),
                        up.at(before.accuracy()),
                        x,
                        y,
                        1,
                        Sheet.Colour.MAIN);
            }
            sheet.dot(x, y, 5, Sheet.Colour.MAIN);
            boolean right = x < (LEFT + WIDTH - RIGHT) / 2.0;
            sheet.text(
                    row.name(),
                    right ? x + 12 : x - 12,
                    labels.get(i),
                    13,
                    right ? Sheet.Anchor.START : Sheet.Anchor.END,
                    Sheet.Colour.INK);
        }
    }

    /** Baselines, a line apart at least: the front rises, so names are moved down from the largest model's on. */
    private static List<Double> labels(List<Row> front, Axis up) {
        List<Double> baselines = new ArrayList<>();
        double least = Double.NEGATIVE_INFINITY;
        for (Row row : front.reversed()) {
            double baseline = Math.max(up.at(row.accuracy()) + 4, least);
            baselines.addFirst(baseline);
            least = baseline + LINE;
        }
        return baselines;
    }
}
