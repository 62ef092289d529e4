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
        html.append("<div class=\"columns\">\n<div><h3>Confusion matrix</h3>\n")
                .append(matrix(answers))
                .append("</div>\n<div><h3>Most frequent mistakes</h3>\n")
                .append(pairs(answers))
                .append("<h3>Classes</h3>\n")
                .append(classes(answers))
                .append("</div>\n</div>\n");
        if (!answers.mistakes().isEmpty()) {
            html.append(
                    "<h3>Most confident mistakes</h3>\n<p class=\"note\">What a picture is, what it was taken for, and"
                            + " how sure the network was of that.</p>\n<div class=\"thumbnails\">\n");
            for (int i = 0; i < answers.mistakes().size(); i++) {
                Answers.Mistake mistake = answers.mistakes().get(i);
                String truth = answers.labels().get(mistake.truth());
                String answer = answers.labels().get(mistake.answer());
                html.append("<figure>")
                        .append(pictures.bitmap(
                                "mistake-" + (i + 1), mistake.picture(), THUMBNAIL, truth + " taken for " + answer))
                        .append("<figcaption><b>")
                        .append(Html.label(truth))
                        .append("</b><br>taken for ")
                        .append(Html.label(answer))
                        .append(Html.number(", %.0f&#8239;%%</figcaption></figure>%n", mistake.probability() * 100));
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
                "<div><svg id=\"matrix\" role=\"img\" aria-label=\"Confusion matrix: rows are true classes, columns"
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
                        "</svg></div>\n<p class=\"note\">Rows: true class. Columns: answer. The stronger, the larger the share of the row.</p>\n")
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
        double most = pairs.stream()
                .mapToDouble(pair -> (double) pair.count() / answers.images(pair.truth()))
                .max()
                .orElse(1);
        StringBuilder rows = new StringBuilder();
        for (Answers.Pair pair : pairs.subList(0, Math.min(PAIRS, pairs.size()))) {
            double share = (double) pair.count() / answers.images(pair.truth());
            rows.append(Html.row(
                    Html.label(answers.labels().get(pair.truth())),
                    Html.label(answers.labels().get(pair.answer())),
                    Integer.toString(pair.count()),
                    Html.bar(share / most, Html.percent(share))));
        }
        return Html.sortable(
                "Most frequent mistakes", List.of("is", "taken for", "#pictures", "of the class"), rows.toString());
    }

    private static String classes(Answers answers) {
        StringBuilder rows = new StringBuilder();
        IntStream.range(0, answers.labels().size())
                .filter(k -> answers.images(k) > 0 || answers.answered(k) > 0)
                .forEach(k -> rows.append(Html.row(
                        Html.label(answers.labels().get(k)),
                        Integer.toString(answers.images(k)),
                        share(answers.recall(k)),
                        share(answers.precision(k)))));
        return Html.sortable("Classes", List.of("class", "#pictures", "recall", "precision"), rows.toString())
                + "<p class=\"note\">Recall: share of the class's pictures given its name. Precision: share of the pictures"
                + " given the name that are of the class.</p>\n";
    }

    private static String share(double share) {
        return Double.isNaN(share) ? "" : Html.bar(share, Html.percent(share));
    }
}
