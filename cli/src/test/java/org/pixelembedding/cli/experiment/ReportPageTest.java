package org.pixelembedding.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.train.ConfigException;

/** Tables of made-up results, worked out by hand. */
class ReportPageTest {
    @TempDir
    private Path directory;

    private Path page;

    @BeforeEach
    void writeGrid() throws IOException {
        Files.createDirectories(directory.resolve("grids"));
        Files.writeString(directory.resolve("grids/tiny.yaml"), """
            title: Try
            notes: A note.
            data: pictures.zip
            rowTitle: lever
            columns: [seeds, validation, test, top5, difference, seconds]
            common: {epochs: 3, threads: 1, precision: float32}
            seeds: [1, 2, 3]
            rows:
              - {name: ends, reference: true, input: float}
              - {name: table}
              - {name: once, dimensions: 4, width: 0.5, seeds: [2]}
              - {name: never, dimensions: 5}
            """);
        page = Files.writeString(
                directory.resolve("PAGE.md"), "before\n<!-- other -->\n<!-- tiny -->\nold\n<!-- /tiny -->\nafter\n");
    }

    private void result(String slug, int seed, String settings, String rest) throws IOException {
        Path file = directory.resolve("tiny").resolve(slug + "-seed" + seed + ".json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
            {"format": 1, "grid": "tiny", "row": "%s", "seed": %d, "configuration": {%s "epochs": 3, "threads": 1, "stemTie": 1,
             "precision": "float32", "seed": %d}, %s}
            """.formatted(slug, seed, settings, seed, rest));
    }

    private void accuracy(String slug, int seed, String settings, double test, int seconds) throws IOException {
        result(
                slug,
                seed,
                settings,
                "\"accuracy\": {\"test\": " + test + ", \"validation\": 0.5}, \"times\": {\"trainSeconds\": " + seconds
                        + "}");
    }

    private void all() throws IOException {
        accuracy("ends", 1, "\"input\": \"float\",", 0.80, 10);
        accuracy("ends", 2, "\"input\": \"float\",", 0.82, 11);
        accuracy("ends", 3, "\"input\": \"float\",", 0.84, 12);
        accuracy("table", 1, "", 0.79, 20);
        accuracy("table", 2, "", 0.80, 20);
        result("table", 3, "", "\"failure\": \"the loss is NaN\"");
        accuracy("once", 2, "\"dimensions\": 4, \"width\": 0.5,", 0.83, 5);
    }

    /**
     * ends: 80, 82, 84, deviation 2. table: 79, 80, deviation 0.7071; against ends -1, -2: mean -1.5, deviation 0.7071,
     * margin 12.706 * 0.7071 / 1.4142 = 6.353.
     */
    @Test
    void meansSpreadsAndPairedDifferences() throws IOException {
        all();
        ReportPage.of(page, directory).write();
        String text = Files.readString(page);
        assertThat(text).contains("""
            | lever | seeds | validation, % | test, % | difference, points | training, s |
            | --- | --- | --- | --- | --- | --- |
            | ends | 1, 2, 3 | 50.00 ± 0.00 | 82.00 ± 2.00 | reference | 11 |
            | table | 1, 2; failed 3 | 50.00 ± 0.00 | 79.50 ± 0.71 | -1.50 [-7.85, +4.85] | 20 |
            | once | 2 | 50.00 | 83.00 | +1.00 | 5 |
            | never | not run 1, 2, 3 |  |  |  |  |
            """);
        assertThat(text)
                .startsWith("before\n<!-- other -->\n<!-- tiny -->\nA note.\n")
                .contains("Grid `tiny`: `tiny` or `tiny` x 0.5, 3 epochs")
                .endsWith("![Try](results/tiny.svg)\n<!-- /tiny -->\nafter\n")
                .doesNotContain("old");
        assertThat(directory.resolve("results/tiny.svg")).content().contains("<svg", ">table</text>", "</svg>");
        assertThat(directory.resolve("results/tiny.png")).isNotEmptyFile();
    }

    /**
     * Of the grids that name some, and of these rows those with runs. Top-5 of once 0.97, of its reference 0.95: 2 points; the other seeds
     * have none.
     */
    @Test
    void rowsThatGridsWantToldFirst() throws IOException {
        all();
        Path grid = directory.resolve("grids/tiny.yaml");
        Files.copy(grid, directory.resolve("grids/silent.yaml"));
        Files.writeString(grid, Files.readString(grid) + "summary: ['@once', '@never', '@table']\n");
        result("ends", 2, "\"input\": \"float\",", "\"accuracy\": {\"test\": 0.82, \"testTop5\": 0.95}");
        result(
                "once",
                2,
                "\"dimensions\": 4, \"width\": 0.5,",
                "\"accuracy\": {\"test\": 0.83, \"testTop5\": 0.97}, \"model\": {\"bytes\": 4321}");
        Files.writeString(page, "a\n<!-- all grids -->\n<!-- /all grids -->\nb\n");
        ReportPage.of(page, directory).write();
        assertThat(page).content().isEqualTo("""
        a
        <!-- all grids -->
        | pictures | network | schedule | input layer | seeds | test, % | float ends, test, % | difference, points | difference in top-5, points | model, bytes |
        | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
        | pictures | tiny | 3 epochs | once | 2 | 83.00 | 82.00 ± 2.00 | +1.00 | +2.00 | 4321 |
        | pictures | tiny | 3 epochs | table | 1, 2; failed 3 | 79.50 ± 0.71 | 82.00 ± 2.00 | -1.50 [-7.85, +4.85] |  |  |

        ![All sets at a glance](results/all-grids.svg)
        <!-- /all grids -->
        b
        """);
        assertThat(directory.resolve("results/all-grids.svg"))
                .content()
                .contains(">pictures, 3 epochs: once</text>", "against float ends");
        assertThat(ReportPage.of(page, directory).stale()).isEmpty();
    }

    @Test
    void aSummaryWithoutRunsOrOfUnknownRowsIsTold() throws IOException {
        Path grid = directory.resolve("grids/tiny.yaml");
        String rows = Files.readString(grid);
        Files.writeString(grid, rows + "summary: ['@table']\n");
        Files.writeString(page, "<!-- all grids -->\n<!-- /all grids -->\n");
        ReportPage.of(page, directory).write();
        assertThat(page).content().contains("No run of these rows is done yet.");
        Files.writeString(grid, rows + "summary: ['@tabel', '@ends']\n");
        assertThatThrownBy(() -> ReportPage.of(page, directory))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "summary: @tabel is no row beside the reference, want some of [@table, @once, @never]")
                .hasMessageContaining("summary: @ends");
        Files.writeString(grid, rows.replace("reference: true, ", "") + "summary: ['@table']\n");
        assertThatThrownBy(() -> ReportPage.of(page, directory))
                .hasMessageContaining("want a row with float ends and reference: true");
    }

    /** The mean of a kind's strengths, then of seeds. */
    @Test
    void distortedPicturesAreTold() throws IOException {
        Files.writeString(directory.resolve("grids/tiny.yaml"), """
            title: Try
            data: pictures.zip
            columns: [test, brightness, jpeg]
            common: {epochs: 3, threads: 1, precision: float32}
            seeds: [1, 2]
            rows:
              - {name: table}
            """);
        for (int seed = 1; seed <= 2; seed++) {
            result(
                    "table",
                    seed,
                    "",
                    "\"accuracy\": {\"test\": 0.8}, \"distorted\": {\"brightness\": {\"0.5\": 0.6, \"1.5\": 0." + 6
                            + seed + "}}");
        }
        assertThat(new GridReport(Grid.read(directory.resolve("grids/tiny.yaml")), directory).markdown("results"))
                .contains("""
            | row | test, % | brightness, % |
            | --- | --- | --- |
            | table | 80.00 ± 0.00 | 60.75 ± 0.35 |
            """);
    }

    /** The last epoch's share, and nothing for codes that never learn. */
    @Test
    void codesThatChangedAreTold() throws IOException {
        Files.writeString(directory.resolve("grids/tiny.yaml"), """
        title: Try
        data: pictures.zip
        columns: [test, codes-changed]
        common: {epochs: 3, threads: 1, precision: float32}
        seeds: [1]
        rows:
          - {name: table}
          - {name: fixed, input: generalized-thermometer}
        """);
        String rest = "\"accuracy\": {\"test\": 0.8}, \"curves\": {\"codesChanged\": [0.5, 0.25, 0.0125]}";
        result("table", 1, "", rest);
        result("fixed", 1, "\"input\": \"generalized-thermometer\",", rest);
        assertThat(new GridReport(Grid.read(directory.resolve("grids/tiny.yaml")), directory).markdown("results"))
                .contains("""
        | row | test, % | codes changed, % |
        | --- | --- | --- |
        | table | 80.00 | 1.25 |
        | fixed | 80.00 |  |
        """);
    }

    /** The same numbers for machines: fractions, and how far a row lies behind both ends in float. */
    @Test
    @SuppressWarnings("unchecked") // plain objects, as they are written
    void tablesForMachines() throws IOException {
        all();
        List<Object> tables = TableAnswer.all(directory);
        assertThat(tables).hasSize(1);
        Map<String, Object> table = (Map<String, Object>) tables.getFirst();
        assertThat(table)
                .containsEntry("set", "pictures")
                .containsEntry("table", "tiny")
                .containsEntry("network", "tiny")
                .containsEntry("epochs", 3);
        List<Map<String, Object>> rows = (List<Map<String, Object>>) table.get("rows");
        assertThat(rows).extracting(row -> row.get("name")).containsExactly("ends", "table", "once");
        assertThat(rows.get(0))
                .containsEntry("input", "float")
                .containsEntry("embedding", "none")
                .containsEntry("channels", 3)
                .containsEntry("ends", "both")
                .containsEntry("seeds", 3)
                .doesNotContainKey("gapToBoth");
        assertThat(rows.get(1))
                .containsEntry("embedding", "per-colour")
                .containsEntry("channels", 63)
                .containsEntry("width", 126)
                .containsEntry("ends", "none")
                .containsEntry("seeds", 2);
        assertThat((double) rows.get(1).get("top1Mean")).isCloseTo(0.795, within(1e-9));
        assertThat((double) rows.get(1).get("gapToBoth")).isCloseTo(0.015, within(1e-9));
        List<Double> interval = (List<Double>) rows.get(1).get("gapInterval");
        assertThat(interval.get(0)).isCloseTo(0.015 - 0.06353, within(1e-5));
        assertThat(interval.get(1)).isCloseTo(0.015 + 0.06353, within(1e-5));
        assertThat(rows.get(2)).containsEntry("width", 24).doesNotContainKeys("top1Spread", "gapInterval");
    }

    /**
     * A fixed code beside learned tables: 78, 79, 82 against 79, 80 is -1, -1, and against 81, 80, 80 it is -3, -1, +2: mean -0.6667,
     * deviation 2.5166, margin 4.3027 * 2.5166 / 1.7321 = 6.2517.
     */
    @Test
    @SuppressWarnings("unchecked") // plain objects, as they are written
    void codesAreMeasuredAgainstLearnedTables() throws IOException {
        Files.writeString(directory.resolve("grids/tiny.yaml"), """
        title: Try
        data: pictures.zip
        columns: [test, same-channels, same-width]
        common: {epochs: 3, threads: 1, precision: float32}
        seeds: [1, 2, 3]
        rows:
          - {name: fixed, dimensions: 4, learned: {channels: "@table", width: "@wide"}}
          - {name: table}
          - {name: wide, dimensions: 42}
        """);
        double[] fixed = {0.78, 0.79, 0.82};
        double[] wide = {0.81, 0.80, 0.80};
        for (int seed = 1; seed <= 3; seed++) {
            accuracy("fixed", seed, "\"dimensions\": 4,", fixed[seed - 1], 10);
            accuracy("wide", seed, "\"dimensions\": 42,", wide[seed - 1], 10);
        }
        accuracy("table", 1, "", 0.79, 20);
        accuracy("table", 2, "", 0.80, 20);
        assertThat(new GridReport(Grid.read(directory.resolve("grids/tiny.yaml")), directory).markdown("results"))
                .contains("Differences are paired by seed", """
        | row | test, % | to a learned table of as many channels, points | to a learned table of as many bits, points |
        | --- | --- | --- | --- |
        | fixed | 79.67 ± 2.08 | -1.00 [-1.00, -1.00] | -0.67 [-6.92, +5.58] |
        | table | 79.50 ± 0.71 |  |  |
        | wide | 80.33 ± 0.58 |  |  |
        """);
        Map<String, Object> table =
                (Map<String, Object>) TableAnswer.all(directory).getFirst();
        Map<String, Object> row = ((List<Map<String, Object>>) table.get("rows")).getFirst();
        assertThat((double) row.get("gapToSameChannels")).isCloseTo(0.01, within(1e-9));
        assertThat((double) row.get("gapToSameWidth")).isCloseTo(0.02 / 3, within(1e-9));
        assertThat(((List<Double>) row.get("gapToSameWidthInterval")).get(1))
                .isCloseTo(0.02 / 3 + 0.062517, within(1e-5));
        assertThat(row).doesNotContainKey("gapToBoth");
    }

    @Test
    void isStaleUntilItIsWritten() throws IOException {
        all();
        assertThat(ReportPage.of(page, directory).stale()).containsExactly(page, directory.resolve("results/tiny.svg"));
        ReportPage.of(page, directory).write();
        assertThat(ReportPage.of(page, directory).stale()).isEmpty();
        accuracy("once", 2, "\"dimensions\": 4, \"width\": 0.5,", 0.84, 5);
        assertThat(ReportPage.of(page, directory).stale()).hasSize(2);
    }

    @Test
    void accuracyIsDrawnAgainstBytesIfTheGridSaysSo() throws IOException {
        Path grid = directory.resolve("grids/tiny.yaml");
        Files.writeString(grid, "sizes: true\n" + Files.readString(grid));
        result("ends", 1, "\"input\": \"float\",", "\"accuracy\": {\"test\": 0.8}, \"model\": {\"bytes\": 90000}");
        result("table", 1, "", "\"accuracy\": {\"test\": 0.7}, \"model\": {\"bytes\": 80000}");
        result(
                "once",
                2,
                "\"dimensions\": 4, \"width\": 0.5,",
                "\"accuracy\": {\"test\": 0.6}, \"model\": {\"bytes\": 85000}");
        ReportPage.of(page, directory).write();
        assertThat(page)
                .content()
                .contains("![Try](results/tiny.svg)", "![Try: accuracy against model size](results/tiny-sizes.svg)");
        assertThat(directory.resolve("results/tiny-sizes.svg"))
                .content()
                .contains(">ends</text>", ">table</text>", ">once</text>");
        assertThat(directory.resolve("results/tiny-sizes.png")).isNotEmptyFile();
    }

    @Test
    void theWayThroughTrainingIsDrawnIfTheGridSaysSo() throws IOException {
        Path grid = directory.resolve("grids/tiny.yaml");
        Files.writeString(grid, "curves: true\n" + Files.readString(grid));
        result(
                "table",
                1,
                "",
                "\"accuracy\": {\"test\": 0.7}, \"curves\": {\"validationAccuracy\": [0.2, 0.5, 0.65]},"
                        + " \"times\": {\"trainSeconds\": 7200, \"epochSeconds\": [2400, 2400, 2400]}");
        ReportPage.of(page, directory).write();
        assertThat(page)
                .content()
                .contains("![Try: accuracy in the course of training](results/tiny-curves.svg)")
                .doesNotContain("(results/tiny.svg)");
        assertThat(directory.resolve("results/tiny-curves.svg"))
                .content()
                .contains(">table</text>", ">training, hours</text>", ">2.0</text>");
    }

    @Test
    void withoutRunsThereIsNoTable() throws IOException {
        ReportPage.of(page, directory).write();
        assertThat(page)
                .content()
                .contains("<!-- tiny -->\nA note.\n\nNo run of this grid is done yet.\n<!-- /tiny -->");
    }

    @Test
    void resultsOfOtherSettingsAreRefused() throws IOException {
        accuracy("once", 2, "\"dimensions\": 6,", 0.84, 5);
        assertThatThrownBy(() -> ReportPage.of(page, directory))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("once-seed2.json", "dimensions (6, 4)", "take these files away");
    }

    @Test
    void aPlaceWithoutEndIsRefused() throws IOException {
        Files.writeString(page, "a\n<!-- tiny -->\nb\n");
        assertThatThrownBy(() -> ReportPage.of(page, directory))
                .hasMessageContainingAll("PAGE.md, line 2", "has no end; write <!-- /tiny -->");
    }

    @Test
    void aDamagedResultIsNamed() throws IOException {
        all();
        Files.writeString(directory.resolve("tiny/once-seed2.json"), "{\"seed\": 2, ");
        assertThatThrownBy(() -> ReportPage.of(page, directory))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("once-seed2.json", "take it away");
    }

    /** The page in the repository is what the files in the repository say. */
    @Test
    void theResultsPageIsUpToDate() throws IOException {
        Path repository = Path.of("..");
        ReportPage results = ReportPage.of(repository.resolve("docs/RESULTS.md"), repository.resolve("experiments"));
        assertThat(results.stale())
                .as("files that ./pixemb experiment report writes anew")
                .isEmpty();
    }
}
