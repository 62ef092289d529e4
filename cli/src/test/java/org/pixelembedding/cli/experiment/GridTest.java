package org.pixelembedding.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pixelembedding.train.ConfigException;
import org.pixelembedding.train.InputKind;
import org.pixelembedding.train.TrainingConfig;

class GridTest {
    private static final Path FOLDER = Path.of("somewhere", "grids");

    static Stream<Path> shipped() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("..", "experiments", "grids"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void shippedGridsAreGrids(Path file) throws IOException {
        assertThat(Grid.read(file).runs()).isNotEmpty();
    }

    @Test
    void rowsChangeWhatIsCommonAndRunSeedBySeed() throws IOException {
        Grid grid = Grid.parse("g.yaml", "g", FOLDER, """
            title: Try
            data: ../pictures.zip
            common: {network: tiny, epochs: 3, dimensions: 8}
            seeds: [1, 2]
            rows:
              - {name: Float ends, reference: true, input: float}
              - {name: "Table, d = 10", dimensions: 10, seeds: [2]}
            """);
        assertThat(grid.data()).isEqualTo(Path.of("somewhere", "pictures.zip"));
        assertThat(grid.runs().stream().map(GridRun::name))
                .containsExactly("float-ends-seed1", "table-d-10-seed2", "float-ends-seed2");
        GridRun table = grid.runs().get(1);
        assertThat(table.settings().seed()).isEqualTo(2);
        assertThat(table.settings().epochs()).isEqualTo(3);
        assertThat(table.settings().dimensions()).isEqualTo(10);
        assertThat(table.settings().floatClassifier()).isFalse();
        GridRun ends = grid.runs().get(0);
        assertThat(ends.settings().input()).isEqualTo(InputKind.FLOAT);
        assertThat(ends.settings().dimensions()).isEqualTo(8);
        assertThat(ends.settings().floatClassifier()).isTrue();
        assertThat(ends.settings().floatEnds()).isEqualTo("both");
        assertThat(ends.settings().with("classifier", "binary").floatEnds()).isEqualTo("first");
        assertThat(table.settings().floatEnds()).isEqualTo("none");
        assertThat(table.settings().with("classifier", "float").floatEnds()).isEqualTo("last");
        assertThat(grid.reference().map(Grid.Row::name)).contains("Float ends");
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertThatThrownBy(() -> Grid.parse("g.yaml", "g", FOLDER, """
            titel: Try
            data: pictures.zip
            common: {epoch: 3}
            seeds: [1, 1, a]
            columns: [test, differnce]
            rows:
              - {name: one, input: flaot, reference: true}
              - {name: two, dimension: 3, seed: 4, reference: true}
              - {name: Zwei, epochs: 1, reference: true}
              - {name: zwei, epochs: 2, reference: true}
            """))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("g.yaml: title is not there")
                .hasMessageContainingAll(
                        "columns 'differnce' is unknown, did you mean difference?",
                        "seeds holds 1 twice",
                        "seeds holds a, want whole numbers",
                        "common: key 'epoch' is unknown, did you mean epochs?",
                        "row 'one': input 'flaot' is unknown, did you mean float?",
                        "row 'two': seed is set, want it in seeds",
                        "row 'two': key 'dimension' is unknown, did you mean dimensions?",
                        "row 'zwei': another row has the file name zwei too",
                        "several rows are reference: true",
                        "key 'titel' is unknown, did you mean title?")
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    }

    @Test
    void aGridWithoutRowsOrSeedsIsNone() {
        assertThatThrownBy(() -> Grid.parse("g.yaml", "g", FOLDER, "title: a\ndata: b\n"))
                .hasMessageContaining("rows is empty");
        assertThatThrownBy(() -> Grid.parse("g.yaml", "g", FOLDER, "title: a\ndata: b\nrows: [{name: c}]\n"))
                .hasMessageContaining("rows[0].seeds is empty and so is the grid's");
    }

    @Test
    void rowsBuildOnEarlierRowsAndOnOtherGrids() throws IOException {
        Grid grid = Grid.parse("g.yaml", "g", FOLDER, """
            title: Try
            data: ../pictures.zip
            seeds: [1, 2]
            rows:
              - {name: Float ends, input: float}
              - {name: taught, teacher: "@float-ends"}
              - {name: warm, from: "@body/tiny-seed1"}
              - {name: warm from a file, from: body.pxm}
            """);
        GridRun taught = grid.rows().get(1).run(2);
        OtherRun teacher = OtherRun.parse(taught.settings().distillation().teacher(), grid.id(), taught.seed());
        assertThat(teacher).isEqualTo(new OtherRun("g", "float-ends-seed2"));
        assertThat(teacher.directory(Path.of("runs"))).isEqualTo(Path.of("runs", "g", "float-ends-seed2"));
        GridRun warm = grid.rows().get(2).run(2);
        assertThat(OtherRun.parse(warm.from().orElseThrow(), "g", 2)).isEqualTo(new OtherRun("body", "tiny-seed1"));
        assertThat(OtherRun.isMeant(grid.rows().get(3).from().orElseThrow())).isFalse();
    }

    @Test
    void aRowDoesNotBuildOnWhatIsNotTrainedBefore() {
        assertThatThrownBy(() -> Grid.parse("g.yaml", "g", FOLDER, """
            title: Try
            data: ../pictures.zip
            seeds: [1, 2]
            rows:
              - {name: one, seeds: [1]}
              - {name: taught, teacher: "@later"}
              - {name: warm, from: "@one"}
              - {name: later}
            """))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(
                        "row 'taught': @later is no earlier row with its seeds, want one of [@one]",
                        "row 'warm': @one is no earlier row with its seeds, want one of [@one, @taught]");
    }

    @Test
    void aCodeIsMeasuredAgainstOtherRowsOnly() {
        assertThatThrownBy(() -> Grid.parse("g.yaml", "g", FOLDER, """
        title: Try
        data: ../pictures.zip
        seeds: [1]
        rows:
          - {name: fixed, tableFactor: 0, learned: {channels: "@fixed", widht: "@table"}}
          - {name: table}
        """))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(
                        "row 'fixed': learned @fixed is no other row, want one of [@table]",
                        "key 'rows[0].learned.widht' is unknown, did you mean rows[0].learned.width?");
    }

    /** Of steps that no machine decides. */
    private static Grid bf16(String rows) throws IOException {
        return Grid.parse("g.yaml", "g", FOLDER, """
            title: Try
            data: ../pictures.zip
            common: {precision: bf16}
            seeds: [1]
            rows: [%s]
            """.formatted(rows));
    }

    /** A result stays good when a setting changes that its input layer does not look at, and only then. */
    @Test
    void resultsAreMeasuredByWhatTheirInputLayerLooksAt() throws IOException {
        Grid grid = bf16("{name: ends, input: float}, {name: table}, {name: planes, input: bit-plane}");
        for (GridRun run : grid.runs()) {
            TrainingConfig now = run.settings().forClasses(10);
            assertThat(Settings.differences(now, 10, run)).isEmpty();
            assertThat(Settings.differences(now.with("epochs", "41"), 10, run)).containsExactly("epochs (41, 40)");
            boolean table = run.name().startsWith("table");
            assertThat(Settings.differences(now.with("stemTie", "0").with("tableFactor", "3"), 10, run))
                    .hasSize(table ? 2 : 0);
            assertThat(Settings.differences(now.with("input", table ? "float" : "pixel-embedding"), 10, run))
                    .isNotEmpty();
        }
    }

    /** Of a run's own number of classes: one code is what ten want, and not what a hundred want. */
    @Test
    void codesForTheClassifierAreThoseOfTheRecordedClasses() throws IOException {
        GridRun run = bf16("{name: table}").runs().getFirst();
        TrainingConfig one = run.settings().with("classifierCodes", "1");
        assertThat(Settings.differences(one, 10, run)).isEmpty();
        assertThat(Settings.differences(one, 0, run)).isEmpty();
        assertThat(Settings.differences(one, 100, run)).containsExactly("classifierCodes (1, 4)");
    }
}
