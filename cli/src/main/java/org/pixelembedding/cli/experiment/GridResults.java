package org.pixelembedding.cli.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pixelembedding.train.ConfigException;

/** The results of a grid that there are. */
public final class GridResults {
    private final Grid grid;
    private final Path folder;
    private final Map<GridRun, RunResult> results = new LinkedHashMap<>();

    private GridResults(Grid grid, Path folder) {
        this.grid = grid;
        this.folder = folder;
    }

    /**
     * Reads those of the grid's rows and seeds; other files in the folder are not looked at.
     *
     * @param experiments folder that holds one for each grid
     */
    public static GridResults read(Grid grid, Path experiments) throws IOException {
        GridResults results = new GridResults(grid, experiments.resolve(grid.id()));
        for (Grid.Row row : grid.rows()) {
            for (long seed : row.seeds()) {
                GridRun run = row.run(seed);
                Path file = run.result(results.folder);
                if (Files.exists(file)) {
                    results.results.put(run, RunResult.read(file));
                }
            }
        }
        return results;
    }

    /**
     * Results that were made with other settings than the grid has now would be skipped as done, and are not.
     *
     * @throws ConfigException that names all of them
     */
    public void refuseOthers() {
        List<String> problems = new ArrayList<>();
        results.forEach((run, result) -> {
            List<String> differences = Settings.differences(result.settings(), result.classes(), run);
            if (!differences.isEmpty()) {
                problems.add(result.file() + " was made with other settings: " + String.join(", ", differences)
                        + " (there, in the grid)");
            }
        });
        if (!problems.isEmpty()) {
            throw new ConfigException(
                    "grid " + grid.id(),
                    List.of(String.join("; ", problems) + "; take these files away, or give the rows new names"));
        }
    }

    public Path folder() {
        return folder;
    }

    public boolean has(GridRun run) {
        return results.containsKey(run);
    }

    /** In the order of rows and seeds. */
    public List<RunResult> all() {
        return List.copyOf(results.values());
    }

    Optional<RunResult> of(Grid.Row row, long seed) {
        return Optional.ofNullable(results.get(row.run(seed)));
    }

    /** Of one row, in the order of its seeds. */
    List<RunResult> of(Grid.Row row) {
        return row.seeds().stream().flatMap(seed -> of(row, seed).stream()).toList();
    }
}
