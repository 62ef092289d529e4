package org.pixelembedding.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.pixelembedding.cli.experiment.GridRun;
import org.pixelembedding.cli.experiment.OtherRun;
import org.pixelembedding.cli.experiment.RunRecorder;
import org.pixelembedding.cli.experiment.Settings;
import org.pixelembedding.data.CacheFolder;
import org.pixelembedding.data.Distortion;
import org.pixelembedding.data.ImageSet;
import org.pixelembedding.data.ImageSource;
import org.pixelembedding.data.UnreadablePolicy;
import org.pixelembedding.format.ModelReader;
import org.pixelembedding.run.Classifier;
import org.pixelembedding.train.CheckpointPace;
import org.pixelembedding.train.KeptCheckpoints;
import org.pixelembedding.train.RunDirectory;
import org.pixelembedding.train.TrainedNetwork;
import org.pixelembedding.train.TrainingConfig;
import org.pixelembedding.train.TrainingData;
import org.pixelembedding.train.TrainingDivergedException;
import org.pixelembedding.train.TransferSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * One run of a grid in a process of its own; started by {@link ExperimentCommand}, which holds the other end of standard
 * input: at its end the training is asked to stop.
 */
@Command(
        name = "run",
        hidden = true,
        description = "One run of a grid; started by pixemb experiment. Stops when its standard input ends.")
final class ExperimentRunCommand implements Callable<Integer> {
    @Option(names = "--grid", required = true)
    private String grid;

    @Option(names = "--row", required = true)
    private String row;

    @Option(names = "--slug", required = true)
    private String slug;

    @Option(names = "--config", required = true)
    private Path config;

    @Option(names = "--data", required = true)
    private Path data;

    @Option(names = "--from")
    private Optional<String> from = Optional.empty();

    @Option(names = "--runs", required = true)
    private Path runs;

    @Option(names = "--out", required = true)
    private Path out;

    @Option(names = "--result", required = true)
    private Path result;

    @Option(names = "--go-on", required = true)
    private String goOn;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(out.toAbsolutePath().getParent());
        Path lockFile = out.resolveSibling(out.getFileName() + ".lock");
        // A run that another process is still stopping is waited for.
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            return Files.exists(result) ? 0 : train();
        }
    }

    private int train() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        TrainingConfig settings = TrainingConfig.read(config);
        GridRun run = new GridRun(row, slug, settings.seed(), from, settings);
        RunRecorder recorder = new RunRecorder(grid, run, result);
        Optional<TransferSource> features = Optional.empty();
        String teacher = settings.distillation().teacher();
        if (OtherRun.isMeant(teacher)) {
            settings = settings.with(
                    "teacher", Settings.quoted(other(teacher, run.seed()).toString()));
        }
        if (from.isPresent()) {
            features = Optional.of(TransferSource.open(other(from.get(), run.seed()), settings.values()));
            settings = features.get().settings(settings, settings.values().keySet());
        }
        TrainingJob job = new TrainingJob(
                settings,
                data,
                out,
                UnreadablePolicy.FAIL,
                CacheFolder.ofUser(),
                CheckpointPace.every(CheckpointPace.DEFAULT),
                goOn,
                err);
        features.ifPresent(job::startFrom);
        stopAtTheEndOfInput(job);
        TrainingJob.Result trained;
        try {
            trained = job.run();
        } catch (TrainingDivergedException e) {
            // A result too: tables count it, and another try would end the same way.
            recorder.failed(e.getMessage()).write();
            err.println("Diverged: " + e.getMessage());
            return 0;
        }
        if (trained.exitCode() != 0) {
            return trained.exitCode();
        }
        try (ImageSource source = ImageSource.open(data, CacheFolder.ofUser())) {
            RunDirectory directory = RunDirectory.open(out);
            recorder.finished(directory, source, trained.test(), distorted(directory, source, settings))
                    .write();
        }
        return 0;
    }

    private Map<Distortion, Double> distorted(RunDirectory directory, ImageSource source, TrainingConfig settings)
            throws IOException {
        if (settings.fullPrecision()) {
            return Map.of();
        }
        Optional<ImageSet> test = TrainingData.testPart(source, settings.seed());
        return test.isEmpty()
                ? Map.of()
                : Robustness.of(
                        Classifier.of(ModelReader.read(directory.model())),
                        test.get(),
                        data.toString(),
                        settings.threads(),
                        UnreadablePolicy.FAIL,
                        line -> {});
    }

    /** A file, a model of the zoo, or the directory of another run that has ended. */
    private Path other(String text, long seed) throws IOException {
        if (!OtherRun.isMeant(text)) {
            return Zoo.path(text);
        }
        OtherRun other = OtherRun.parse(text, grid, seed);
        Path directory = other.directory(runs);
        RunDirectory run = new RunDirectory(directory);
        if (!run.hasCheckpoint()
                || !TrainedNetwork.of(new KeptCheckpoints(run).newest().checkpoint())
                        .ended()) {
            throw new IOException(directory + ": holds no finished run, and " + row + " builds on it (" + text
                    + "); run it first: pixemb experiment " + other.grid() + ".yaml --only " + other.name());
        }
        return directory;
    }

    private static void stopAtTheEndOfInput(TrainingJob job) {
        Thread.ofPlatform().daemon().name("stop at the end of input").start(() -> {
            try {
                while (System.in.read() >= 0) {
                    // nothing is said by this pipe but its end
                }
            } catch (IOException e) {
                // broken: its other end is gone
            }
            job.requestStop();
        });
    }
}
