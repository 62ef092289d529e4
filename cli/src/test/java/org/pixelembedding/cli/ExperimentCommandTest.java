package org.pixelembedding.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pixelembedding.cli.Outcome.pixemb;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small grid, trained for real: whole, and stopped in the middle. */
class ExperimentCommandTest {
    private static final List<String> RUNS = List.of("float-ends-seed1", "table-seed1");

    @TempDir
    static Path directory;

    private static Path grid;
    private static Path whole;

    @BeforeAll
    static void trainWhole() throws IOException {
        PaintedFolder.write(directory.resolve("pictures"), 50, "across", "down");
        // So many epochs that a run lasts seconds: on a busy machine a test may look again only after one of them.
        grid = Files.writeString(directory.resolve("small.yaml"), """
            title: Small
            data: pictures
            common: {size: 16, width: 0.25, batch: 8, crop: 1, epochs: 120, precision: float32, threads: 1}
            seeds: [1]
            rows:
              - {name: float ends, reference: true, input: float}
              - {name: table, dimensions: 4}
            """);
        whole = directory.resolve("whole");
        Outcome outcome = pixemb("experiment", grid, "-o", whole, "--runs", directory.resolve("whole-runs"));
        assertThat(outcome.code()).as(outcome.err()).isZero();
    }

    private static Map<String, Object> result(Path out, String run) throws IOException {
        return JSON.std.mapFrom(Files.readString(out.resolve("small").resolve(run + ".json")));
    }

    @Test
    void aResultTellsTheRun() throws IOException {
        Map<String, Object> table = result(whole, "table-seed1");
        assertThat(table)
                .containsEntry("grid", "small")
                .containsEntry("row", "table")
                .containsEntry("seed", 1)
                .containsKeys("configuration", "data", "environment", "distorted", "curves", "times");
        assertThat(table.get("verify").toString()).contains("differences=0", "images=20");
        assertThat(table.get("accuracy").toString())
                .contains("epoch=120", "test=")
                .doesNotContain("testTop5");
        assertThat(table.get("model").toString()).contains("fullyQuantized=true", "macs=");
        Path model = directory.resolve("whole-runs/small/table-seed1/model.pxm");
        assertThat(table.get("model").toString()).contains("bytes=" + Files.size(model));
    }

    @Test
    void whatIsDoneIsSkipped() throws IOException {
        Path file = whole.resolve("small/table-seed1.json");
        Object before = Files.getLastModifiedTime(file);
        Outcome again = pixemb("experiment", grid, "-o", whole, "--runs", directory.resolve("whole-runs"));
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.err()).contains("All 2 runs are done").doesNotContain("start  ");
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(before);
        Outcome dry = pixemb("experiment", grid, "-o", whole, "--dry-run", "--only", "table*");
        assertThat(dry.out()).contains("table-seed1", "1 runs, 1 of them done").doesNotContain("float-ends");
        Outcome both = pixemb("experiment", grid, "-o", whole, "--dry-run", "--only", "table*", "--only", "*-seed1");
        assertThat(both.out()).contains("table-seed1", "float-ends-seed1", "2 runs, 2 of them done");
        pixemb("experiment", grid, "-o", whole, "--dry-run", "--only", "table*", "--only", "tabel")
                .assertRefused("--only tabel: fits no run");
    }

    @Test
    void changedSettingsAreNotTakenForDone() throws IOException {
        Path changed = directory.resolve("changed");
        Files.createDirectories(changed);
        Path other = Files.writeString(
                changed.resolve("small.yaml"), Files.readString(grid).replace("epochs: 120", "epochs: 121"));
        pixemb("experiment", other, "-o", whole)
                .assertRefused("table-seed1.json", "epochs (120, 121)", "float-ends-seed1");
    }

    @Test
    void whatCannotBeMeantIsTold() {
        pixemb("experiment", grid, "-o", whole, "--only", "tabel").assertRefused("fits no run", "float-ends, table");
        pixemb("experiment", grid, "-o", directory, "--data", directory.resolve("nowhere"))
                .assertRefused("nowhere", "--data");
        assertThat(pixemb("experiment").code()).isEqualTo(2);
        assertThat(pixemb("experiment", grid, "--jobs", 0).code()).isEqualTo(2);
    }

    /** Bodies of which nothing was trained are timed, whatever their recipe. */
    @Test
    void everyRecipeHasAnEstimate() throws IOException {
        Path recipes = Files.writeString(directory.resolve("recipes.yaml"), """
            title: Recipes
            data: pictures
            common: {size: 16, width: 0.25, crop: 1, epochs: 2, threads: 1, dimensions: 4}
            seeds: [1]
            rows:   # a body is timed once: batches make each its own
              - {name: intervals, batch: 8, quantizer: learned-thresholds, classifierCodes: 2}
              - {name: steps, batch: 9, quantizer: learned-step}
              - {name: chance, batch: 10, thresholds: random}
              - {name: twin, batch: 11, input: float, fullPrecision: true}
              - {name: warm, batch: 12, from: "@intervals", frozenEpochs: 1}
            """);
        Outcome listed = pixemb("experiment", recipes, "-o", directory, "--dry-run");
        assertThat(listed.code()).as(listed.err()).isZero();
        assertThat(listed.out()).contains("5 runs, 0 of them done").doesNotContain("NaN");
    }

    /** What is not there is said before the first of many hours. */
    @Test
    void filesToStartFromAreThere() throws IOException {
        for (String from : List.of("zoo:nothing", "nothing.pxm")) {
            Path grid = Files.writeString(directory.resolve("from.yaml"), """
            title: From nothing
            data: pictures
            common: {size: 16, width: 0.25, batch: 8, crop: 1, epochs: 2, threads: 1}
            seeds: [1]
            rows: [{name: cold}, {name: warm, from: "%s"}]
            """.formatted(from));
            pixemb("experiment", grid, "-o", directory, "--runs", directory.resolve("from-nothing"))
                    .assertRefused("row 'warm'", from.substring(from.indexOf(':') + 1));
            assertThat(directory.resolve("from-nothing")).doesNotExist();
        }
    }

    /** Each run is a process of its own, which has to know where the zoo is. */
    @Test
    void rowsStartFromModelsOfTheZoo() throws IOException, InterruptedException {
        Path zoo = directory.resolve("zoo");
        Files.copy(
                directory.resolve("whole-runs/small/table-seed1/model.pxm"),
                Files.createDirectories(zoo.resolve("stripes")).resolve("model.pxm"));
        Path grid = Files.writeString(directory.resolve("zoo.yaml"), """
            title: From the zoo
            data: pictures
            common: {size: 16, width: 0.25, batch: 8, crop: 1, epochs: 1, threads: 1, dimensions: 4}
            seeds: [1]
            rows: [{name: warm, from: "zoo:stripes"}]
            """);
        Path out = directory.resolve("from-zoo");
        ProcessBuilder program = OwnProcess.pixemb("experiment", grid, "-o", out, "--runs", out.resolve("runs"));
        program.command().add(program.command().indexOf("-cp"), "-Dpixemb.models=" + zoo);
        Path log = directory.resolve("from-zoo.log");
        Process process =
                program.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        Map<String, Object> warm = JSON.std.mapFrom(Files.readString(out.resolve("zoo/warm-seed1.json")));
        assertThat(warm).containsEntry("from", "zoo:stripes");
        assertThat(warm.get("configuration").toString()).containsPattern("fromSha256=[0-9a-f]{64}");
        assertThat(warm.get("verify").toString()).contains("differences=0");
    }

    /** Side by side: those that build on the first run wait for its end. */
    @Test
    void rowsLearnFromAndStartFromOthers() throws IOException {
        Path building = Files.writeString(directory.resolve("building.yaml"), """
            title: Building on others
            data: pictures
            common: {size: 16, width: 0.25, batch: 8, crop: 1, epochs: 2, precision: float32, threads: 1, dimensions: 4}
            seeds: [1]
            rows:
              - {name: first}
              - {name: taught, teacher: "@first"}
              - {name: warm, from: "@building/first-seed1", frozenEpochs: 1}
              - {name: twin, input: float, fullPrecision: true}
              - {name: from the twin, input: float, from: "@twin"}
            """);
        Path out = directory.resolve("built");
        Object[] command = {"experiment", building, "-o", out, "--runs", directory.resolve("built-runs"), "--jobs", 3};
        Outcome outcome = pixemb(command);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        Path folder = out.resolve("building");
        String first = JSON.std
                .mapFrom(Files.readString(folder.resolve("first-seed1.json")))
                .get("configuration")
                .toString();
        assertThat(first).contains("fromSha256=none", "teacherHash=,");
        Map<String, Object> taught = JSON.std.mapFrom(Files.readString(folder.resolve("taught-seed1.json")));
        assertThat(taught.get("configuration").toString())
                .contains("teacher=@first,")
                .containsPattern("teacherHash=[0-9a-f]{64}");
        Map<String, Object> warm = JSON.std.mapFrom(Files.readString(folder.resolve("warm-seed1.json")));
        assertThat(warm).containsEntry("from", "@building/first-seed1");
        assertThat(warm.get("configuration").toString()).containsPattern("fromSha256=[0-9a-f]{64}");
        Map<String, Object> twin = JSON.std.mapFrom(Files.readString(folder.resolve("twin-seed1.json")));
        assertThat(twin).containsKeys("accuracy", "curves").doesNotContainKeys("model", "verify", "distorted");
        Path twinRun = directory.resolve("built-runs/building/twin-seed1");
        pixemb("verify", twinRun).assertRefused("a training in full precision");
        pixemb("freeze", twinRun, "-o", directory.resolve("twin.pxm")).assertRefused("there is nothing to freeze");
        Map<String, Object> fromTwin = JSON.std.mapFrom(Files.readString(folder.resolve("from-the-twin-seed1.json")));
        assertThat(fromTwin.get("verify").toString()).contains("differences=0");
        assertThat(pixemb(command).err()).contains("All 5 runs are done");

        Path elsewhere = directory.resolve("built-elsewhere");
        Outcome alone = pixemb("experiment", building, "-o", elsewhere, "--runs", elsewhere, "--only", "warm*");
        assertThat(alone.code()).isEqualTo(1);
        assertThat(elsewhere.resolve("building/warm-seed1.log"))
                .content()
                .contains("holds no finished run, and warm builds on it", "--only first-seed1");
    }

    /** Both runs are under way when the signal comes; afterwards they end in what the runs left alone ended in. */
    @Test
    void stoppedRunsGoOnToTheSameResults() throws IOException, InterruptedException {
        Path out = directory.resolve("stopped");
        Path runs = directory.resolve("stopped-runs");
        Process process = bothUnderWay(out, runs);
        process.toHandle().destroy(); // SIGTERM; Process.destroy would close its output
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isEqualTo(143);
        assertThat(said).contains("Go on with: pixemb experiment " + grid);
        for (String run : RUNS) {
            assertThat(out.resolve("small").resolve(run + ".json")).doesNotExist();
            assertThat(runs.resolve("small").resolve(run).resolve("checkpoints/last.ckpt"))
                    .exists();
        }
        Outcome rest = pixemb("experiment", grid, "-o", out, "--runs", runs, "--jobs", 2);
        assertThat(rest.code()).as(rest.err()).isZero();
        for (String run : RUNS) {
            Map<String, Object> expected = result(whole, run);
            Map<String, Object> actual = result(out, run);
            assertThat(runs.resolve("small").resolve(run + ".log")).content().contains("Going on after epoch ");
            assertThat(expected.remove("times")).isNotNull();
            assertThat(actual.remove("times")).isNotNull();
            assertThat(actual).isEqualTo(expected);
        }
    }

    /** A signal that reaches the runs and not the command that started them. */
    @Test
    void runsThatWereStoppedAreNotDone() throws IOException, InterruptedException {
        Path out = directory.resolve("halted");
        Path runs = directory.resolve("halted-runs");
        Process process = bothUnderWay(out, runs);
        process.toHandle().children().forEach(ProcessHandle::destroy);
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isEqualTo(1);
        assertThat(said)
                .contains("2 of 2 runs stopped: ", "Go on with: pixemb experiment " + grid)
                .doesNotContain("All done");
    }

    private static Process bothUnderWay(Path out, Path runs) throws IOException, InterruptedException {
        Process process = OwnProcess.pixemb("experiment", grid, "-o", out, "--runs", runs, "--jobs", 2)
                .redirectErrorStream(true)
                .start();
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!(begun(runs, 0) && begun(runs, 1))) {
            assertThat(process.waitFor(50, TimeUnit.MILLISECONDS))
                    .as("ended before both runs had begun")
                    .isFalse();
            assertThat(System.nanoTime())
                    .as("both runs have an epoch behind them within a minute")
                    .isLessThan(end);
        }
        return process;
    }

    /** Whether a run has an epoch behind it. */
    private static boolean begun(Path runs, int run) throws IOException {
        Path metrics = runs.resolve("small").resolve(RUNS.get(run)).resolve("metrics.csv");
        return Files.exists(metrics) && Files.readAllLines(metrics).size() > 1;
    }
}
