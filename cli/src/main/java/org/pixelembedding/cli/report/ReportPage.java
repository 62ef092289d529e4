package org.pixelembedding.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** One HTML file that needs no other. */
final class ReportPage {
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
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
                <title>%1$s</title>
                <style>
                %2$s</style>
                </head>
                <body>
                <header>
                <h1>%1$s</h1>
                %3$s<nav aria-label="Sections">
                %4$s</nav>
                </header>
                <main>
                %5$s</main>
                <script>
                %6$s</script>
                </body>
                </html>
                """.formatted(Html.text(title), resource("report.css"), summary, contents, body, resource("report.js"));
    }

    /** A text that lies beside the classes of this package. */
    static String resource(String name) {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not among the classes");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
