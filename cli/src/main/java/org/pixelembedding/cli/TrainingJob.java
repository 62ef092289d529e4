package org.pixelembedding.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.pixelembedding.data.CacheFolder;
import org.pixelembedding.data.DataException;
import org.pixelembedding.data.DecodedCache;
import org.pixelembedding.data.ImageSource;
import org.pixelembedding.data.SizedImages;
import org.pixelembedding.data.UnreadableImageException;
import org.pixelembedding.data.UnreadablePolicy;
import org.pixelembedding.train.Checkpoint;
import org.pixelembedding.train.CheckpointPace;
import org.pixelembedding.train.EpochMetrics;
import org.pixelembedding.train.Evaluation;
import org.pixelembedding.train.KeptCheckpoints;
import org.pixelembedding.train.NetworkPlan;
import org.pixelembedding.train.NetworkSpec;
import org.pixelembedding.train.PeakMemory;
import org.pixelembedding.train.RunDirectory;
import org.pixelembedding.train.RunLock;
import org.pixelembedding.train.TrainedNetwork;
import org.pixelembedding.train.Trainer;
import org.pixelembedding.train.TrainingConfig;
import org.pixelembedding.train.TrainingData;
import org.pixelembedding.train.TransferSource;

/** One training as a user sees it: opens the data, says what it found, trains or resumes, evaluates, sums up. */
final class TrainingJob {
    private final TrainingConfig config;
    private final Path dataPath;
    private final Path out;
    private final UnreadablePolicy policy;
    private final CacheFolder cache;
    private final CheckpointPace pace;
    private final String goOn;
    private final PrintWriter err;
    private Optional<TransferSource> source = Optional.empty();
    private final AtomicBoolean stop = new AtomicBoolean();
    private volatile Runnable whenStopped = () -> {};

    /** What a training that was asked to stop without a signal ends with: as if by Ctrl-C. */
    private static final int STOPPED = 130;

    /**
     * How it ended.
     *
     * @param exitCode 0, or what a signal asks for: 130, 143
     * @param labels class names
     * @param test of the last epoch on the exact graph; empty without a test part or when stopped
     * @param seconds wall time of this call, data and evaluation included
     */
    record Result(
            int exitCode,
            Path run,
            List<String> labels,
            Optional<Evaluation> test,
            double seconds,
            List<EpochMetrics> epochs) {
        Map<String, Object> answer() {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("run", run.toString());
            answer.put("finished", exitCode == 0);
            answer.put("epochs", epochs.size());
            test.ifPresent(it -> {
                answer.put("testAccuracy", it.accuracy());
                answer.put("testTop5", it.topFive());
                answer.put("macroAccuracy", it.macroAccuracy());
                answer.put("perClass", ClassAccuracies.answer(labels, it.classes()));
            });
            if (!epochs.isEmpty() && !Double.isNaN(epochs.getLast().validationAccuracy())) {
                answer.put("validationAccuracy", epochs.getLast().validationAccuracy());
            }
            if (!epochs.isEmpty() && !Double.isNaN(epochs.getLast().validationMacroAccuracy())) {
                answer.put("validationMacroAccuracy", epochs.getLast().validationMacroAccuracy());
            }
            answer.put("trainSeconds", seconds);
            PeakMemory.bytes().ifPresent(bytes -> answer.put("peakMemoryBytes", bytes));
            return answer;
        }
    }

    /**
     * Reads and writes nothing yet.
     *
     * @param cache where decoded pictures are kept
     * @param pace of checkpoints inside epochs
     * @param goOn the command that goes on with it after a stop
     */
    TrainingJob(
            TrainingConfig config,
            Path dataPath,
            Path out,
            UnreadablePolicy policy,
            CacheFolder cache,
            CheckpointPace pace,
            String goOn,
            PrintWriter err) {
        this.config = config;
        this.dataPath = dataPath;
        this.out = out;
        this.policy = policy;
        this.cache = cache;
        this.pace = pace;
        this.goOn = goOn;
        this.err = err;
    }

    /** Makes it start from trained features, unless there is a checkpoint to go on from. */
    void startFrom(TransferSource features) {
        source = Optional.of(features);
    }

    /** As the source has it: a network's file may be gone. */
    private NetworkSpec network() throws IOException {
        return source.isPresent() ? source.get().features().network() : NetworkSpec.load(config.network());
    }

    /** Asks for a stop after the step under way, as a signal does; callable from any thread and at any time. */
    void requestStop() {
        stop.set(true);
        whenStopped.run();
    }

    Result run() throws IOException {
        long start = System.nanoTime();
        RunDirectory run = new RunDirectory(out);
        boolean resumed = run.hasCheckpoint();
        boolean made = !Files.exists(out);
        boolean fresh = made || RunDirectory.isEmpty(out);
        if (!resumed) {
            // A network that does not fit is refused now, not when it is frozen; the classes are not known yet.
            NetworkPlan.of(config, network(), 2);
        }
        int size = resumed
                ? TrainedNetwork.of(new KeptCheckpoints(run).newest().checkpoint())
                        .size()
                : TrainedNetwork.sizeOf(config, network());
        // Before the pictures are read, which may take a while.
        RunDirectory.checkPossible(out);
        RunLock.checkFree(run);
        try (ImageSource pictures = open(size)) {
            TrainingData data = TrainingData.of(pictures, config, size, policy);
            announce(pictures, data, size);
            if (!resumed) {
                source.ifPresent(this::announceStart);
            }
            RunDirectory.create(out);
            try (var _ = RunLock.take(run, err::println)) {
                return trainAlone(run, data, start, fresh, made);
            }
        }
    }

    private Result trainAlone(RunDirectory run, TrainingData data, long start, boolean fresh, boolean made)
            throws IOException {
        try {
            return train(run, data, start);
        } catch (UnreadableImageException e) {
            throw run.hasCheckpoint() ? turnedUnreadable(e) : e;
        } catch (IOException e) {
            throw WriteFailure.at(out, e, run.hasCheckpoint());
        } finally {
            if (fresh && !run.hasCheckpoint()) {
                run.discard(made);
            }
        }
    }

    /** It could be read at the start. To leave it out now would make another training of it. */
    private static IOException turnedUnreadable(UnreadableImageException e) {
        return new IOException(
                e.getMessage() + "; the last checkpoint is kept: mend the picture, then go on with --resume", e);
    }

    private ImageSource open(int size) throws IOException {
        ImageSource pictures = ImageSource.open(dataPath, cache);
        try {
            pictures.checkTrainable(); // before an hour of decoding
        } catch (DataException e) {
            try (pictures) {
                throw e;
            }
        }
        return DecodedCache.open(pictures, size, size, cache, new CacheNotes(err));
    }

    private Result train(RunDirectory run, TrainingData data, long start) throws IOException {
        CurvesDrawer progress = new CurvesDrawer(run, new ProgressPrinter(err));
        Trainer trainer = run.hasCheckpoint()
                ? Trainer.resume(config, data, run, progress)
                : source.isPresent()
                        ? Trainer.startFrom(source.get(), config, data, run, progress)
                        : Trainer.start(config, data, run, progress);
        trainer.keepCheckpoints(pace);
        run.writeDataLocation(new RunDirectory.DataLocation(dataPath, policy == UnreadablePolicy.SKIP));
        Checkpoint.Progress progressed = trainer.network().checkpoint().progress();
        if (progressed.step() > 0) {
            err.println("Going on after epoch " + progressed.epoch() + " of " + config.epochs()
                    + (progressed.stepInEpoch() == 0 ? "" : " and step " + progressed.stepInEpoch() + " of the next"));
        }
        whenStopped = trainer::requestStop;
        if (stop.get()) {
            trainer.requestStop();
        }
        Trainer.Outcome outcome;
        OptionalInt signalled;
        try (StopSignals signals = StopSignals.install(trainer::requestStop, "Stopping after this step", err)) {
            outcome = trainer.train();
            progress.draw();
            signalled = signals.exitCode();
        }
        if (outcome == Trainer.Outcome.STOPPED) {
            err.println("Stopped; the checkpoint of this step is in " + out + ". Go on with: " + goOn);
        }
        if (signalled.isPresent() || outcome == Trainer.Outcome.STOPPED) {
            if (outcome == Trainer.Outcome.FINISHED) {
                err.println("The training was at its end"
                        + (config.fullPrecision() ? "" : ", " + run.model() + " is made")
                        + "; its test part was not looked at.");
            }
            return new Result(
                    signalled.orElse(STOPPED), out, data.labels(), Optional.empty(), seconds(start), run.readMetrics());
        }
        Optional<Evaluation> test = test(trainer.network(), data.test());
        double seconds = seconds(start);
        err.println(
                outcome == Trainer.Outcome.ALREADY_FINISHED
                        ? finished(trainer)
                        : String.format(
                                "Trained in %.0f s%s.",
                                seconds,
                                PeakMemory.bytes().isEmpty()
                                        ? ""
                                        : String.format(
                                                ", peak memory %.1f GB",
                                                PeakMemory.bytes().getAsLong() * 1e-9)));
        test.ifPresent(it -> {
            err.println("Test accuracy: " + accuracies(it, data.labels().size()));
            err.print(ClassAccuracies.text(data.labels(), it.classes()));
        });
        err.println((config.fullPrecision() ? "In full precision: nothing is frozen" : "Model: " + run.model())
                + "   curves: " + run.curves());
        return new Result(0, out, data.labels(), test, seconds, run.readMetrics());
    }

    private String finished(Trainer trainer) {
        return "This run is finished: "
                + (trainer.finishedEpochs() == config.epochs()
                        ? "all " + config.epochs() + " epochs are trained."
                        : "it ended early, after epoch " + trainer.finishedEpochs() + " of " + config.epochs() + ".");
    }

    /** Top-5 says something only where there are more classes than five. */
    private static String accuracies(Evaluation test, int classes) {
        String first = String.format("top-1 %.2f %%", test.accuracy() * 100);
        String five = classes > 5 ? String.format(", top-5 %.2f %%", test.topFive() * 100) : "";
        return first + five + String.format(", mean over classes %.2f %%", test.macroAccuracy() * 100);
    }

    private static Optional<Evaluation> test(TrainedNetwork network, Optional<SizedImages> test) throws IOException {
        if (test.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(network.evaluate(test.get()));
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) * 1e-9;
    }

    private void announceStart(TransferSource features) {
        err.printf(
                "Starts from the body of %s (%s trained at %dx%d, SHA-256 %s...) with %s classifier%n",
                features.name(),
                features.features().network().name(),
                features.features().size(),
                features.features().size(),
                features.sha256().substring(0, 12),
                config.transfer().keepClassifier() ? "its" : "a new");
    }

    private void announce(ImageSource pictures, TrainingData data, int size) throws DataException {
        Notes.unreadable(err, data.unreadable());
        Notes.ignored(err, pictures);
        err.printf(
                "%d classes; %d training, %d validation and %d test pictures at %dx%d; %s%n",
                data.labels().size(),
                data.train().size(),
                data.validation().map(SizedImages::size).orElse(0),
                data.test().map(SizedImages::size).orElse(0),
                size,
                size,
                config.network() + ", " + config.input().option()
                        + codes(data.labels().size()) + ", "
                        + config.resolved().precision() + " steps, " + config.threads()
                        + (config.threads() == 1 ? " thread, seed " : " threads, seed ") + config.seed());
        err.println(ClassCounts.line(data.labels(), data.classCounts(), config));
        if (data.test().isPresent() && data.test().get().size() == 0) {
            throw new DataException(dataPath + ": its test part has no readable picture");
        }
    }

    /** What the number of classes may have decided is told. */
    private String codes(int classes) {
        int codes = config.forClasses(classes).classifierCodes();
        return codes == 1 || config.floatClassifier() ? "" : ", " + codes + " codes a channel for the classifier";
    }
}
