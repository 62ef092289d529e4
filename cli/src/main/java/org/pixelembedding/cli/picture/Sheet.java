package org.pixelembedding.cli.picture;

import java.awt.Color;

/** What a figure is drawn on, as strokes that a bitmap and a vector file both have. */
public interface Sheet {
    /** Which point of a text lies at its place. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /** Of figures; told apart in grey too. */
    enum Colour {
        INK(Canvas.INK),
        FAINT(Canvas.FAINT),
        GRID(new Color(0xdd, 0xe1, 0xe6)),
        MAIN(new Color(0x21, 0x4f, 0xa8)),
        PALE(new Color(0x9d, 0xb4, 0xdf)),
        OTHER(new Color(0xd9, 0x6a, 0x0b)),
        /** Of the pixels' red, green and blue. */
        RED(new Color(0xb4, 0x2a, 0x2a)),
        GREEN(new Color(0x1d, 0x7a, 0x3c)),
        BLUE(new Color(0x21, 0x4f, 0xa8));

        private final Color colour;

        Colour(Color colour) {
            this.colour = colour;
        }

        Color awt() {
            return colour;
        }

        String hex() {
            return String.format("#%06x", colour.getRGB() & 0xffffff);
        }
    }

    void line(double x1, double y1, double x2, double y2, double width, Colour colour);

    void dot(double x, double y, double radius, Colour colour);

    /** Text whose baseline is at y. */
    void text(String text, double x, double y, int size, Anchor anchor, Colour colour);
}
