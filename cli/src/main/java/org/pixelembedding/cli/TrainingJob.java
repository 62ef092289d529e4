package org.pixelembedding.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pixelembedding.data.DataException;
import org.pixelembedding.data.ImageSource;
import org.pixelembedding.data.SizedImages;
import org.pixelembedding.data.UnreadablePolicy;
import org.pixelembedding.train.Checkpoint;
import org.pixelembedding.train.EpochMetrics;
import org.pixelembedding.train.Evaluation;
import org.pixelembedding.train.NetworkSpec;
import org.pixelembedding.train.RunDirectory;
import org.pixelembedding.train.TrainedNetwork;
import org.pixelembedding.train.Trainer;
import org.pixelembedding.train.TrainingConfig;
import org.pixelembedding.train.TrainingData;
import org.pixelembedding.train.torch.ExactGraph;

/** One training as a user sees it: opens the data, says what it found, trains or resumes, evaluates, sums up. */
final class TrainingJob {
    private final TrainingConfig config;
    private final Path dataPath;
    private final Path out;
    private final UnreadablePolicy policy;
    private final PrintWriter err;

    /**
     * How it ended.
     *
     * @param exitCode 0, or 130 / 143 after a signal
     * @param testAccuracy of the last epoch on the exact graph; NaN without a test part or when stopped
     * @param seconds wall time of this call, data and evaluation included
     */
    record Result(int exitCode, Path run, double testAccuracy, double seconds, List<EpochMetrics> epochs) {
        Map<String, Object> answer() {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("run", run.toString());
            answer.put("finished", exitCode == 0);
            answer.put("epochs", epochs.size());
            if (!Double.isNaN(testAccuracy)) {
                answer.put("testAccuracy", testAccuracy);
            }
            if (!epochs.isEmpty() && !Double.isNaN(epochs.getLast().validationAccuracy())) {
                answer.put("validationAccuracy", epochs.getLast().validationAccuracy());
            }
            answer.put("trainSeconds", seconds);
            PeakMemory.bytes().ifPresent(bytes -> answer.put("peakMemoryBytes", bytes));
            return answer;
        }
    }

    TrainingJob(TrainingConfig config, Path dataPath, Path out, UnreadablePolicy policy, PrintWriter err) {
        this.config = config;
        this.dataPath = dataPath;
        this.out = out;
        this.policy = policy;
        this.err = err;
    }

    Result run() throws IOException {
        long start = System.nanoTime();
        RunDirectory run = new RunDirectory(out);
        int size = run.hasCheckpoint()
                ? TrainedNetwork.of(Checkpoint.read(run.checkpoint(RunDirectory.Which.LAST)))
                        .size()
                : TrainedNetwork.sizeOf(config, NetworkSpec.load(config.network()));
        try (ImageSource source = ImageSource.open(dataPath)) {
            TrainingData data = TrainingData.of(source, config, size, policy);
            announce(data, size);
            RunDirectory.create(out);
            ProgressPrinter progress = new ProgressPrinter(err);
            Trainer trainer = run.hasCheckpoint()
                    ? Trainer.resume(config, data, run, progress)
                    : Trainer.start(config, data, run, progress);
            run.writeDataLocation(new RunDirectory.DataLocation(dataPath, policy == UnreadablePolicy.SKIP));
            if (trainer.finishedEpochs() > 0) {
                err.println("Going on after epoch " + trainer.finishedEpochs() + " of " + config.epochs());
            }
            return finish(trainer, run, data, start);
        }
    }

    private Result finish(Trainer trainer, RunDirectory run, TrainingData data, long start) throws IOException {
        try (StopSignals signals = StopSignals.install(trainer::requestStop, err)) {
            Trainer.Outcome outcome = trainer.train();
            if (outcome == Trainer.Outcome.STOPPED) {
                err.println("Stopped; the checkpoint is in " + out + ". Go on with: pixemb train --data " + dataPath
                        + " --out " + out + " --resume");
                return new Result(signals.exitCode(), out, Double.NaN, seconds(start), run.readMetrics());
            }
            if (outcome == Trainer.Outcome.ALREADY_FINISHED) {
                err.println("This run is finished: all " + config.epochs() + " epochs are trained. Its model is "
                        + run.model());
            }
        }
        double accuracy = testAccuracy(trainer.network(), data.test());
        double seconds = seconds(start);
        err.printf(
                "Trained in %.0f s%s. Model: %s%n",
                seconds,
                Double.isNaN(accuracy) ? "" : String.format(", test accuracy %.2f %%", accuracy * 100),
                run.model());
        return new Result(0, out, accuracy, seconds, run.readMetrics());
    }

    private static double testAccuracy(TrainedNetwork network, Optional<SizedImages> test) throws IOException {
        if (test.isEmpty()) {
            return Double.NaN;
        }
        try (ExactGraph graph = network.exactGraph()) {
            return Evaluation.of(graph, network.input(), test.get()).accuracy();
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) * 1e-9;
    }

    private void announce(TrainingData data, int size) throws DataException {
        Notes.unreadable(err, data.unreadable());
        err.printf(
                "%d classes; %d training, %d validation and %d test pictures at %dx%d; %s%n",
                data.labels().size(),
                data.train().size(),
                data.validation().map(SizedImages::size).orElse(0),
                data.test().map(SizedImages::size).orElse(0),
                size,
                size,
                config.network() + ", " + config.input().option() + ", "
                        + config.resolved().precision() + " steps, " + config.threads() + " threads, seed "
                        + config.seed());
        if (data.test().isPresent() && data.test().get().size() == 0) {
            throw new DataException(dataPath + ": its test part has no readable picture");
        }
    }
}
