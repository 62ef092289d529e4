package org.pixelembedding.train;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.pixelembedding.format.ModelWriter;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.ShapeException;
import org.pixelembedding.run.Planner;
import org.pixelembedding.train.RunDirectory.Which;
import org.pixelembedding.train.torch.ExactGraph;
import org.pixelembedding.train.torch.TorchRuntime;
import org.pixelembedding.train.torch.TrainingGraph;

/**
 * Trains one network into one run directory. What it does next depends only on its checkpoint, so a run that was
 * stopped and resumed ends in the same bytes as one that was not.
 */
public final class Trainer {
    private final TrainingConfig config;
    private final TrainingData data;
    private final RunDirectory run;
    private final TrainingListener listener;
    private final TrainingBatches batches;
    private final int batch;
    private final int stepsPerEpoch;
    private volatile boolean stopRequested;

    private TrainedNetwork network;
    private Checkpoint.Progress progress;
    private List<EpochMetrics> metrics;
    private long startNanos;
    private long stepsHere;

    /** How a call of {@link #train} ended. */
    public enum Outcome {
        FINISHED,
        /** There was nothing left to do. */
        ALREADY_FINISHED,
        /** {@link #requestStop} was called; the checkpoint is written. */
        STOPPED
    }

    private Trainer(TrainedNetwork network, TrainingData data, RunDirectory run, TrainingListener listener) {
        this.network = network;
        this.config = network.config();
        this.data = data;
        this.run = run;
        this.listener = listener;
        batches = new TrainingBatches(config, data.train(), network.size());
        batch = batches.batch();
        stepsPerEpoch = batches.perEpoch();
        progress = network.checkpoint().progress();
    }

    /**
     * A new run; its directory gets the resolved configuration.
     *
     * @throws ConfigException if the network cannot take pictures of this size, or a sum of it
     *     does not fit 32 bits; names the layer
     */
    public static Trainer start(TrainingConfig config, TrainingData data, RunDirectory run, TrainingListener listener)
            throws IOException {
        TorchRuntime.start(config.threads());
        TrainedNetwork network = TrainedNetwork.start(config.resolved(), data);
        refuseUnplannable(network);
        Trainer trainer = new Trainer(network, data, run, listener);
        RunDirectory.writeText(run.config(), network.config().toYaml());
        trainer.metrics = new ArrayList<>();
        run.writeMetrics(trainer.metrics);
        return trainer;
    }

    /** What could not be frozen or planned is told now, by layer, and not after hours of training. */
    private static void refuseUnplannable(TrainedNetwork network) {
        try {
            Planner.plan(network.freeze(), network.size(), network.size());
        } catch (ShapeException e) {
            throw new ConfigException("network " + network.network().name() + " on pictures of " + network.size() + "x"
                    + network.size() + ": " + e.getMessage() + "; choose another size, fewer bits, or another network");
        }
    }

    /**
     * Goes on from a run's last checkpoint.
     *
     * @param config what the user wants now
     * @throws ConfigException if the checkpoint belongs to another configuration or to other data; says the difference
     */
    public static Trainer resume(TrainingConfig config, TrainingData data, RunDirectory run, TrainingListener listener)
            throws IOException {
        TorchRuntime.start(config.threads());
        Checkpoint checkpoint = Checkpoint.read(run.checkpoint(Which.LAST));
        TrainedNetwork network = TrainedNetwork.of(checkpoint);
        List<String> differences = new ArrayList<>(network.config().differences(config.resolved()));
        if (differences.isEmpty() && NetworkSpec.exists(config.network())) {
            String now = NetworkSpec.load(config.network()).toYaml();
            if (!now.equals(checkpoint.network())) {
                differences.add("network (" + config.network() + " has changed since)");
            }
        }
        if (!differences.isEmpty()) {
            throw new ConfigException(run.checkpoint(Which.LAST) + ": the checkpoint is of another configuration: "
                    + String.join(", ", differences)
                    + " (checkpoint's, wanted); leave these options out, or train into another directory");
        }
        if (!checkpoint.fingerprint().equals(data.fingerprint())) {
            throw new ConfigException(
                    run.checkpoint(Which.LAST) + ": the checkpoint was trained on other pictures (SHA-256 "
                            + checkpoint.fingerprint().substring(0, 12) + "..., these have "
                            + data.fingerprint().substring(0, 12)
                            + "...); give the same data, or train into another directory");
        }
        Trainer trainer = new Trainer(network, data, run, listener);
        trainer.metrics = new ArrayList<>(run.readMetrics().stream()
                .filter(epoch -> epoch.epoch() <= trainer.progress.epoch())
                .toList());
        return trainer;
    }

    /** Asks for a stop after the step under way; callable from any thread. */
    public void requestStop() {
        stopRequested = true;
    }

    /** Epochs finished so far. */
    public int finishedEpochs() {
        return progress.epoch();
    }

    public TrainedNetwork network() {
        return network;
    }

    /**
     * Trains to the end of the schedule, or until a stop is requested; then writes {@code model.pxm} of the last epoch.
     *
     * @throws IOException if pictures cannot be read or files not written; the older checkpoint is intact
     * @throws TrainingDivergedException if the loss is no longer a number; the last checkpoint is kept
     */
    public Outcome train() throws IOException {
        if (progress.epoch() >= config.epochs()) {
            if (!Files.exists(run.model())) {
                ModelWriter.write(network.freeze(), run.model());
            }
            return Outcome.ALREADY_FINISHED;
        }
        int gradientImages = network.input() instanceof LookupEmbedding && config.tableFactor() > 0
                ? (int) Math.ceil(config.tableShare() * batch)
                : 0;
        try (TrainingGraph graph =
                network.trainingGraph(batch, gradientImages, config.precision().equals("bf16"))) {
            if (config.classWeights()) {
                graph.weighClasses(data.classWeights());
            }
            startNanos = System.nanoTime();
            while (progress.epoch() < config.epochs()) {
                if (!epoch(graph)) {
                    checkpoint(graph).write(run.checkpoint(Which.LAST));
                    return Outcome.STOPPED;
                }
            }
        }
        Model model = network.freeze();
        ModelWriter.write(model, run.model());
        return Outcome.FINISHED;
    }

    /** One epoch from wherever it stands; false if a stop was requested before its end. */
    private boolean epoch(TrainingGraph graph) throws IOException {
        long begin = System.nanoTime();
        int firstStep = progress.stepInEpoch();
        for (int step = firstStep; step < stepsPerEpoch; step++) {
            if (stopRequested) {
                return false;
            }
            batches.load(progress.epoch(), step);
            step(graph, batches.pixels(), batches.labels());
        }
        double trainSeconds = (System.nanoTime() - begin) * 1e-9;
        finishEpoch(graph, begin, (double) (stepsPerEpoch - firstStep) * batch / trainSeconds);
        return true;
    }

    private void step(TrainingGraph graph, byte[] pixels, int[] labels) {
        double learningRate = learningRate(progress.step());
        long number = progress.step() + 1;
        graph.encode(network.input(), pixels, pixels.length);
        TrainingGraph.StepResult result = graph.step(labels, learningRate, number, gradient -> {
            LookupEmbedding table = (LookupEmbedding) network.input();
            table.learn(pixels, gradient, learningRate * config.tableFactor(), number);
        });
        if (!Double.isFinite(result.loss())) {
            throw new TrainingDivergedException("epoch " + (progress.epoch() + 1) + ", step "
                    + (progress.stepInEpoch() + 1) + ": the loss is " + result.loss()
                    + "; the checkpoint before it is kept. Try a smaller learningRate than " + config.learningRate());
        }
        stepsHere++;
        progress = new Checkpoint.Progress(
                progress.epoch(),
                progress.stepInEpoch() + 1,
                number,
                progress.lossSum() + result.loss() * labels.length,
                progress.correct() + result.correct(),
                progress.images() + labels.length,
                progress.bestAccuracy(),
                progress.bestLoss(),
                progress.bestEpoch());
        report(learningRate);
    }

    /** Cosine from the configured rate to 0. */
    private double learningRate(long step) {
        double share = (double) step / ((double) stepsPerEpoch * config.epochs());
        return config.learningRate() * 0.5 * (1 + StrictMath.cos(StrictMath.PI * share));
    }

    private void report(double learningRate) {
        double seconds = (System.nanoTime() - startNanos) * 1e-9;
        long left = (long) stepsPerEpoch * config.epochs() - progress.step();
        listener.step(new TrainingListener.StepProgress(
                progress.epoch() + 1,
                config.epochs(),
                progress.stepInEpoch(),
                stepsPerEpoch,
                progress.lossSum() / progress.images(),
                (double) progress.correct() / progress.images(),
                learningRate,
                stepsHere * batch / seconds,
                seconds / stepsHere * left));
    }

    private void finishEpoch(TrainingGraph graph, long begin, double imagesPerSecond) throws IOException {
        Checkpoint here = checkpoint(graph);
        Evaluation validation = validation(here);
        int epoch = progress.epoch() + 1;
        if (epoch == config.epochs()) {
            StatisticsEstimate.renew(network.at(here), batches, epoch);
            Evaluation renewed = validation(here);
            listener.note(String.format(
                    "batch norm re-estimated on the float32 path: validation %.2f %% before, %.2f %% after",
                    validation.accuracy() * 100, renewed.accuracy() * 100));
            validation = renewed;
        }
        EpochMetrics row = new EpochMetrics(
                epoch,
                progress.lossSum() / progress.images(),
                (double) progress.correct() / progress.images(),
                validation.loss(),
                validation.accuracy(),
                learningRate(progress.step()),
                network.input() instanceof LookupEmbedding table ? table.changedShare() : 0,
                imagesPerSecond,
                (System.nanoTime() - begin) * 1e-9);
        // Without a validation part every epoch is the best so far: the last one stands.
        boolean best = data.validation().isEmpty()
                || validation.accuracy() > progress.bestAccuracy()
                || (validation.accuracy() == progress.bestAccuracy() && validation.loss() < progress.bestLoss());
        progress = new Checkpoint.Progress(
                epoch,
                0,
                progress.step(),
                0,
                0,
                0,
                best ? validation.accuracy() : progress.bestAccuracy(),
                best ? validation.loss() : progress.bestLoss(),
                best ? epoch : progress.bestEpoch());
        metrics.add(row);
        run.writeMetrics(metrics);
        Checkpoint done = new Checkpoint(
                here.config(), here.network(), here.fingerprint(), here.labels(), here.arrays(), progress);
        done.write(run.checkpoint(Which.LAST));
        if (best) {
            done.write(run.checkpoint(Which.BEST));
        }
        network = network.at(done);
        listener.epoch(row);
    }

    /** On the exact graph; NaN without a validation part. */
    private Evaluation validation(Checkpoint here) throws IOException {
        if (data.validation().isEmpty()) {
            return new Evaluation(Double.NaN, Double.NaN, Double.NaN);
        }
        try (ExactGraph exact = new ExactGraph(network.topology(), here.arrays(), network.quantizer())) {
            return Evaluation.of(exact, network.input(), data.validation().get());
        }
    }

    private Checkpoint checkpoint(TrainingGraph graph) {
        Parameters arrays = new Parameters();
        arrays.put(TrainedNetwork.NORMALIZATION, network.checkpoint().arrays().get(TrainedNetwork.NORMALIZATION));
        graph.save(arrays);
        graph.saveOptimizer(arrays);
        TrainedNetwork.putInput(network.input(), arrays);
        return new Checkpoint(
                config.toYaml(), network.network().toYaml(), data.fingerprint(), data.labels(), arrays, progress);
    }
}
