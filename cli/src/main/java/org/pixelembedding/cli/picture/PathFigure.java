package org.pixelembedding.cli.picture;

import java.util.Arrays;

/**
 * The way that a rising pixel value takes through a plane.
 *
 * @param points {@code [value][x, y]}; the array itself
 */
@SuppressWarnings("ArrayRecordComponent") // drawn, never compared
public record PathFigure(String title, double[][] points, Sheet.Colour colour) implements Figure {
    private static final int WIDTH = 350;
    private static final int HEIGHT = 240;
    private static final int MARGIN = 28;
    private static final int TOP = 52;
    private static final int MARK_EVERY = 64;

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
        sheet.text(title, 14, 24, 14, Sheet.Anchor.START, Sheet.Colour.INK);
        Axis across = axis(0, MARGIN, WIDTH - MARGIN);
        Axis up = axis(1, HEIGHT - MARGIN, TOP);
        for (int value = 1; value < points.length; value++) {
            sheet.line(
                    across.at(points[value - 1][0]),
                    up.at(points[value - 1][1]),
                    across.at(points[value][0]),
                    up.at(points[value][1]),
                    1.5,
                    colour);
        }
        for (int value = 0; value < points.length; value++) {
            boolean marked = value % MARK_EVERY == 0 || value == points.length - 1;
            double x = across.at(points[value][0]);
            double y = up.at(points[value][1]);
            sheet.dot(x, y, marked ? 4 : 2, colour);
            if (marked) {
                sheet.text(Integer.toString(value), x, y - 9, 12, Sheet.Anchor.MIDDLE, Sheet.Colour.INK);
            }
        }
    }

    private Axis axis(int dimension, int from, int to) {
        double low = Arrays.stream(points)
                .mapToDouble(point -> point[dimension])
                .min()
                .orElse(0);
        double high = Arrays.stream(points)
                .mapToDouble(point -> point[dimension])
                .max()
                .orElse(0);
        return Axis.between(low, Math.max(high, low + 1), from, to);
    }
}
