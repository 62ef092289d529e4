package org.pixelembedding.cli.picture;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Values over a whole number, for example over epochs: one line a series, named at the top.
 *
 * @param xTitle what lies on the horizontal axis
 * @param series at least one with at least one point
 */
public record LineChart(String title, String xTitle, List<Series> series) implements Figure {
    private static final int WIDTH = 520;
    private static final int HEIGHT = 300;
    private static final int LEFT = 56;
    private static final int RIGHT = 16;
    private static final int TOP = 62;
    private static final int BOTTOM = 46;
    private static final double LEAST_SPAN = 0.01;
    /** Up to so many points each is marked: a line of one point cannot be seen. */
    private static final int MARKED = 30;

    /**
     * A line.
     *
     * @param x rising
     * @param y of the same length; NaN where there is no value
     */
    @SuppressWarnings("ArrayRecordComponent") // drawn, never compared
    public record Series(String name, double[] x, double[] y, Sheet.Colour colour) {
        public Series {
            if (x.length != y.length) {
                throw new IllegalArgumentException(
                        "series '" + name + "': want as many x as y, got " + x.length + " and " + y.length);
            }
            x = x.clone();
            y = y.clone();
        }
    }

    public LineChart {
        series = List.copyOf(series);
    }

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public int height() {
        return HEIGHT;
    }

    @Override
    public void draw(Sheet sheet) {
        Axis across = Axis.between(
                all(true).min().orElse(0),
                Math.max(all(true).max().orElse(0), all(true).min().orElse(0) + 1),
                LEFT,
                WIDTH - RIGHT);
        Axis up = Axis.over(all(false), LEAST_SPAN, HEIGHT - BOTTOM, TOP);
        if (up.low() < 0 && all(false).min().orElse(0) >= 0) {
            up = new Axis(0, up.high(), up.step(), up.from(), up.to());
        }
        sheet.text(title, 16, 24, 15, Sheet.Anchor.START, Sheet.Colour.INK);
        up.drawUp(sheet, LEFT, WIDTH - RIGHT);
        for (double tick : across.ticks()) {
            if (tick == Math.rint(tick)) {
                sheet.text(
                        Long.toString(Math.round(tick)),
                        across.at(tick),
                        HEIGHT - BOTTOM + 18,
                        12,
                        Sheet.Anchor.MIDDLE,
                        Sheet.Colour.FAINT);
            }
        }
        sheet.text(xTitle, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 10, 12, Sheet.Anchor.MIDDLE, Sheet.Colour.FAINT);
        double at = LEFT;
        for (Series line : series) {
            sheet.line(at, 44, at + 18, 44, 3, line.colour());
            sheet.text(line.name(), at + 24, 48, 12, Sheet.Anchor.START, Sheet.Colour.INK);
            at += 44 + 7.0 * line.name().length();
            draw(sheet, line, across, up);
        }
    }

    private static void draw(Sheet sheet, Series line, Axis across, Axis up) {
        for (int i = 0; i < line.x().length; i++) {
            if (Double.isNaN(line.y()[i])) {
                continue;
            }
            double x = across.at(line.x()[i]);
            double y = up.at(line.y()[i]);
            if (i > 0 && !Double.isNaN(line.y()[i - 1])) {
                sheet.line(across.at(line.x()[i - 1]), up.at(line.y()[i - 1]), x, y, 2, line.colour());
            }
            if (line.x().length <= MARKED) {
                sheet.dot(x, y, 3, line.colour());
            }
        }
    }

    private DoubleStream all(boolean horizontal) {
        return series.stream()
                .flatMapToDouble(line -> DoubleStream.of(horizontal ? line.x() : line.y()))
                .filter(value -> !Double.isNaN(value));
    }
}
