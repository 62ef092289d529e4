package org.pixelembedding.cli.report;

import java.util.Map;

/** Where the model comes from, and the commands that make it again. */
final class OriginSection {
    private OriginSection() {}

    static String html(Subject subject) {
        StringBuilder html = new StringBuilder();
        html.append("<h3>Make it again</h3>\n<pre>")
                .append(Html.text(String.join("\n", subject.commands())))
                .append("</pre>\n");
        html.append("<h3>Written in the model file</h3>\n")
                .append(table(subject.model().provenance().entries()));
        subject.history()
                .ifPresent(history -> html.append(settings(history.settings()))
                        .append("<h3>Trained on</h3>\n<pre>")
                        .append(Html.text(history.environment().strip()))
                        .append("</pre>\n"));
        return html.toString();
    }

    private static String table(Map<String, String> entries) {
        StringBuilder html = new StringBuilder("<table class=\"wrap\"><tbody>\n");
        entries.forEach((key, value) -> html.append("<tr><th scope=\"row\">")
                .append(Html.text(key))
                .append("</th><td>")
                .append(Html.text(value))
                .append("</td></tr>\n"));
        return html.append("</tbody></table>\n").toString();
    }

    private static String settings(Map<String, String> entries) {
        StringBuilder html = new StringBuilder(Html.number(
                "<details><summary>All %d settings of the training</summary>%n<dl class=\"settings\">%n",
                entries.size()));
        entries.forEach((key, value) -> html.append("<div><dt>")
                .append(Html.text(key))
                .append("</dt><dd>")
                .append(value.isEmpty() ? "none" : Html.text(value))
                .append("</dd></div>\n"));
        return html.append("</dl></details>\n").toString();
    }
}
