package org.pixelembedding.cli.picture;

import java.util.Locale;

/** A figure as SVG 1.1: lines, circles and text. */
final class SvgSheet implements Sheet {
    private final StringBuilder text = new StringBuilder();

    SvgSheet(int width, int height) {
        String size = "width=\"" + width + "\" height=\"" + height + "\"";
        add("<svg xmlns=\"http://www.w3.org/2000/svg\" " + size + " viewBox=\"0 0 " + width + " " + height
                + "\" font-family=\"sans-serif\">");
        add("<rect " + size + " fill=\"#ffffff\"/>");
    }

    private void add(String line) {
        text.append(line).append('\n');
    }

    @Override
    public void line(double x1, double y1, double x2, double y2, double width, Colour colour) {
        add(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%.1f\"/>",
                x1,
                y1,
                x2,
                y2,
                colour.hex(),
                width));
    }

    @Override
    public void dot(double x, double y, double radius, Colour colour) {
        add(String.format(
                Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\"/>", x, y, radius, colour.hex()));
    }

    @Override
    public void text(String words, double x, double y, int size, Anchor anchor, Colour colour) {
        String escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        add(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%d\" text-anchor=\"%s\" fill=\"%s\">%s</text>",
                x,
                y,
                size,
                anchor.name().toLowerCase(Locale.ROOT),
                colour.hex(),
                escaped));
    }

    String text() {
        return text + "</svg>\n";
    }
}
