package org.pixelembedding.cli.report;

import java.util.Locale;

/** Pieces of HTML. */
final class Html {
    private Html() {}

    /** Text as it may stand between tags and in attributes. */
    static String text(Object words) {
        return String.valueOf(words)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** A number the same on every machine, with comma for thousands. */
    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency
    static String number(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** A share of a whole as percent. */
    static String percent(double share) {
        return Double.isNaN(share) ? "" : number("%.1f&#8239;%%", share * 100);
    }

    /** A row of a table; cells are HTML. */
    static String row(String tag, String... cells) {
        StringBuilder row = new StringBuilder("<tr>");
        for (String cell : cells) {
            row.append('<')
                    .append(tag)
                    .append('>')
                    .append(cell)
                    .append("</")
                    .append(tag)
                    .append('>');
        }
        return row.append("</tr>\n").toString();
    }

    /** The head of a table whose columns can be sorted by, if scripts run. */
    static String head(String... titles) {
        StringBuilder head = new StringBuilder("<thead><tr>");
        for (String title : titles) {
            head.append("<th scope=\"col\"><button type=\"button\">")
                    .append(title)
                    .append("</button></th>");
        }
        return head.append("</tr></thead>\n").toString();
    }

    /** A cell with a bar behind its number. */
    static String bar(double share, String label) {
        return number("<span class=\"bar\" style=\"--share:%.4f\">%s</span>", Math.clamp(share, 0.0, 1.0), label);
    }
}
