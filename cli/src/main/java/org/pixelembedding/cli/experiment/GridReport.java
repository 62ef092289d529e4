package org.pixelembedding.cli.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.Function;
import org.pixelembedding.cli.picture.ComparisonPicture;
import org.pixelembedding.cli.picture.CostPicture;
import org.pixelembedding.cli.picture.Figure;
import org.pixelembedding.train.TrainingConfig;

/** What a page says of one grid, from its results alone. */
final class GridReport implements ReportBlock {
    private static final double BYTES_PER_KILOBYTE = 1000;

    private final Grid grid;
    private final GridResults results;
    private final List<RowFigures> rows;

    GridReport(Grid grid, Path experiments) throws IOException {
        this.grid = grid;
        results = GridResults.read(grid, experiments);
        results.refuseOthers();
        rows = grid.rows().stream().map(row -> new RowFigures(row, results)).toList();
    }

    @Override
    public String markdown(String figures) {
        StringBuilder text = new StringBuilder();
        if (!grid.notes().isEmpty()) {
            text.append(grid.notes()).append("\n\n");
        }
        if (results.all().isEmpty()) {
            return text.append("No run of this grid is done yet.\n").toString();
        }
        text.append(setting()).append("\n\n").append(new GridTable(grid, rows).markdown());
        pictures().forEach((name, picture) -> Markdown.figure(text, figures, name, picture));
        return text.toString();
    }

    /** What was trained, on what, where: as far as the results recorded it. */
    private String setting() {
        List<String> parts = new ArrayList<>();
        parts.add(count("network", result -> network(result.settings())));
        parts.add(count("epochs", result -> result.settings().epochs() + "") + " epochs");
        parts.add("batch " + count("batch", result -> result.settings().batch() + ""));
        String threads = count("threads", result -> result.settings().threads() + "");
        parts.add(threads + (threads.equals("1") ? " thread" : " threads"));
        parts.add(count("precision", result -> result.settings().precision()) + " steps");
        List<String> lines = new ArrayList<>();
        lines.add("Grid `" + grid.id() + "`: " + String.join(", ", parts) + ".");
        data().ifPresent(lines::add);
        lines.add("Accuracies are those of the last epoch, ± is the standard deviation over seeds.");
        if (grid.reference().isPresent()
                || grid.rows().stream()
                        .anyMatch(row -> row.learned().all().findAny().isPresent())) {
            lines.add("Differences are paired by seed, in brackets their 95 % interval by Student's t.");
        }
        String machines =
                count("machine", result -> result.text("environment", "cpu").orElse(""));
        if (!machines.isEmpty()) {
            lines.add("Trained on: " + machines + ".");
        }
        return String.join("\n", lines);
    }

    private Optional<String> data() {
        for (RunResult result : results.all()) {
            OptionalDouble training = result.number("data", "training");
            if (training.isPresent()) {
                return Optional.of(String.format(
                        Locale.ROOT,
                        "`%s`: %.0f pictures to train on, %.0f held out to validate, %.0f to test.",
                        result.text("data", "name").orElse(""),
                        training.getAsDouble(),
                        result.number("data", "validation").orElse(0),
                        result.number("data", "test").orElse(0)));
            }
        }
        return Optional.empty();
    }

    private static String network(TrainingConfig settings) {
        return "`" + settings.network() + "`" + (settings.width() == 1 ? "" : " x " + settings.width());
    }

    /** The different values of something over all runs. */
    private String count(String what, Function<RunResult, String> value) {
        TreeSet<String> values = new TreeSet<>();
        results.all().forEach(result -> values.add(value.apply(result)));
        values.remove("");
        return String.join(what.equals("machine") ? "; " : " or ", values);
    }

    /** What the grid wants drawn, if there are runs enough: two rows to compare, one for a curve. */
    @Override
    public Map<String, Figure> pictures() {
        Map<String, Figure> pictures = new LinkedHashMap<>();
        List<ComparisonPicture.Row> compared = compared();
        if (grid.figure() && compared.size() > 1) {
            pictures.put(
                    grid.id(),
                    new ComparisonPicture(
                            grid.title(), grid.reference().map(Grid.Row::name).orElse(""), compared));
        }
        List<CostPicture.Row> sized = sized();
        if (grid.sizes() && sized.size() > 1) {
            pictures.put(
                    grid.id() + "-sizes",
                    new CostPicture(grid.title() + ": accuracy against model size", "model file, kB", sized));
        }
        List<CostPicture.Row> trained =
                rows.stream().flatMap(row -> row.trained().stream()).toList();
        if (grid.curves() && !trained.isEmpty()) {
            pictures.put(
                    grid.id() + "-curves",
                    new CostPicture(grid.title() + ": accuracy in the course of training", "training, hours", trained));
        }
        return pictures;
    }

    private List<CostPicture.Row> sized() {
        List<CostPicture.Row> sized = new ArrayList<>();
        for (RowFigures row : rows) {
            Optional<Sample> bytes = row.sample("model", "bytes");
            if (bytes.isPresent() && row.test().isPresent()) {
                sized.add(new CostPicture.Row(
                        row.row().name(),
                        bytes.get().mean() / BYTES_PER_KILOBYTE,
                        row.test().get().mean() * 100,
                        List.of()));
            }
        }
        return sized;
    }

    private List<ComparisonPicture.Row> compared() {
        return rows.stream()
                .flatMap(row -> row.drawn(row.row().name(), grid.reference()).stream())
                .toList();
    }
}
