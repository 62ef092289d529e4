package org.pixelembedding.cli.report;

import java.util.Locale;
import org.pixelembedding.format.ModelLayout;
import org.pixelembedding.model.Model;

/** The model in a page of Markdown, with the front matter that model hubs read. */
record ModelCard(Report report) {
    String markdown() {
        Model model = report.subject().model();
        StringBuilder card = new StringBuilder();
        card.append(frontMatter());
        card.append("# ").append(report.subject().name()).append("\n\n");
        card.append(
                model.fullyQuantized()
                        ? "An image classifier in which every layer is quantized, first and last included: no float number between a"
                                + " pixel and the class.\n\n"
                        : "An image classifier with a float first or last layer and a quantized body.\n\n");
        card.append("| | |\n|---|---|\n");
        row(card, "input", model.inputHeight() + "x" + model.inputWidth() + " RGB, 8 bits a colour");
        row(card, "classes", model.labels().size() + ": " + labels(model));
        row(card, "file", Html.number("%,d bytes", ModelLayout.of(model).fileBytes()));
        row(card, "multiply-accumulates", Html.number("%,d a picture", Report.macs(model)));
        row(
                card,
                "time",
                Html.number(
                        "%.0f us a picture, one thread, %s",
                        report.cost().microsPerImage(), report.subject().machine()));
        report.seen().ifPresent(seen -> {
            Answers answers = seen.answers();
            row(
                    card,
                    "accuracy",
                    Html.number(
                            "top-1 %.2f %%, top-5 %.2f %% on %,d pictures of %s",
                            answers.top1() * 100, answers.top5() * 100, answers.images(), answers.source()));
        });
        card.append("\n## Training\n\n");
        if (report.subject().history().isPresent()) {
            card.append("| setting | value |\n|---|---|\n");
            report.subject().history().get().settings().forEach((key, value) -> row(card, key, value));
        } else {
            card.append("The run that made it was not at hand; the file says:\n\n| | |\n|---|---|\n");
            model.provenance().entries().forEach((key, value) -> row(card, key, value));
        }
        report.seen().ifPresent(seen -> limits(card, seen.answers()));
        card.append("\n## Use\n\n```sh\n")
                .append(String.join("\n", report.subject().commands()))
                .append("\n```\n");
        return card.toString();
    }

    private String frontMatter() {
        StringBuilder front =
                new StringBuilder("---\nlibrary_name: pixel-embedding\npipeline_tag: image-classification\n");
        front.append("tags:\n- quantized\n- binary-weights\n- pixel-embedding\nmetrics:\n- accuracy\n");
        report.seen()
                .ifPresent(seen -> front.append(Html.number(
                        """
                model-index:
                - name: %s
                  results:
                  - task:
                      type: image-classification
                    dataset:
                      name: %s
                      type: %s
                    metrics:
                    - type: accuracy
                      value: %.4f
                """,
                        quoted(report.subject().name()),
                        quoted(seen.answers().source()),
                        quoted(seen.answers().source().toLowerCase(Locale.ROOT)),
                        seen.answers().top1())));
        return front.append("---\n").toString();
    }

    /** Whatever a name holds, it is one string of YAML. */
    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static void row(StringBuilder card, String key, String value) {
        card.append("| ")
                .append(key)
                .append(" | ")
                .append(value.replace("|", "\\|").replace("\n", " "))
                .append(" |\n");
    }

    private static String labels(Model model) {
        int shown = Math.min(20, model.labels().size());
        return String.join(", ", model.labels().subList(0, shown))
                + (shown < model.labels().size() ? ", ..." : "");
    }

    private static void limits(StringBuilder card, Answers answers) {
        if (answers.pairs().isEmpty()) {
            return;
        }
        card.append(
                "\n## Limits\n\nIt answers with one of its classes to every picture, also to one of something else. Most often it"
                        + " takes\n\n");
        answers.pairs().stream()
                .limit(5)
                .forEach(pair -> card.append(Html.number(
                        "- %s for %s: %d of %d\n",
                        answers.labels().get(pair.truth()),
                        answers.labels().get(pair.answer()),
                        pair.count(),
                        answers.images(pair.truth()))));
    }
}
