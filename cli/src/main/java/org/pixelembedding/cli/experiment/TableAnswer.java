package org.pixelembedding.cli.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pixelembedding.train.InputKind;
import org.pixelembedding.train.NetworkSpec;
import org.pixelembedding.train.Topology;
import org.pixelembedding.train.TrainedNetwork;
import org.pixelembedding.train.TrainingConfig;

/** The tables for machines: the figures of every row that has runs. Accuracies and gaps are fractions. */
public final class TableAnswer {
    private TableAnswer() {}

    /**
     * One object a grid that has results, in the order of their names.
     *
     * @param experiments folder with {@code grids/NAME.yaml} and the folders of results
     */
    public static List<Object> all(Path experiments) throws IOException {
        List<Object> tables = new ArrayList<>();
        for (Grid grid : Grid.all(experiments)) {
            Map<String, Object> table = table(grid, experiments);
            if (!table.isEmpty()) {
                tables.add(table);
            }
        }
        return tables;
    }

    private static Map<String, Object> table(Grid grid, Path experiments) throws IOException {
        GridResults results = GridResults.read(grid, experiments);
        results.refuseOthers();
        List<Object> rows = new ArrayList<>();
        for (Grid.Row row : grid.rows()) {
            RowFigures figures = new RowFigures(row, results);
            if (!figures.done().isEmpty()) {
                rows.add(row(grid, figures));
            }
        }
        if (rows.isEmpty()) {
            return Map.of();
        }
        TrainingConfig settings = results.all().getFirst().settings();
        Map<String, Object> table = new LinkedHashMap<>();
        table.put("set", grid.set());
        table.put("table", grid.id());
        table.put("title", grid.title());
        table.put("network", settings.network());
        table.put("epochs", settings.epochs());
        table.put("rows", rows);
        return table;
    }

    private static Map<String, Object> row(Grid grid, RowFigures figures) throws IOException {
        TrainingConfig settings = figures.row().settings();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", figures.row().name());
        row.put("input", settings.input().option());
        row.put("embedding", embedding(settings));
        Topology topology = TrainedNetwork.topology(settings, NetworkSpec.load(settings.network()), 2);
        int bits = topology.floatStem()
                ? Float.SIZE
                : topology.stem().reads(TrainedNetwork.quantizer(settings)).bits();
        row.put("channels", topology.stem().in());
        row.put("width", topology.stem().in() * bits);
        row.put("ends", settings.floatEnds());
        row.put("seeds", figures.done().size());
        figures.test().ifPresent(test -> {
            row.put("top1Mean", test.mean());
            test.deviation().ifPresent(spread -> row.put("top1Spread", spread));
        });
        figures.sample("accuracy", "testTop5").ifPresent(top5 -> row.put("top5Mean", top5.mean()));
        grid.reference()
                .filter(reference -> reference.settings().floatEnds().equals("both"))
                .filter(reference -> !figures.row().reference())
                .ifPresent(reference -> gap(row, figures, reference, "gapToBoth", "gapInterval"));
        Counterparts learned = figures.row().learned();
        learned.channels()
                .flatMap(grid::row)
                .ifPresent(other -> gap(row, figures, other, "gapToSameChannels", "gapToSameChannelsInterval"));
        learned.width()
                .flatMap(grid::row)
                .ifPresent(other -> gap(row, figures, other, "gapToSameWidth", "gapToSameWidthInterval"));
        figures.sample("model", "bytes").ifPresent(bytes -> row.put("modelBytes", bytes.mean()));
        return row;
    }

    private static String embedding(TrainingConfig settings) {
        return settings.input() == InputKind.PIXEL_EMBEDDING ? settings.table() : "none";
    }

    /** How far a row lies behind another one, if they have a seed in common. */
    private static void gap(
            Map<String, Object> answer, RowFigures figures, Grid.Row other, String meanKey, String intervalKey) {
        figures.difference(other).ifPresent(lead -> {
            double gap = -lead.mean();
            answer.put(meanKey, gap);
            lead.margin().ifPresent(margin -> answer.put(intervalKey, List.of(gap - margin, gap + margin)));
        });
    }
}
