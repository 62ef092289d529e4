package org.pixelembedding.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.train.RunDirectory;

class TimeEstimateTest {
    @TempDir
    Path directory;

    /** What is decided when training starts (precision, codes for the classifier) does not make a run another one. */
    @Test
    void anotherSeedTakesWhatARecordedOneTook() throws IOException {
        Grid grid = Grid.parse("g.yaml", "g", directory, """
            title: Try
            data: pictures.zip
            seeds: [1, 2]
            rows:
              - {name: table, epochs: 40}
              - {name: wide, epochs: 40, width: 2}
            """);
        GridRun first = grid.runs().getFirst();
        RunResult recorded = new RunResult(
                directory.resolve("table-seed1.json"),
                Map.of(
                        "grid",
                        "g",
                        "row",
                        "table",
                        "seed",
                        1,
                        "configuration",
                        Settings.toMap(first.settings().resolved().forClasses(10)),
                        "times",
                        Map.of("trainSeconds", 80)));
        TimeEstimate estimate =
                new TimeEstimate(List.of(recorded), run -> new RunDirectory(directory.resolve(run.name())));
        for (GridRun run : grid.runs()) {
            if (run.row().equals("table")) {
                assertThat(estimate.known(run)).hasValue(80);
            } else {
                assertThat(estimate.known(run)).isEmpty();
            }
        }
    }
}
