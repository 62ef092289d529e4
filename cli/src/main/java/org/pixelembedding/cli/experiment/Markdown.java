package org.pixelembedding.cli.experiment;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.pixelembedding.cli.picture.Figure;

/** Lines of tables, and numbers as they are written in their cells. What there is none of is an empty cell. */
final class Markdown {
    private Markdown() {}

    /** Adds a heading with the line that a table has under it. */
    static void head(StringBuilder text, List<String> titles) {
        line(text, titles);
        line(text, titles.stream().map(title -> "---").toList());
    }

    static void line(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    /**
     * A figure on a line of its own.
     *
     * @param figures where the page finds figures
     */
    static void figure(StringBuilder text, String figures, String name, Figure figure) {
        text.append("\n![" + figure.title() + "](" + figures + "/" + name + ".svg)\n");
    }

    /** Mean and standard deviation, in percent. */
    static String accuracy(Optional<Sample> sample) {
        return sample.map(it -> number("%.2f", it.mean() * 100)
                        + text(it.deviation(), deviation -> number(" ± %.2f", deviation * 100)))
                .orElse("");
    }

    static String loss(Optional<Sample> sample) {
        return sample.map(it ->
                        number("%.3f", it.mean()) + text(it.deviation(), deviation -> number(" ± %.3f", deviation)))
                .orElse("");
    }

    /** Mean of differences and its interval, in points. */
    static String points(Optional<Sample> differences) {
        return differences
                .map(it -> number("%+.2f", it.mean() * 100)
                        + text(
                                it.margin(),
                                margin -> number(" [%+.2f, ", (it.mean() - margin) * 100)
                                        + number("%+.2f]", (it.mean() + margin) * 100)))
                .orElse("");
    }

    static String mean(Optional<Sample> sample, int digits, double unit) {
        return sample.map(it -> number("%." + digits + "f", it.mean() * unit)).orElse("");
    }

    /** Formats what there is. */
    @FunctionalInterface
    private interface Format {
        String of(double value);
    }

    private static String text(OptionalDouble value, Format format) {
        return value.isEmpty() ? "" : format.of(value.getAsDouble());
    }

    static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value == 0 ? 0.0 : value);
    }
}
