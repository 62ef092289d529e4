package org.pixelembedding.cli.picture;

import java.awt.BasicStroke;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.io.IOException;
import java.nio.file.Path;

/** A figure as PNG. */
final class BitmapSheet implements Sheet {
    private final Canvas canvas;

    BitmapSheet(int width, int height) {
        canvas = new Canvas(width, height);
    }

    @Override
    public void line(double x1, double y1, double x2, double y2, double width, Colour colour) {
        canvas.graphics.setColor(colour.awt());
        canvas.graphics.setStroke(new BasicStroke((float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
        canvas.graphics.draw(new Line2D.Double(x1, y1, x2, y2));
    }

    @Override
    public void dot(double x, double y, double radius, Colour colour) {
        canvas.graphics.setColor(colour.awt());
        canvas.graphics.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
    }

    @Override
    public void text(String text, double x, double y, int size, Anchor anchor, Colour colour) {
        int column = (int) Math.round(x);
        int line = (int) Math.round(y);
        switch (anchor) {
            case START -> canvas.text(text, column, line, size, false, colour.awt());
            case MIDDLE -> canvas.textCentred(text, column, line, size, colour.awt());
            case END -> canvas.textRight(text, column, line, size, colour.awt());
        }
    }

    void write(Path file) throws IOException {
        canvas.write(file);
    }
}
