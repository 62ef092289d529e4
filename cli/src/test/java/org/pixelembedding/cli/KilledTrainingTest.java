package org.pixelembedding.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pixelembedding.train.Checkpoint;
import org.pixelembedding.train.KeptCheckpoints;
import org.pixelembedding.train.RunDirectory;

/**
 * {@code kill -9} at seeded random moments of a training in a process of its own, then {@code --resume}: every run ends in
 * the bytes of the run that was left alone. Five kills by default; many, by the command in docs/KILLS.md.
 */
class KilledTrainingTest {
    private static final long SEED = Long.getLong("pixemb.seed", 0x5EED);

    /** So short that there is a checkpoint after nearly every step, and kills meet them being written. */
    private static final List<String> KEPT_OFTEN = List.of("--epochs=16", "--checkpoint-minutes=0.00001");

    private static final List<String> COMMON = List.of("--size=16", "--width=0.25", "--batch=8", "--crop=1");

    private static final Map<String, List<String>> CONFIGURATIONS = new LinkedHashMap<>();

    static {
        CONFIGURATIONS.put("learned table", List.of("--dimensions=4"));
        CONFIGURATIONS.put(
                "float ends, float32, one thread", List.of("--input=float", "--precision=float32", "--threads=1"));
        CONFIGURATIONS.put(
                "bf16, balanced, much augmentation",
                List.of("--dimensions=4", "--precision=bf16", "--balanced=true", "--turns=true", "--erasing=0.5"));
        CONFIGURATIONS.put("thermometer, no validation", List.of("--input=generalized-thermometer", "--validation=0"));
    }

    @TempDir
    static Path directory;

    private static Path pictures;

    /**
     * A run that was left alone.
     *
     * @param starting seconds until it began to train
     * @param training seconds from there to its end
     * @param afterFirst seconds from the end of its first epoch to its end
     */
    private record Whole(List<String> options, Path run, double starting, double training, double afterFirst) {}

    @BeforeAll
    static void paint() throws IOException {
        pictures = PaintedFolder.write(directory.resolve("pictures"), 50, "across", "down");
    }

    private static Process start(Path run, List<String> options) throws IOException {
        List<String> args = new ArrayList<>(List.of("train", "--resume")); // in an empty directory: start
        args.addAll(List.of("--data=" + pictures, "--out=" + run));
        args.addAll(COMMON);
        args.addAll(options);
        return OwnProcess.pixemb(args.toArray())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Reads on to a line that holds a text; fails if none does. */
    private static void await(BufferedReader err, String text) throws IOException {
        List<String> lines = new ArrayList<>();
        String line = err.readLine();
        while (line != null && !line.contains(text)) {
            lines.add(line);
            line = err.readLine();
        }
        assertThat(line).as(() -> String.join("\n", lines)).isNotNull();
    }

    private static String finish(Path run, List<String> options) throws IOException, InterruptedException {
        Process process = start(run, options);
        try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
            String said = err.lines().collect(Collectors.joining("\n"));
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
            return said;
        }
    }

    private static Whole leftAlone(String name, List<String> options) throws IOException, InterruptedException {
        Path run = directory.resolve(name);
        long begin = System.nanoTime();
        Process process = start(run, options);
        try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
            await(err, " training, ");
            long announced = System.nanoTime();
            await(err, "epoch 1 ");
            long first = System.nanoTime();
            String said = err.lines().collect(Collectors.joining("\n"));
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
            long end = System.nanoTime();
            return new Whole(options, run, (announced - begin) * 1e-9, (end - announced) * 1e-9, (end - first) * 1e-9);
        }
    }

    private static List<String> keptOften(List<String> options) {
        return Stream.concat(KEPT_OFTEN.stream(), options.stream()).toList();
    }

    /** Whether the process was still there to be killed. */
    private static boolean kill(Whole whole, Path run, SplittableRandom random)
            throws IOException, InterruptedException {
        Process process = start(run, whole.options());
        try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
            double seconds;
            int from = random.nextInt(8);
            if (from == 0) {
                seconds = random.nextDouble() * whole.starting();
            } else if (from <= 2) {
                await(err, " training, ");
                seconds = random.nextDouble() * whole.training();
            } else {
                // A resumed run may be past its first epoch: any epoch's end will do.
                await(err, "epoch ");
                seconds = random.nextDouble() * whole.afterFirst();
            }
            boolean ended = process.waitFor((long) (seconds * 1e9), TimeUnit.NANOSECONDS);
            process.toHandle().destroyForcibly();
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            return !ended && process.exitValue() != 0;
        }
    }

    private static void assertSame(Path run, Whole whole, String what) throws IOException {
        for (String file : List.of("model.pxm", "checkpoints/last.ckpt", "checkpoints/best.ckpt", "config.yaml")) {
            assertThat(run.resolve(file)).as("%s, %s", what, file).hasSameBinaryContentAs(whole.run.resolve(file));
        }
        assertThat(losses(run)).as(what).isEqualTo(losses(whole.run));
        try (var files = Files.list(run.resolve("checkpoints"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("nothing half written stays: " + what)
                    .containsExactlyInAnyOrder("best.ckpt", "last.ckpt", "previous.ckpt");
        }
    }

    /**
     * Metrics without the times, the memory, and the share of signs that flipped, which an epoch that was resumed in its middle
     * does not know.
     */
    private static List<String> losses(Path run) throws IOException {
        return Files.readAllLines(run.resolve("metrics.csv")).stream()
                .map(line -> line.split(",", -1))
                .map(cells -> String.join(",", List.of(cells).subList(0, 7)) + "," + cells[9] + "," + cells[11])
                .toList();
    }

    private static void killAndCompare(int kills, List<String> names) throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(SEED);
        List<Whole> wholes = new ArrayList<>();
        for (String name : names) {
            wholes.add(leftAlone("whole-" + kills + "-" + wholes.size(), keptOften(CONFIGURATIONS.get(name))));
        }
        int done = 0;
        int beforeTheFirst = 0;
        int inside = 0;
        for (int i = 0; done < kills; i++) {
            Whole whole = wholes.get(i % wholes.size());
            Path run = directory.resolve("run-" + kills + "-" + i);
            int here = 0;
            for (int round = random.nextInt(2);
                    round < 2 && done < kills;
                    round++) { // a resumed run may be killed again
                if (kill(whole, run, random)) {
                    done++;
                    here++;
                    RunDirectory left = new RunDirectory(run);
                    if (left.hasCheckpoint()) {
                        KeptCheckpoints.Newest newest = new KeptCheckpoints(left).newest();
                        assertThat(newest.damage()).as("kill %d", done).isEmpty();
                        Checkpoint.Progress progress = newest.checkpoint().progress();
                        inside += progress.stepInEpoch() > 0 ? 1 : 0;
                    } else {
                        beforeTheFirst++;
                    }
                }
            }
            finish(run, whole.options());
            assertSame(run, whole, "after " + here + " kills, run " + i + ", -Dpixemb.seed=" + SEED);
        }
        System.out.printf(
                "%d kills over %d configurations, all resumed to equal bytes: %d before the first checkpoint, %d left a"
                        + " newest checkpoint inside an epoch, %d at an epoch's end; seed %d%n",
                done, names.size(), beforeTheFirst, inside, done - beforeTheFirst - inside, SEED);
    }

    @Test
    void fiveKills() throws IOException, InterruptedException {
        killAndCompare(5, List.of("learned table", "float ends, float32, one thread"));
    }

    @Test
    @Tag("long")
    @EnabledIfSystemProperty(named = "pixemb.long", matches = "true", disabledReason = "takes many minutes")
    void manyKills() throws IOException, InterruptedException {
        killAndCompare(Integer.getInteger("pixemb.kills", 100), List.copyOf(CONFIGURATIONS.keySet()));
    }

    /** The signals that ask: the step is finished, its checkpoint written, and the way on told. */
    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void aSignalStopsAtAStep(String signal, int code) throws IOException, InterruptedException {
        List<String> options = List.of("--dimensions=4", "--checkpoint-minutes=0", "--epochs=30");
        Whole whole = leftAlone("whole-" + signal, options);
        Path run = directory.resolve("stopped-" + signal);
        Process process = start(run, options);
        try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
            await(err, "epoch 1 ");
            assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();
            String rest = err.lines().collect(Collectors.joining("\n"));
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(rest).isEqualTo(code);
            assertThat(rest).contains("Stopping after this step", "Go on with: pixemb train --data " + pictures);
        }
        assertThat(run.resolve("model.pxm")).doesNotExist();
        Checkpoint stopped = new KeptCheckpoints(new RunDirectory(run)).newest().checkpoint();
        assertThat(stopped.progress().step()).isGreaterThanOrEqualTo(1);
        finish(run, options);
        assertSame(run, whole, signal);
        assertThat(finish(run, options)).contains("This run is finished: all 30 epochs are trained.");
    }
}
