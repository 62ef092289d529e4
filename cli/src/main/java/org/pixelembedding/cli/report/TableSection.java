package org.pixelembedding.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pixelembedding.cli.picture.LineChart;
import org.pixelembedding.cli.picture.PathFigure;
import org.pixelembedding.cli.picture.Sheet;
import org.pixelembedding.image.SeenImage;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.RgbImage;

/** What each pixel value is replaced by: heat maps before and after training, the way through code space, steps on it. */
final class TableSection {
    private static final String[] COLOURS = {"Red", "Green", "Blue"};
    private static final Sheet.Colour[] STROKES = {Sheet.Colour.RED, Sheet.Colour.GREEN, Sheet.Colour.BLUE};
    private static final int[][] TINTS = {{0xb4, 0x2a, 0x2a}, {0x1d, 0x7a, 0x3c}, {0x21, 0x4f, 0xa8}};

    /** Codes whose shades are all named. */
    private static final int MOST_NAMED = 7;

    /** Pixel values below the columns. */
    private static final String TICKS =
            "<div class=\"ticks\" aria-hidden=\"true\"><span>0</span><span>64</span><span>128</span>"
                    + "<span>192</span><span>255</span></div>\n";

    private TableSection() {}

    /**
     * The section.
     *
     * @param before the table at the start of training, if it learned
     * @param now what the table is called beside that: {@code after training}
     */
    static String html(PixelEmbedding table, Optional<PixelEmbedding> before, String now, Pictures pictures) {
        int tables = table.tables();
        StringBuilder html = new StringBuilder();
        html.append(Html.number(
                "<p>Each of the 256 values of %s is replaced by %d codes of %d bit%s. A column is a pixel value from 0 to 255, a"
                        + " row a dimension; the stronger, the larger the code.</p>%n",
                tables == 1 ? "every colour" : "each colour",
                table.dimensions(),
                table.bits(),
                table.bits() == 1 ? "" : "s"));
        for (int t = 0; t < tables; t++) {
            String colour = tables == 1 ? "All colours" : COLOURS[t];
            html.append("<div class=\"maps\"><h3>")
                    .append(colour)
                    .append(key(table.bits(), TINTS[t]))
                    .append("</h3>\n");
            if (before.isPresent()) {
                html.append(map("before", "before training", "", before.get(), t, colour, pictures));
            }
            html.append(map("now", before.isPresent() ? now : "", TICKS, table, t, colour, pictures))
                    .append("</div>\n");
        }
        before.ifPresent(start -> html.append(changed(table, start)));
        html.append(steps(table, pictures));
        html.append("<h3>The way of a rising pixel value through code space</h3>\n<div class=\"charts three\">\n");
        for (int t = 0; t < tables; t++) {
            String colour = tables == 1 ? "All colours" : COLOURS[t];
            html.append(pictures.figure(
                    "table-path-" + t,
                    path(colour, table, before, t),
                    colour + ": codes of the 256 values in their two main directions"));
        }
        html.append(
                "</div>\n<p class=\"note\">The codes of each value, drawn in the two directions in which they differ most"
                        + (before.isPresent() ? ", in grey those before training" : "")
                        + ". A smooth bow: neighbours stay neighbours. Knots: values far apart are given like codes.</p>\n");
        return html.toString();
    }

    private static PathFigure path(String title, PixelEmbedding table, Optional<PixelEmbedding> before, int colour) {
        CodeSpace space = new CodeSpace(table, colour);
        return new PathFigure(
                title,
                space.plane(),
                before.filter(start -> start.dimensions() == table.dimensions() && start.tables() == table.tables())
                        .map(space::plane),
                STROKES[colour]);
    }

    /** What the shades mean: all codes if they are few, else the ends. */
    private static String key(int bits, int[] tint) {
        int largest = (1 << bits) - 1;
        StringBuilder html = new StringBuilder("<span class=\"key\">code");
        for (int code = 0; code <= largest; code += largest <= MOST_NAMED ? 1 : largest) {
            int[] shade = Painting.tinted((double) code / largest, tint);
            html.append(
                    Html.number("<i style=\"background:#%02x%02x%02x\"></i>%d", shade[0], shade[1], shade[2], code));
        }
        return html.append("</span>").toString();
    }

    private static String map(
            String file, String when, String ticks, PixelEmbedding table, int colour, String name, Pictures pictures) {
        Painting painting = new Painting(table.dimensions(), PixelEmbedding.VALUES);
        double largest = (1 << table.bits()) - 1;
        int[] tint = TINTS[colour];
        for (int i = 0; i < table.dimensions(); i++) {
            for (int value = 0; value < PixelEmbedding.VALUES; value++) {
                painting.tint(i, value, table.code(colour, value, i) / largest, tint[0], tint[1], tint[2]);
            }
        }
        RgbImage image = painting.finish();
        String label = name + (when.isEmpty() ? "" : ", " + when);
        return "<figure class=\"map\">"
                + pictures.bitmap(
                        "table-" + file + "-" + colour, image, 0, label + ": codes over pixel values and dimensions")
                + ticks
                + (when.isEmpty() ? "" : "<figcaption>" + when + "</figcaption>")
                + "</figure>\n";
    }

    private static String changed(PixelEmbedding table, PixelEmbedding before) {
        byte[] now = table.toCodes();
        byte[] then = before.toCodes();
        if (now.length != then.length) {
            return "";
        }
        long count =
                IntStream.range(0, now.length).filter(i -> now[i] != then[i]).count();
        return Html.number(
                "<p>%,d of %,d codes (%.2f&#8239;%%) are not what they were before training.</p>%n",
                count, now.length, 100.0 * count / now.length);
    }

    private static String steps(PixelEmbedding table, Pictures pictures) {
        List<LineChart.Series> lines = new ArrayList<>();
        double[] values =
                IntStream.range(0, PixelEmbedding.VALUES - 1).asDoubleStream().toArray();
        StringBuilder distinct = new StringBuilder();
        SeenImage seen = new SeenImage(table);
        for (int t = 0; t < table.tables(); t++) {
            String colour = table.tables() == 1 ? "all colours" : COLOURS[t].toLowerCase(java.util.Locale.ROOT);
            lines.add(new LineChart.Series(colour, values, new CodeSpace(table, t).steps(), STROKES[t]));
            distinct.append(t == 0 ? "" : ", ").append(colour).append(' ').append(seen.distinct(t));
        }
        return "<h3>Steps between neighbours</h3>\n<div class=\"columns\">"
                + pictures.figure(
                        "table-steps",
                        new LineChart("L1 distance to the codes of the next value", "pixel value", lines),
                        "Distance between codes of neighbouring values")
                + "<div><p>How many codes change, and how far, where a pixel value rises by one. Where the line lies at 0 the"
                + " network cannot tell neighbours apart.</p>\n<p>Different code vectors among the 256 values: "
                + distinct
                + ".</p></div></div>\n";
    }
}
