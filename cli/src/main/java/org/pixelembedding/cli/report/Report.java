package org.pixelembedding.cli.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.pixelembedding.format.ModelLayout;
import org.pixelembedding.format.WholeFile;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RgbImage;

/**
 * Everything that a report tells: the model, what it answers and what goes on inside it, what it costs.
 *
 * @param seen what pictures gave, if there are any
 */
public record Report(Subject subject, Optional<Seen> seen, LayerCost cost) {
    /** File names in the report's directory. */
    public static final String PAGE = "report.html";

    public static final String CARD = "model-card.md";
    private static final String PICTURES = "pictures";
    /** Classes that the page names at its top. */
    private static final int MOST_NAMED = 10;

    /**
     * What came of running pictures.
     *
     * @param examples some of them, of the model's size
     */
    public record Seen(Answers answers, Activity activity, List<RgbImage> examples) {
        public Seen {
            examples = List.copyOf(examples);
        }
    }

    /** Writes page, card and pictures; files of these names are replaced. */
    public void write(Path directory) throws IOException {
        Pictures pictures = new Pictures();
        String page = page(pictures);
        Files.createDirectories(directory.resolve(PICTURES));
        pictures.write(directory.resolve(PICTURES));
        text(directory.resolve(CARD), new ModelCard(this).markdown());
        text(directory.resolve(PAGE), page);
    }

    private static void text(Path file, String text) throws IOException {
        WholeFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private String page(Pictures pictures) {
        ReportPage page = new ReportPage(subject.name(), summary());
        subject.history()
                .filter(history -> !history.epochs().isEmpty())
                .ifPresent(history ->
                        page.section("training", "Training", CurvesSection.html(history.epochs(), pictures)));
        seen.ifPresent(all -> page.section("answers", "Answers", AnswersSection.html(all.answers(), pictures)));
        subject.table().ifPresent(table -> {
            page.section(
                    "table",
                    "The table at the input",
                    TableSection.html(
                            table, subject.history().flatMap(Subject.History::before), "after training", pictures));
            seen.ifPresent(all ->
                    page.section("sight", "What the network sees", SightSection.html(table, all.examples(), pictures)));
        });
        seen.ifPresent(
                all -> page.section("activations", "Activations", ActivationsSection.html(all.activity(), pictures)));
        page.section("weights", "Weights and thresholds", WeightsSection.html(subject.model(), pictures));
        page.section("cost", "Size and time", CostSection.html(subject.model(), cost, subject.machine()));
        page.section("origin", "Where it comes from", OriginSection.html(subject));
        return page.html();
    }

    /** What this is, in one sentence. */
    private String lead() {
        List<String> labels = subject.model().labels();
        String named = String.join(", ", labels.stream().limit(MOST_NAMED).toList());
        return Html.number(
                "<p class=\"lead\">A classifier of pictures of %d&times;%d pixels into %d classes: %s%s.</p>%n",
                subject.model().inputHeight(),
                subject.model().inputWidth(),
                labels.size(),
                Html.text(named),
                labels.size() > MOST_NAMED ? ", ..." : "");
    }

    /** Tiles at the top: a number and what it is. */
    private String summary() {
        ModelLayout layout = ModelLayout.of(subject.model());
        StringBuilder html = new StringBuilder(lead()).append("<ul class=\"tiles\">\n");
        seen.ifPresent(all -> html.append(tile(
                Html.number("%.1f&#8239;%%", all.answers().top1() * 100),
                Html.number("right of %,d pictures", all.answers().images()))));
        html.append(tile(Html.number("%,d", layout.fileBytes()), "bytes, the whole file"));
        html.append(tile(Html.number("%.0f&#8239;&micro;s", cost.microsPerImage()), "a picture, one thread"));
        html.append(tile(Html.number("%.1f&#8239;M", macs(subject.model()) / 1e6), Html.MACS + " a picture"));
        html.append(tile(
                subject.model().inputHeight() + "&times;" + subject.model().inputWidth(),
                subject.model().labels().size() + " classes"));
        html.append(tile(
                subject.model().fullyQuantized() ? "no float" : "float ends",
                subject.model().fullyQuantized() ? "between pixel and class" : "first or last layer"));
        return html.append("</ul>\n").toString();
    }

    /** Products of one weight and one activation, of the whole network. */
    static long macs(Model model) {
        return model.macs().stream().mapToLong(Long::longValue).sum();
    }

    static String tile(String number, String what) {
        return "<li><b>" + number + "</b><span>" + what + "</span></li>\n";
    }
}
