package org.pixelembedding.cli.picture;

import java.io.IOException;
import java.nio.file.Path;

/** A figure of strokes: one list of them makes the vector figure and the bitmap. */
public interface Figure {
    /** What it shows, in a few words. */
    String title();

    /** Width of the sheet, in pixels. */
    int width();

    /** Height of the sheet, in pixels. */
    int height();

    /** Draws on a sheet of this width and height. */
    void draw(Sheet sheet);

    /** The figure as SVG; the same text on every machine. */
    default String svg() {
        SvgSheet sheet = new SvgSheet(width(), height());
        draw(sheet);
        return sheet.text();
    }

    /** The figure as PNG; replaces an older file. */
    default void writePng(Path file) throws IOException {
        BitmapSheet sheet = new BitmapSheet(width(), height());
        draw(sheet);
        sheet.write(file);
    }
}
