package org.pixelembedding.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.pixelembedding.cli.experiment.Grid;
import org.pixelembedding.cli.experiment.GridResults;
import org.pixelembedding.cli.experiment.GridRun;
import org.pixelembedding.cli.experiment.OtherRun;
import org.pixelembedding.cli.experiment.RunPool;
import org.pixelembedding.cli.experiment.TimeEstimate;
import org.pixelembedding.data.CacheFolder;
import org.pixelembedding.data.ImageSource;
import org.pixelembedding.train.ConfigException;
import org.pixelembedding.train.RunDirectory;
import org.pixelembedding.train.TrainingData;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** All runs of a grid, each in a process of its own. */
@Command(
        name = "experiment",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = {ExperimentReportCommand.class, ExperimentRunCommand.class},
        description = {
            "Trains every row of a grid (YAML) with every seed; each run leaves one small JSON.",
            "Runs that are done are skipped, runs that were stopped go on. Ctrl-C leaves a checkpoint of each."
        },
        footer = {
            "",
            "Examples:",
            "  pixemb experiment experiments/grids/eurosat-mini-inputs.yaml --dry-run",
            "  pixemb experiment experiments/grids/eurosat-mini-inputs.yaml --jobs 2 --only 'float-*' --only '*-seed1'",
            "  pixemb experiment report"
        })
final class ExperimentCommand implements Callable<Integer> {
    private static final long TICK_MILLIS = 1000;
    private static final long LINE_NANOS = 30_000_000_000L;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "A grid; experiments/README.md explains its keys.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            defaultValue = "experiments",
            description = "Results go into a folder in it that is named as the grid (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            description = "Where run directories are kept until their end and after (default: ~/pixemb-runs).")
    private Path runs = Path.of(System.getProperty("user.home"), "pixemb-runs");

    @Option(names = "--data", paramLabel = "DATA", description = "The pictures, if they are not where the grid says.")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "1",
            description = "Runs side by side, each with the threads of its settings (default: ${DEFAULT-VALUE}).")
    private int jobs;

    @Option(
            names = "--only",
            paramLabel = "PATTERN",
            description =
                    "Only runs whose name fits; * stands for anything: 'float-*', '*-seed1'. Given several times: those that fit any.")
    private List<String> only = List.of();

    @Option(names = "--dry-run", description = "Lists the runs with an estimate of the time, and trains nothing.")
    private boolean dryRun;

    @Spec
    private CommandSpec spec;

    private PrintWriter err;

    @Override
    public Integer call() throws IOException {
        err = spec.commandLine().getErr();
        Path gridFile = file.orElseThrow(() -> new ParameterException(
                spec.commandLine(), "want a grid (a YAML file), or report; experiments/grids/ has grids"));
        WantedNumber.atLeast(1, jobs, "--jobs", spec);
        Grid grid = Grid.read(gridFile);
        GridResults results = GridResults.read(grid, out);
        results.refuseOthers();
        List<GridRun> chosen = chosen(grid);
        List<GridRun> left = chosen.stream().filter(run -> !results.has(run)).toList();
        Path pictures = data.orElse(grid.data());
        if (!Files.exists(pictures)) {
            throw new IOException(pictures + ": no such file or directory; say where the pictures are with --data");
        }
        checkSources(left);
        TimeEstimate estimate = new TimeEstimate(results.all(), run -> directory(grid, run));
        if (dryRun) {
            list(chosen, left, estimate, pictures);
            return 0;
        }
        if (left.isEmpty()) {
            err.println("All " + chosen.size() + " runs are done: " + results.folder());
            return 0;
        }
        return run(grid, results, left, pictures, estimate);
    }

    private List<GridRun> chosen(Grid grid) {
        if (only.isEmpty()) {
            return grid.runs();
        }
        Set<GridRun> chosen = new HashSet<>();
        for (String wanted : only) {
            Pattern pattern = Pattern.compile(Pattern.quote(wanted).replace("*", "\\E.*\\Q"));
            List<GridRun> fitting = grid.runs().stream()
                    .filter(run -> pattern.matcher(run.name()).matches()
                            || pattern.matcher(run.slug()).matches())
                    .toList();
            if (fitting.isEmpty()) {
                throw new ConfigException("--only " + wanted + ": fits no run of " + grid.id() + "; its rows are "
                        + String.join(
                                ", ", grid.rows().stream().map(Grid.Row::slug).toList()));
            }
            chosen.addAll(fitting);
        }
        return grid.runs().stream().filter(chosen::contains).toList();
    }

    /** Files that runs start from are looked for before the first of many hours. */
    private static void checkSources(List<GridRun> left) throws IOException {
        for (GridRun run : left) {
            String from = run.from().orElse("");
            if (from.isEmpty() || OtherRun.isMeant(from)) {
                continue;
            }
            try {
                Path source = Zoo.path(from);
                if (!Files.exists(source)) {
                    throw new IOException(
                            source + ": no such file or directory, and row '" + run.row() + "' starts from it");
                }
            } catch (TypeConversionException e) {
                throw new ConfigException("row '" + run.row() + "': from: " + e.getMessage());
            }
        }
    }

    private void list(List<GridRun> chosen, List<GridRun> left, TimeEstimate estimate, Path pictures)
            throws IOException {
        TextTable table = new TextTable("run", "epochs", "estimate");
        double sum = 0;
        try (ImageSource source = ImageSource.open(pictures, CacheFolder.ofUser())) {
            int images = TrainingData.divide(source, chosen.getFirst().settings())
                    .train()
                    .size();
            TimeEstimate.Measured measured = new TimeEstimate.Measured(images, jobs);
            for (GridRun run : chosen) {
                if (left.contains(run)) {
                    OptionalDouble known = estimate.known(run);
                    double seconds = known.isPresent() ? known.getAsDouble() : measured.seconds(run.settings());
                    sum += seconds;
                    table.row(run.name(), run.settings().epochs(), ProgressPrinter.time(seconds));
                } else {
                    table.row(run.name(), run.settings().epochs(), "done");
                }
            }
        }
        PrintWriter text = spec.commandLine().getOut();
        text.print(table);
        text.printf(
                "%d runs, %d of them done; the training of the rest takes about %s with --jobs %d%n",
                chosen.size(), chosen.size() - left.size(), ProgressPrinter.time(sum / jobs), jobs);
    }

    private int run(Grid grid, GridResults results, List<GridRun> left, Path pictures, TimeEstimate estimate)
            throws IOException {
        // Filled by the threads that hear of ends, read by this one.
        List<GridRun> failed = new CopyOnWriteArrayList<>();
        List<GridRun> done = new CopyOnWriteArrayList<>();
        List<GridRun> stopped = new CopyOnWriteArrayList<>();
        RunPool pool = new RunPool(left, jobs, run -> launch(grid, results, run, pictures), new RunPool.Listener() {
            @Override
            public void started(GridRun run) {
                err.println("start  " + run.name() + "   log: " + log(grid, run));
            }

            @Override
            public void ended(GridRun run, int exitCode) {
                switch (exitCode) {
                    case 0 -> {
                        done.add(run);
                        err.println("done   " + run.name() + "   " + run.result(results.folder()));
                    }
                    case 129, 130, 143 -> {
                        stopped.add(run);
                        err.println("stopped " + run.name());
                    }
                    default -> {
                        failed.add(run);
                        err.println("failed " + run.name() + ", exit code " + exitCode + "; see " + log(grid, run));
                    }
                }
            }
        });
        OptionalInt signalled;
        try (StopSignals signals = StopSignals.install(pool::stop, "Stopping after this step", err)) {
            pool.start();
            long last = System.nanoTime();
            while (!pool.await(TICK_MILLIS)) {
                if (System.nanoTime() - last > LINE_NANOS) {
                    last = System.nanoTime();
                    progress(grid, pool, left, done, estimate);
                }
            }
            signalled = signals.exitCode();
        } catch (InterruptedException e) {
            pool.stop();
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("stopped while runs were under way");
        }
        if (signalled.isPresent()) {
            err.println("Stopped; " + howToGoOn(grid));
            return signalled.getAsInt();
        }
        if (!failed.isEmpty()) {
            err.println("pixemb: " + failed.size() + " of " + left.size() + " runs failed: "
                    + names(failed)
                    + "; their logs are in " + runs.resolve(grid.id()) + ", and the same command tries them again");
            return 1;
        }
        if (!stopped.isEmpty()) { // by a signal to their processes alone
            err.println("pixemb: " + stopped.size() + " of " + left.size() + " runs stopped: " + names(stopped) + "; "
                    + howToGoOn(grid));
            return 1;
        }
        err.println("All done: " + results.folder() + ". Tables and figures: pixemb experiment report");
        return 0;
    }

    private String howToGoOn(Grid grid) {
        return "what was trained is kept in " + runs.resolve(grid.id()) + ". Go on with: " + goOn();
    }

    private static String names(List<GridRun> runs) {
        return String.join(", ", runs.stream().map(GridRun::name).toList());
    }

    private void progress(Grid grid, RunPool pool, List<GridRun> left, List<GridRun> done, TimeEstimate estimate)
            throws IOException {
        StringBuilder line = new StringBuilder(done.size() + " of " + left.size() + " runs done");
        for (GridRun run : pool.running()) {
            line.append("; ")
                    .append(run.name())
                    .append(" epoch ")
                    .append(directory(grid, run).readMetrics().size())
                    .append('/')
                    .append(run.settings().epochs());
        }
        List<GridRun> rest = left.stream().filter(run -> !done.contains(run)).toList();
        OptionalDouble seconds = estimate.secondsLeft(rest, done);
        if (seconds.isPresent()) {
            line.append("; about ")
                    .append(ProgressPrinter.time(seconds.getAsDouble() / jobs))
                    .append(" left");
        }
        err.println(line);
    }

    private RunDirectory directory(Grid grid, GridRun run) {
        return new RunDirectory(runs.resolve(grid.id()).resolve(run.name()));
    }

    private Path log(Grid grid, GridRun run) {
        return runs.resolve(grid.id()).resolve(run.name() + ".log");
    }

    private Process launch(Grid grid, GridResults results, GridRun run, Path pictures) throws IOException {
        Path directory = directory(grid, run).path();
        Files.createDirectories(directory.getParent());
        Path config = directory.resolveSibling(run.name() + ".yaml");
        RunDirectory.writeText(config, run.settings().toYaml());
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "experiment", "run"));
        command.addAll(List.of("--grid", grid.id(), "--row", run.row(), "--slug", run.slug(), "--go-on", goOn()));
        command.addAll(List.of("--config", config.toString(), "--data", pictures.toString()));
        command.addAll(List.of("--runs", runs.toString(), "--out", directory.toString()));
        run.from().ifPresent(from -> command.add("--from=" + from));
        command.addAll(List.of("--result", run.result(results.folder()).toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(grid, run).toFile()))
                .start();
    }

    private String goOn() {
        return "pixemb "
                + String.join(
                        " ",
                        spec.commandLine().getParseResult().originalArgs().stream()
                                .map(argument ->
                                        argument.matches("[-A-Za-z0-9_./=,]+") ? argument : "'" + argument + "'")
                                .toList());
    }
}
