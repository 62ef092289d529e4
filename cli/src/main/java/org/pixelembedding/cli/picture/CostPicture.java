package org.pixelembedding.cli.picture;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Accuracy against what it costs (bytes of a model's file, hours of training), every row named beside the plot. Rows on the
 * front, those that no other row beats in one without being beaten in the other, are dark and joined.
 *
 * @param costTitle what lies on the horizontal axis, with its unit
 * @param rows at least one
 */
public record CostPicture(String title, String costTitle, List<Row> rows) implements Figure {
    private static final int WIDTH = 1000;
    private static final int LEAST_HEIGHT = 460;
    private static final int LEFT = 64;
    private static final int TOP = 62;
    /** Where the plot ends and the names begin. */
    private static final int END = 660;

    private static final int NAMES = 700;
    private static final int BOTTOM = 56;
    private static final int LINE = 17;

    public CostPicture {
        rows = List.copyOf(rows);
    }

    /**
     * A row.
     *
     * @param cost mean over seeds, in the unit of the axis
     * @param accuracy on test pictures, mean over seeds, in percent
     * @param way on which it got there, validation accuracy by cost; may be empty
     */
    public record Row(String name, double cost, double accuracy, List<Point> way) {
        public Row {
            way = List.copyOf(way);
        }

        private Stream<Point> all() {
            return Stream.concat(way.stream(), Stream.of(end()));
        }

        private Point end() {
            return new Point(cost, accuracy);
        }

        private boolean beats(Row other) {
            return cost <= other.cost && accuracy >= other.accuracy && (cost < other.cost || accuracy > other.accuracy);
        }
    }

    /**
     * A place of the plot.
     *
     * @param accuracy in percent
     */
    public record Point(double cost, double accuracy) {}

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public int height() {
        return Math.max(LEAST_HEIGHT, TOP + LINE * rows.size() + BOTTOM);
    }

    /** Rows that none beats, from the cheapest to the dearest. */
    List<Row> front() {
        return rows.stream()
                .filter(row -> rows.stream().noneMatch(other -> other.beats(row)))
                .sorted(Comparator.comparingDouble(Row::cost))
                .toList();
    }

    @Override
    public void draw(Sheet sheet) {
        int bottom = height() - BOTTOM;
        Axis across = Axis.over(rows.stream().flatMap(Row::all).mapToDouble(Point::cost), LEFT, END);
        Axis up = Axis.over(rows.stream().flatMap(Row::all).mapToDouble(Point::accuracy), bottom, TOP);
        sheet.text(title, 20, 28, 16, Sheet.Anchor.START, Sheet.Colour.INK);
        across.drawAcross(sheet, TOP, bottom, costTitle, false);
        up.drawUp(sheet, LEFT, END);
        sheet.text(accuracyTitle(), 20, TOP - 12.0, 13, Sheet.Anchor.START, Sheet.Colour.INK);
        for (Row row : rows) {
            for (int i = 1; i < row.way().size(); i++) {
                line(sheet, across, up, row.way().get(i - 1), row.way().get(i), Sheet.Colour.PALE);
            }
        }
        List<Row> front = front();
        for (int i = 1; i < front.size(); i++) {
            line(sheet, across, up, front.get(i - 1).end(), front.get(i).end(), Sheet.Colour.MAIN);
        }
        List<Row> best = rows.stream()
                .sorted(Comparator.comparingDouble(Row::accuracy).reversed())
                .toList();
        List<Double> places = places(best, up, bottom);
        for (int i = 0; i < best.size(); i++) {
            Row row = best.get(i);
            boolean leads = front.contains(row);
            double y = up.at(row.accuracy());
            sheet.line(across.at(row.cost()), y, NAMES - 6.0, places.get(i), 0.5, Sheet.Colour.PALE);
            sheet.dot(across.at(row.cost()), y, leads ? 5 : 4, leads ? Sheet.Colour.MAIN : Sheet.Colour.PALE);
            sheet.text(
                    row.name(),
                    NAMES,
                    places.get(i) + 4,
                    12,
                    Sheet.Anchor.START,
                    leads ? Sheet.Colour.MAIN : Sheet.Colour.INK);
        }
    }

    private String accuracyTitle() {
        boolean ways = rows.stream().anyMatch(row -> !row.way().isEmpty());
        return ways ? "dots: test accuracy, %; lines: validation accuracy" : "test accuracy, %";
    }

    private static void line(Sheet sheet, Axis across, Axis up, Point from, Point to, Sheet.Colour colour) {
        sheet.line(
                across.at(from.cost()), up.at(from.accuracy()), across.at(to.cost()), up.at(to.accuracy()), 1, colour);
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
