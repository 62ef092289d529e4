package org.pixelembedding.cli.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
    /** Of a model against itself. */
    private static final String NOTHING = "&#8211;";

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
        ReportPage page = new ReportPage("Models compared", summary());
        page.section("models", "Side by side", sideBySide());
        page.section("disagreements", "Where they disagree", disagreements());
        page.section("classes", "Class by class", classes());
        if (!disputed.isEmpty()) {
            page.section("pictures", "Pictures that divide them", thumbnails(pictures));
        }
        Files.createDirectories(directory.resolve("pictures"));
        pictures.write(directory.resolve("pictures"));
        byte[] html = page.html().getBytes(StandardCharsets.UTF_8);
        WholeFile.write(directory.resolve(PAGE), out -> out.write(html));
    }

    private String summary() {
        return Html.number(
                "<p class=\"lead\">%d models on the same %,d pictures of %s, %d classes.</p>%n",
                contenders.size(),
                truths.size(),
                Html.text(source),
                contenders.getFirst().model().labels().size());
    }

    /** What a contender is called in tables: A, B, ...; numbers where letters do not last. */
    private String sign(int contender) {
        return contenders.size() <= 26 ? String.valueOf((char) ('A' + contender)) : Integer.toString(contender + 1);
    }

    private IntStream all() {
        return IntStream.range(0, contenders.size());
    }

    private String sideBySide() {
        double slowest = contenders.stream()
                .mapToDouble(each -> each.microsPerImage())
                .max()
                .orElse(1);
        long largest = contenders.stream().mapToLong(Contender::fileBytes).max().orElse(1);
        long most = contenders.stream().mapToLong(Contender::macs).max().orElse(1);
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < contenders.size(); i++) {
            Contender each = contenders.get(i);
            rows.append(Html.row(
                    "<b>" + sign(i) + "</b> " + Html.label(each.name()),
                    Html.bar(accuracy(i), Html.percent(accuracy(i))),
                    Html.bar((double) each.fileBytes() / largest, Html.number("%,d", each.fileBytes())),
                    Html.bar((double) each.macs() / most, Html.number("%.1f&#8239;M", each.macs() / 1e6)),
                    Html.bar(each.microsPerImage() / slowest, Html.number("%,.0f", each.microsPerImage())),
                    each.model().fullyQuantized() ? "none" : "first or last layer"));
        }
        return Html.sortable(
                        "Models side by side",
                        List.of("model", "right", "bytes", Html.MACS, "&micro;s a picture", "float"),
                        rows.toString())
                + "<p class=\"note machine\">"
                + Html.text(machine)
                + "; one thread, medians.</p>\n";
    }

    private String disagreements() {
        StringBuilder html = new StringBuilder();
        if (contenders.size() == 2) {
            int different = disagreements(0, 1);
            html.append(Html.number(
                    "<p>A and B give different answers to %,d of the %,d pictures (%s). To %,d of those only A's is right, to %,d only"
                            + " B's, to %,d neither's.</p>%n",
                    different,
                    truths.size(),
                    Html.percent((double) different / truths.size()),
                    rightAgainst(0, 1),
                    rightAgainst(1, 0),
                    different - rightAgainst(0, 1) - rightAgainst(1, 0)));
        }
        List<String> titles = new ArrayList<>(List.of("right"));
        all().forEach(i -> titles.add("#" + sign(i) + " wrong"));
        boolean many = contenders.size() > 2;
        all().skip(many ? 1 : contenders.size()).forEach(i -> titles.add("#other answer than " + sign(i)));
        StringBuilder rows = new StringBuilder();
        all().forEach(a -> {
            List<String> cells = new ArrayList<>();
            cells.add("<b>" + sign(a) + "</b> " + Html.label(contenders.get(a).name()));
            all().forEach(b -> cells.add(a == b ? NOTHING : Integer.toString(rightAgainst(a, b))));
            all().skip(many ? 1 : contenders.size())
                    .forEach(b -> cells.add(a >= b ? NOTHING : Integer.toString(disagreements(a, b))));
            rows.append(Html.row(cells.toArray(String[]::new)));
        });
        return html.append(Html.table("Where the models disagree", titles, rows.toString()))
                .append(
                        "<p class=\"note\">Pictures that the model of the row names rightly and that of the column does not"
                                + (many ? "; pictures to which the two give different answers" : "")
                                + ".</p>\n")
                .toString();
    }

    /** Recall of each class by each contender; a difference where there are two. */
    private String classes() {
        List<String> titles = new ArrayList<>(List.of("class", "#pictures"));
        all().forEach(i -> titles.add("recall of " + sign(i)));
        if (contenders.size() == 2) {
            titles.add("#B less A, points");
        }
        StringBuilder rows = new StringBuilder();
        for (String label : contenders.getFirst().model().labels()) {
            int[] of = pictures().filter(i -> truths.get(i).equals(label)).toArray();
            if (of.length == 0) {
                continue;
            }
            double[] recall = all().mapToDouble(c -> (double) IntStream.of(of)
                                    .filter(i -> answer(c, i).equals(label))
                                    .count()
                            / of.length)
                    .toArray();
            List<String> cells = new ArrayList<>(List.of(Html.label(label), Html.number("%,d", of.length)));
            all().forEach(c -> cells.add(Html.bar(recall[c], Html.percent(recall[c]))));
            if (recall.length == 2) {
                cells.add(recall[1] == recall[0] ? "0.0" : Html.number("%+.1f", (recall[1] - recall[0]) * 100));
            }
            rows.append(Html.row(cells.toArray(String[]::new)));
        }
        return Html.sortable("Recall of each class", titles, rows.toString())
                + "<p class=\"note\">Recall: share of the class's pictures given its name.</p>\n";
    }

    /** Who names a picture rightly, in words. */
    private String right(int picture) {
        List<String> signs = all().filter(c -> answer(c, picture).equals(truths.get(picture)))
                .mapToObj(this::sign)
                .toList();
        return signs.isEmpty()
                ? "None is right"
                : String.join(" and ", signs) + (signs.size() == 1 ? " alone is right" : " are right");
    }

    private String thumbnails(Pictures pictures) {
        Map<String, List<Disputed>> groups = new TreeMap<>();
        disputed.forEach(each -> groups.computeIfAbsent(right(each.index()), _ -> new ArrayList<>())
                .add(each));
        StringBuilder html = new StringBuilder();
        groups.forEach((right, shown) -> {
            long of = pictures()
                    .filter(i -> !unanimous(i) && right(i).equals(right))
                    .count();
            html.append(Html.number(
                    "<h3>%s: %,d picture%s%s</h3>%n<div class=\"thumbnails\">%n",
                    right,
                    of,
                    of == 1 ? "" : "s",
                    shown.size() < of ? Html.number(", %,d of them here", shown.size()) : ""));
            shown.forEach(each -> html.append(thumbnail(each, pictures)));
            html.append("</div>\n");
        });
        return html.toString();
    }

    private boolean unanimous(int picture) {
        return all().allMatch(c -> answer(c, picture).equals(answer(0, picture)));
    }

    private String thumbnail(Disputed each, Pictures pictures) {
        String truth = truths.get(each.index());
        StringBuilder html = new StringBuilder("<figure>")
                .append(pictures.bitmap("picture-" + each.index(), each.picture(), THUMBNAIL, truth))
                .append("<figcaption><b>")
                .append(Html.label(truth))
                .append("</b>");
        all().forEach(c -> {
            String answer = answer(c, each.index());
            html.append("<br>")
                    .append(sign(c))
                    .append(
                            answer.equals(truth)
                                    ? " <span class=\"yes\">&#10003;</span>"
                                    : " <span class=\"no\">&#10007;</span> " + Html.label(answer));
        });
        return html.append("</figcaption></figure>\n").toString();
    }
}
