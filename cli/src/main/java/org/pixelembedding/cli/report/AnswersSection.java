package org.pixelembedding.cli.report;

import java.util.List;
import java.util.stream.IntStream;

/** What the model answers: confusion matrix, classes, pairs, mistakes. */
final class AnswersSection {
    private static final int MATRIX_SIDE = 520;
    private static final int MOST_NAMED = 40;
    /** Up to so many classes each square shows its number. */
    private static final int MOST_COUNTED = 16;

    private static final int PAIRS = 12;
    private static final int THUMBNAIL = 96;

    private AnswersSection() {}

    static String html(Answers answers, Pictures pictures) {
        StringBuilder html = new StringBuilder();
        html.append(Html.number(
                "<p>%,d pictures of %s: top-1 %.2f&#8239;%%%s.</p>%n",
                answers.images(),
                Html.text(answers.source()),
                answers.top1() * 100,
                answers.labels().size() > 5 ? Html.number(", top-5 %.2f&#8239;%%", answers.top5() * 100) : ""));
        html.append("<h3>Confusion matrix</h3>\n").append(matrix(answers));
        html.append("<h3>Most frequent mistakes</h3>\n").append(pairs(answers));
        html.append("<h3>Classes</h3>\n").append(classes(answers));
        if (!answers.mistakes().isEmpty()) {
            html.append("<h3>Most confident mistakes</h3>\n<div class=\"thumbnails\">\n");
            for (int i = 0; i < answers.mistakes().size(); i++) {
                Answers.Mistake mistake = answers.mistakes().get(i);
                String truth = Html.text(answers.labels().get(mistake.truth()));
                String answer = Html.text(answers.labels().get(mistake.answer()));
                html.append("<figure>")
                        .append(pictures.bitmap(
                                "mistake-" + (i + 1), mistake.picture(), THUMBNAIL, truth + " taken for " + answer))
                        .append("<figcaption><b>")
                        .append(answer)
                        .append(Html.number("</b> %.0f&#8239;%%<br>is ", mistake.probability() * 100))
                        .append(truth)
                        .append("</figcaption></figure>\n");
            }
            html.append("</div>\n");
        }
        return html.toString();
    }

    /** A square a pair of classes; without scripts in the order of the labels. */
    private static String matrix(Answers answers) {
        int classes = answers.labels().size();
        double cell = Math.min(36, (double) MATRIX_SIDE / classes);
        boolean named = classes <= MOST_NAMED;
        int longest = answers.labels().stream().mapToInt(String::length).max().orElse(0);
        double labels = named ? 12 + 6.5 * Math.min(longest, 24) : 8;
        double side = cell * classes;
        StringBuilder svg = new StringBuilder();
        svg.append("<p class=\"choice\" data-for=\"matrix\">Order: ")
                .append("<button type=\"button\" data-order=\"label\" aria-pressed=\"true\">by label</button> ")
                .append(
                        "<button type=\"button\" data-order=\"worst\" aria-pressed=\"false\">worst class first</button> ")
                .append(
                        "<button type=\"button\" data-order=\"pairs\" aria-pressed=\"false\">worst pairs first</button></p>\n");
        svg.append(Html.number(
                "<div class=\"scroll\"><svg id=\"matrix\" role=\"img\" aria-label=\"Confusion matrix: rows are true classes, columns"
                        + " answers\" data-cell=\"%.3f\" data-left=\"%.1f\" data-classes=\"%d\" width=\"%.0f\" height=\"%.0f\""
                        + " viewBox=\"0 0 %.0f %.0f\">%n",
                cell, labels, classes, labels + side + 8, side + labels + 24, labels + side + 8, side + labels + 24));
        svg.append(Html.number(
                "<rect class=\"frame\" x=\"%.1f\" y=\"8\" width=\"%.1f\" height=\"%.1f\"/>%n", labels, side, side));
        for (int truth = 0; truth < classes; truth++) {
            int of = answers.images(truth);
            for (int answer = 0; answer < classes; answer++) {
                int count = answers.counts()[truth][answer];
                if (count == 0) {
                    continue;
                }
                svg.append(Html.number(
                        "<rect class=\"%s\" data-t=\"%d\" data-a=\"%d\" data-n=\"%d\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\""
                                + " opacity=\"%.2f\"><title>%s &#8594; %s: %d of %d</title></rect>%n",
                        truth == answer ? "right" : "wrong",
                        truth,
                        answer,
                        count,
                        labels + answer * cell,
                        8 + truth * cell,
                        cell,
                        cell,
                        0.15 + 0.85 * Math.sqrt((double) count / of),
                        Html.text(answers.labels().get(truth)),
                        Html.text(answers.labels().get(answer)),
                        count,
                        of));
            }
        }
        for (int truth = 0; classes <= MOST_COUNTED && truth < classes; truth++) {
            for (int answer = 0; answer < classes; answer++) {
                int count = answers.counts()[truth][answer];
                if (count > 0) {
                    svg.append(Html.number(
                            "<text class=\"count%s\" data-t=\"%d\" data-a=\"%d\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%d</text>%n",
                            count * 2 > answers.images(truth) ? " deep" : "",
                            truth,
                            answer,
                            labels + (answer + 0.5) * cell,
                            8 + (truth + 0.5) * cell + 4,
                            count));
                }
            }
        }
        for (int k = 0; named && k < classes; k++) {
            String label = Html.text(shortened(answers.labels().get(k)));
            svg.append(Html.number(
                    "<text class=\"truth\" data-t=\"%d\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n",
                    k, labels - 6, 8 + (k + 0.5) * cell + 4, label));
            svg.append(Html.number(
                    "<text class=\"answer\" data-a=\"%d\" transform=\"translate(%.1f %.1f) rotate(-60)\" text-anchor=\"end\">%s</text>%n",
                    k, labels + (k + 0.5) * cell + 4, side + 20, label));
        }
        return svg.append(
                        "</svg></div>\n<p class=\"note\">Rows: true class. Columns: answer. Darker: a larger share of the row.</p>\n")
                .toString();
    }

    private static String shortened(String label) {
        return label.length() > 24 ? label.substring(0, 22) + "..." : label;
    }

    private static String pairs(Answers answers) {
        List<Answers.Pair> pairs = answers.pairs();
        if (pairs.isEmpty()) {
            return "<p>None.</p>\n";
        }
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table class=\"sortable\">");
        html.append(Html.head("is", "taken for", "pictures", "of the class")).append("<tbody>\n");
        for (Answers.Pair pair : pairs.subList(0, Math.min(PAIRS, pairs.size()))) {
            double share = (double) pair.count() / answers.images(pair.truth());
            html.append(Html.row(
                    "td",
                    Html.text(answers.labels().get(pair.truth())),
                    Html.text(answers.labels().get(pair.answer())),
                    Integer.toString(pair.count()),
                    Html.bar(share, Html.percent(share))));
        }
        return html.append("</tbody></table></div>\n").toString();
    }

    private static String classes(Answers answers) {
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table class=\"sortable\">");
        html.append(Html.head("class", "pictures", "recall", "precision")).append("<tbody>\n");
        IntStream.range(0, answers.labels().size())
                .filter(k -> answers.images(k) > 0 || answers.answered(k) > 0)
                .forEach(k -> html.append(Html.row(
                        "td",
                        Html.text(answers.labels().get(k)),
                        Integer.toString(answers.images(k)),
                        share(answers.recall(k)),
                        share(answers.precision(k)))));
        return html.append("</tbody></table></div>\n")
                .append(
                        "<p class=\"note\">Recall: share of the class's pictures given its name. Precision: share of the pictures"
                                + " given the name that are of the class.</p>\n")
                .toString();
    }

    private static String share(double share) {
        return Double.isNaN(share) ? "" : Html.bar(share, Html.percent(share));
    }
}
