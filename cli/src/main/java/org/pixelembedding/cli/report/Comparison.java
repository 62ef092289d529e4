package org.pixelembedding.cli.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.pixelembedding.format.WholeFile;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RgbImage;

/**
 * Models side by side on the same pictures.
 *
 * @param source of the pictures, for people
 * @param contenders at least two
 * @param truths label of each picture
 * @param disputed some of the pictures on which they do not all agree
 */
public record Comparison(
        String source, List<Contender> contenders, List<String> truths, List<Disputed> disputed, String machine) {
    /** File name in the comparison's directory. */
    public static final String PAGE = "compare.html";

    private static final int THUMBNAIL = 96;

    /**
     * A model.
     *
     * @param name for people
     * @param microsPerImage median of whole pictures, one thread
     * @param answers label that it gave to each picture
     */
    public record Contender(String name, Model model, long fileBytes, double microsPerImage, List<String> answers) {
        public Contender {
            answers = List.copyOf(answers);
        }

        public long macs() {
            return Report.macs(model);
        }
    }

    /**
     * A picture.
     *
     * @param index among the pictures
     */
    public record Disputed(int index, RgbImage picture) {}

    public Comparison {
        contenders = List.copyOf(contenders);
        truths = List.copyOf(truths);
        disputed = List.copyOf(disputed);
    }

    /** Share of the pictures that a contender names rightly. */
    public double accuracy(int contender) {
        return (double) onlyRight(contender, contender, true) / truths.size();
    }

    /** Pictures to which two contenders give different answers. */
    public int disagreements(int a, int b) {
        return (int) pictures().filter(i -> !answer(a, i).equals(answer(b, i))).count();
    }

    /** Pictures that {@code a} names rightly and {@code b} does not. */
    public int rightAgainst(int a, int b) {
        return onlyRight(a, b, false);
    }

    private int onlyRight(int a, int b, boolean otherToo) {
        return (int) pictures()
                .filter(i -> answer(a, i).equals(truths.get(i)) && answer(b, i).equals(truths.get(i)) == otherToo)
                .count();
    }

    private String answer(int contender, int picture) {
        return contenders.get(contender).answers().get(picture);
    }

    private IntStream pictures() {
        return IntStream.range(0, truths.size());
    }

    /** Writes the page and its pictures; files of these names are replaced. */
    public void write(Path directory) throws IOException {
        Pictures pictures = new Pictures();
        ReportPage page = new ReportPage(
                "Models compared",
                "<p>" + Html.number("%,d pictures of %s.", truths.size(), Html.text(source)) + "</p>\n");
        page.section("models", "Side by side", sideBySide());
        page.section("disagreements", "Where they disagree", disagreements());
        if (!disputed.isEmpty()) {
            page.section("pictures", "Pictures that divide them", thumbnails(pictures));
        }
        Files.createDirectories(directory.resolve("pictures"));
        pictures.write(directory.resolve("pictures"));
        byte[] html = page.html().getBytes(StandardCharsets.UTF_8);
        WholeFile.write(directory.resolve(PAGE), out -> out.write(html));
    }

    private String sideBySide() {
        double slowest = contenders.stream()
                .mapToDouble(each -> each.microsPerImage())
                .max()
                .orElse(1);
        long largest = contenders.stream().mapToLong(Contender::fileBytes).max().orElse(1);
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table class=\"sortable\">");
        html.append(Html.head("model", "right", "bytes", "multiply-accumulates", "&micro;s a picture"))
                .append("<tbody>\n");
        for (int i = 0; i < contenders.size(); i++) {
            Contender each = contenders.get(i);
            html.append(Html.row(
                    "td",
                    Html.text(each.name()),
                    Html.bar(accuracy(i), Html.percent(accuracy(i))),
                    Html.bar((double) each.fileBytes() / largest, Html.number("%,d", each.fileBytes())),
                    Html.number("%,d", each.macs()),
                    Html.bar(each.microsPerImage() / slowest, Html.number("%.0f", each.microsPerImage()))));
        }
        return html.append("</tbody></table></div>\n<p class=\"note\">")
                .append(Html.text(machine))
                .append("; one thread, medians.</p>\n")
                .toString();
    }

    private String disagreements() {
        StringBuilder html = new StringBuilder(
                "<p>Pictures that the model of the row names rightly and the model of the column does not.</p>\n"
                        + "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">right</th>");
        contenders.forEach(each -> html.append("<th scope=\"col\">not ")
                .append(Html.text(each.name()))
                .append("</th>"));
        html.append("<th scope=\"col\">other answers than the first</th></tr></thead>\n<tbody>\n");
        for (int a = 0; a < contenders.size(); a++) {
            html.append("<tr><th scope=\"row\">")
                    .append(Html.text(contenders.get(a).name()))
                    .append("</th>");
            for (int b = 0; b < contenders.size(); b++) {
                html.append("<td>").append(a == b ? "" : rightAgainst(a, b)).append("</td>");
            }
            html.append("<td>").append(a == 0 ? "" : disagreements(0, a)).append("</td></tr>\n");
        }
        return html.append("</tbody></table></div>\n").toString();
    }

    private String thumbnails(Pictures pictures) {
        StringBuilder html = new StringBuilder("<div class=\"thumbnails wide\">\n");
        for (Disputed each : disputed) {
            String truth = truths.get(each.index());
            html.append("<figure>")
                    .append(pictures.bitmap("picture-" + each.index(), each.picture(), THUMBNAIL, Html.text(truth)))
                    .append("<figcaption>is <b>")
                    .append(Html.text(truth))
                    .append("</b>");
            for (int c = 0; c < contenders.size(); c++) {
                String answer = answer(c, each.index());
                html.append(answer.equals(truth) ? "<br>&#10003; " : "<br>&#10007; ")
                        .append(Html.text(contenders.get(c).name()))
                        .append(answer.equals(truth) ? "" : ": " + Html.text(answer));
            }
            html.append("</figcaption></figure>\n");
        }
        return html.append("</div>\n").toString();
    }
}
