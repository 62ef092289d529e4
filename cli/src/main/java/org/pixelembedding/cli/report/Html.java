package org.pixelembedding.cli.report;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Pieces of HTML. */
final class Html {
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9][0-9,.]*(&#8239;%)?|&#8211;");
    private static final Pattern WORD_END = Pattern.compile("(?<=[a-z])(?=[A-Z])|(?<=[_/-])(?=\\w)");

    /** Multiply-accumulates, short enough for the head of a column. */
    static final String MACS = "<abbr title=\"multiply-accumulates\">MACs</abbr>";

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

    /** A label of a class: long ones may be broken where a word within them ends. */
    static String label(String label) {
        return WORD_END.matcher(text(label)).replaceAll("<wbr>");
    }

    /**
     * A table, which scrolls sideways where it is wider than the page.
     *
     * @param about what it holds, for who cannot see it
     * @param titles of the columns, HTML; one that begins with {@code #} is of numbers, set to the right
     * @param rows HTML
     */
    static String table(String about, List<String> titles, String rows) {
        return table(about, false, titles, rows);
    }

    /** A table whose columns can be sorted by, if scripts run. */
    static String sortable(String about, List<String> titles, String rows) {
        return table(about, true, titles, rows);
    }

    private static String table(String about, boolean sortable, List<String> titles, String rows) {
        StringBuilder html = new StringBuilder("<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"")
                .append(text(about))
                .append(sortable ? "\"><table class=\"sortable\">" : "\"><table>")
                .append("<thead><tr>");
        for (String title : titles) {
            boolean numbers = title.startsWith("#");
            String words = numbers ? title.substring(1) : title;
            html.append("<th scope=\"col\"")
                    .append(numbers ? " class=\"num\">" : ">")
                    .append(sortable ? "<button type=\"button\">" + words + "</button>" : words)
                    .append("</th>");
        }
        return html.append("</tr></thead>\n<tbody>\n")
                .append(rows)
                .append("</tbody></table></div>\n")
                .toString();
    }

    /** A row of a table; cells are HTML, the first one names the row, numbers are set to the right. */
    static String row(String... cells) {
        StringBuilder row =
                new StringBuilder("<tr><th scope=\"row\">").append(cells[0]).append("</th>");
        for (int i = 1; i < cells.length; i++) {
            row.append(NUMBER.matcher(cells[i]).matches() ? "<td class=\"num\">" : "<td>")
                    .append(cells[i])
                    .append("</td>");
        }
        return row.append("</tr>\n").toString();
    }

    /** A number with a bar beside it. */
    static String bar(double share, String label) {
        return number(
                "<span class=\"bar\"><span>%s</span><i style=\"--share:%.4f\"></i></span>",
                label, Math.clamp(share, 0.0, 1.0));
    }
}
