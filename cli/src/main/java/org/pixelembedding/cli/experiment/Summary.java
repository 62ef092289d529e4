package org.pixelembedding.cli.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pixelembedding.cli.picture.ComparisonPicture;
import org.pixelembedding.cli.picture.Figure;

/** The rows that grids want told first ({@code summary}), of all grids in one table: how far each is from its float ends. */
final class Summary implements ReportBlock {
    /** What stands in the markers of its place; no grid has such a name. */
    static final String MARKER = "all grids";

    private static final String PICTURE = "all-grids";
    private static final String TITLE = "All sets at a glance";
    private static final String REFERENCE = "float ends";

    private final List<Line> lines = new ArrayList<>();

    /**
     * One row beside its reference.
     *
     * @param label of the figure
     * @param cells what the table says of where it comes from
     */
    private record Line(String label, List<String> cells, RowFigures row, RowFigures reference) {}

    /**
     * Those rows that have results.
     *
     * @param experiments folder with {@code grids/NAME.yaml} and the folders of results
     */
    Summary(Path experiments) throws IOException {
        for (Grid grid : Grid.all(experiments)) {
            if (!grid.summary().isEmpty()) {
                add(grid, experiments);
            }
        }
    }

    private void add(Grid grid, Path experiments) throws IOException {
        GridResults results = GridResults.read(grid, experiments);
        results.refuseOthers();
        RowFigures reference = new RowFigures(grid.reference().orElseThrow(), results);
        for (String name : grid.summary()) {
            Grid.Row row = grid.row(name).orElseThrow();
            RowFigures figures = new RowFigures(row, results);
            if (!figures.done().isEmpty()) {
                String epochs = row.settings().epochs() + " epochs";
                lines.add(new Line(
                        grid.set() + ", " + epochs + ": " + row.name(),
                        List.of(grid.set(), row.settings().network(), epochs, row.name()),
                        figures,
                        reference));
            }
        }
    }

    @Override
    public String markdown(String figures) {
        if (lines.isEmpty()) {
            return "No run of these rows is done yet.\n";
        }
        StringBuilder text = new StringBuilder();
        Markdown.head(
                text,
                List.of(
                        "pictures",
                        "network",
                        "schedule",
                        "input layer",
                        "seeds",
                        Column.TEST.title(),
                        REFERENCE + ", test, %",
                        Column.DIFFERENCE.title(),
                        "difference in top-5, points",
                        Column.BYTES.title()));
        for (Line line : lines) {
            List<String> cells = new ArrayList<>(line.cells());
            Grid.Row reference = line.reference().row();
            cells.add(line.row().seeds());
            cells.add(Markdown.accuracy(line.row().test()));
            cells.add(Markdown.accuracy(line.reference().test()));
            cells.add(Markdown.points(line.row().difference(reference)));
            cells.add(Markdown.points(line.row().topFiveDifference(reference)));
            cells.add(Markdown.mean(line.row().sample("model", "bytes"), 0, 1));
            Markdown.line(text, cells);
        }
        pictures().forEach((name, picture) -> Markdown.figure(text, figures, name, picture));
        return text.toString();
    }

    /** One, if two rows or more have runs. */
    @Override
    public Map<String, Figure> pictures() {
        List<ComparisonPicture.Row> drawn = lines.stream()
                .flatMap(line -> line
                        .row()
                        .drawn(line.label(), Optional.of(line.reference().row()))
                        .stream())
                .toList();
        return drawn.size() < 2 ? Map.of() : Map.of(PICTURE, new ComparisonPicture(TITLE, REFERENCE, drawn));
    }
}
