package org.pixelembedding.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The frame of every page: one HTML file that needs no other, with the house's style. */
final class Document {
    /** Three squares of codes, as SVG: a page that names an icon makes no browser ask for one. */
    private static final String ICON = "data:image/svg+xml;base64,"
            + "PHN2ZyB4bWxucz0naHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmcnIHZpZXdCb3g9JzAgMCAyIDInPjxwYXRoIGQ9J00wIDBoMXYy"
            + "SDB6JyBmaWxsPScjMjE0ZmE4Jy8+PHBhdGggZD0nTTEgMGgxdjFIMXonIGZpbGw9JyM3ZjlmZGMnLz48cGF0aCBkPSdNMSAxaDF2MUgxeicgZmlsbD0nI2Q5NmEwYicvPjwvc3ZnPg==";

    private Document() {}

    /**
     * A page.
     *
     * @param title text, also its first heading
     * @param meta HTML for its head
     * @param header HTML below the heading
     * @param nav HTML between header and main part
     * @param main HTML
     * @param script name of the script beside the classes of this package
     */
    static String html(String title, String meta, String header, String nav, String main, String script) {
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                %2$s<link rel="icon" href="%8$s">
                <title>%1$s</title>
                <style>
                %3$s</style>
                </head>
                <body>
                <header>
                <h1>%1$s</h1>
                %4$s</header>
                %5$s<main>
                %6$s</main>
                <script>
                %7$s</script>
                </body>
                </html>
                """.formatted(Html.text(title), meta, resource("report.css"), header, nav, main, resource(script), ICON);
    }

    private static String resource(String name) {
        try (InputStream in = Document.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not among the classes");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
