package org.pixelembedding.cli.picture;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.pixelembedding.format.WholeFile;
import org.pixelembedding.model.RgbImage;

/** A white sheet with the house's fonts and colours; written as PNG beside its name and moved there. */
final class Canvas {
    static final Color INK = new Color(0x22, 0x26, 0x2b);
    static final Color FAINT = new Color(0x6b, 0x72, 0x7a);
    static final Color GOOD = new Color(0x1b, 0x7f, 0x4b);
    static final Color BAD = new Color(0xc0, 0x2b, 0x2b);

    private final BufferedImage image;
    final Graphics2D graphics;

    Canvas(int width, int height) {
        image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(INK);
    }

    /** Text whose baseline begins at (x, y). */
    void text(String text, int x, int y, int size, boolean bold, Color colour) {
        graphics.setFont(new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, size));
        graphics.setColor(colour);
        graphics.drawString(text, x, y);
    }

    /** Text that ends at x. */
    void textRight(String text, int x, int y, int size, Color colour) {
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, size));
        FontMetrics metrics = graphics.getFontMetrics();
        text(text, x - metrics.stringWidth(text), y, size, false, colour);
    }

    /** Text centred on x. */
    void textCentred(String text, int x, int y, int size, Color colour) {
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, size));
        FontMetrics metrics = graphics.getFontMetrics();
        text(text, x - metrics.stringWidth(text) / 2, y, size, false, colour);
    }

    /** A picture, enlarged pixel by pixel or reduced, in a square. */
    void picture(RgbImage picture, int x, int y, int side) {
        BufferedImage drawn = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
        for (int row = 0; row < picture.height(); row++) {
            for (int column = 0; column < picture.width(); column++) {
                int red = picture.value(row, column, 0);
                int green = picture.value(row, column, 1);
                drawn.setRGB(column, row, red << 16 | green << 8 | picture.value(row, column, 2));
            }
        }
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        graphics.drawImage(drawn, x, y, side, side, null);
    }

    /** As much of a text as fits, with dots for the rest. */
    String fitting(String text, int width, int size, boolean bold) {
        FontMetrics metrics = graphics.getFontMetrics(new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, size));
        String shown = text;
        for (int length = text.length() - 1; metrics.stringWidth(shown) > width && length > 0; length--) {
            shown = text.substring(0, length) + "...";
        }
        return shown;
    }

    void write(Path file) throws IOException {
        graphics.dispose();
        WholeFile.write(file, out -> ImageIO.write(image, "png", out));
    }
}
