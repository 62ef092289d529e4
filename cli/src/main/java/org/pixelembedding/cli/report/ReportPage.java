package org.pixelembedding.cli.report;

/** One HTML file that needs no other. */
final class ReportPage {
    private static final String POLICY =
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:;"
                    + " style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n";

    private final String title;
    private final StringBuilder contents = new StringBuilder();
    private final StringBuilder body = new StringBuilder();
    private final String summary;

    /**
     * An empty page.
     *
     * @param summary HTML at its top
     */
    ReportPage(String title, String summary) {
        this.title = title;
        this.summary = summary;
    }

    /** Adds a section at the end. */
    void section(String id, String heading, String html) {
        contents.append("<a href=\"#").append(id).append("\">").append(heading).append("</a>\n");
        body.append("<section id=\"")
                .append(id)
                .append("\" aria-labelledby=\"")
                .append(id)
                .append("-heading\">\n<h2 id=\"")
                .append(id)
                .append("-heading\">")
                .append(heading)
                .append("</h2>\n")
                .append(html)
                .append("</section>\n");
    }

    String html() {
        return Document.html(
                title,
                POLICY,
                summary,
                "<nav aria-label=\"Sections\">\n" + contents + "</nav>\n",
                body.toString(),
                "report.js");
    }
}
