package org.pixelembedding.train;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pixelembedding.format.ModelWriter;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.ShapeException;
import org.pixelembedding.run.Planner;
import org.pixelembedding.train.torch.ExactGraph;
import org.pixelembedding.train.torch.TorchRuntime;
import org.pixelembedding.train.torch.TrainingGraph;

/**
 * Trains one network into one run directory. What it does next depends only on its checkpoint, so a run that was
 * stopped and resumed ends in the same bytes as one that was not.
 */
public final class Trainer {
    /** Pictures whose codes are counted after an epoch without validation: few, for they cost time of their own. */
    private static final int SHOWN_OF_TRAINING = 20;

    private final TrainingConfig config;
    private final TrainingData data;
    private final RunDirectory run;
    private final TrainingListener listener;
    private final KeptCheckpoints kept;
    private final TrainingBatches batches;
    private final int batch;
    private final int stepsPerEpoch;
    private final LearningRateSchedule schedule;
    private final TrainedNetwork underTraining;
    private Optional<MovingAverage> average = Optional.empty();
    private CheckpointPace pace = CheckpointPace.every(CheckpointPace.DEFAULT);
    private volatile boolean stopRequested;

    /** Of the call of {@link #train} under way. */
    private RunWatch watch;
    /** While {@link #train} runs. */
    private Teacher teacher = Teacher.NOBODY;

    private TrainedNetwork network;
    private Checkpoint.Progress progress;
    private List<EpochMetrics> metrics;
    private long startNanos;
    private long stepsHere;

    /** Of the newest checkpoint; -1 if there is none. */
    private long keptStep = -1;

    /** How a call of {@link #train} ended. */
    public enum Outcome {
        FINISHED,
        /** There was nothing left to do. */
        ALREADY_FINISHED,
        /** {@link #requestStop} was called; the checkpoint is written. */
        STOPPED
    }

    private Trainer(
            TrainedNetwork network,
            TrainingData data,
            RunDirectory run,
            KeptCheckpoints kept,
            TrainingListener listener) {
        this.network = network;
        this.config = network.config();
        this.data = data;
        this.run = run;
        this.kept = kept;
        this.listener = listener;
        batches = new TrainingBatches(config, data.train(), network.size());
        batch = batches.batch();
        stepsPerEpoch = batches.perEpoch();
        schedule = LearningRateSchedule.of(config, stepsPerEpoch);
        underTraining = network.underTraining();
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
        return start(config, data, run, new KeptCheckpoints(run), Optional.empty(), listener);
    }

    /**
     * A new run that starts from trained features. It begins with a checkpoint, so that from then on it can be resumed without
     * the source.
     *
     * @param config as {@link TransferSource#settings} gives it
     */
    public static Trainer startFrom(
            TransferSource source,
            TrainingConfig config,
            TrainingData data,
            RunDirectory run,
            TrainingListener listener)
            throws IOException {
        return start(config, data, run, new KeptCheckpoints(run), Optional.of(source), listener);
    }

    /** The same with another disk. */
    static Trainer start(
            TrainingConfig config,
            TrainingData data,
            RunDirectory run,
            KeptCheckpoints kept,
            Optional<TransferSource> source,
            TrainingListener listener)
            throws IOException {
        refuseWithoutSource(config.transfer(), source.isPresent());
        TorchRuntime.start(config.threads());
        TrainingConfig resolved = Teacher.identified(config.resolved());
        TrainedNetwork network = source.isPresent()
                ? TransferStart.network(resolved, source.get(), data.labels(), data.fingerprint())
                : TrainedNetwork.start(resolved, data);
        Teacher.check(network.config(), data.labels(), network.size());
        if (!config.fullPrecision()) {
            refuseUnplannable(network);
        }
        Trainer trainer = new Trainer(network, data, run, kept, listener);
        kept.sweep();
        RunDirectory.writeText(run.config(), network.config().toYaml());
        RunDirectory.writeText(run.environment(), network.checkpoint().environment());
        trainer.metrics = new ArrayList<>();
        run.writeMetrics(trainer.metrics);
        if (source.isPresent()) {
            TransferStart.settle(network, source.get(), trainer.batches);
            trainer.keep(network.checkpoint(), false);
        }
        return trainer;
    }

    private static void refuseWithoutSource(TransferSettings transfer, boolean hasSource) {
        if (!hasSource && transfer.started()) {
            throw new ConfigException("the configuration starts from trained features (fromSha256: "
                    + transfer.fromSha256() + "), and there is no checkpoint to go on from; name them with --from");
        }
        if (!hasSource && transfer.keepClassifier()) {
            throw new ConfigException("keepClassifier is true, but there is no classifier to keep; want --from too");
        }
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
     * Goes on from a run's last checkpoint or, if that is damaged, from the one before it, which the listener is told; so is
     * it if another CPU or library goes on.
     *
     * @param config what the user wants now
     * @throws DamagedCheckpointException if no checkpoint is whole
     * @throws ConfigException if the checkpoint belongs to another configuration or to other data; says the difference
     */
    public static Trainer resume(TrainingConfig config, TrainingData data, RunDirectory run, TrainingListener listener)
            throws IOException {
        TorchRuntime.start(config.threads());
        KeptCheckpoints kept = new KeptCheckpoints(run);
        KeptCheckpoints.Newest newest = kept.newest();
        Checkpoint checkpoint = newest.checkpoint();
        TrainedNetwork network = TrainedNetwork.of(checkpoint);
        TrainingConfig trained = network.config();
        TrainingConfig resolved = config.resolved().forClasses(data.labels().size());
        TrainingConfig wanted = checkpoint.progress().epoch() >= trained.epochs()
                ? Teacher.assumed(resolved, trained)
                : Teacher.identified(resolved);
        List<String> differences = new ArrayList<>(network.config().differences(wanted));
        if (differences.isEmpty() && NetworkSpec.exists(config.network())) {
            String now = NetworkSpec.load(config.network()).toYaml();
            if (!now.equals(checkpoint.network())) {
                differences.add("network (" + config.network() + " has changed since)");
            }
        }
        if (!differences.isEmpty()) {
            throw new ConfigException(newest.file() + ": the checkpoint is of another configuration: "
                    + String.join(", ", differences)
                    + " (checkpoint's, wanted); leave these options out, or train into another directory");
        }
        if (!checkpoint.fingerprint().equals(data.fingerprint())) {
            throw new ConfigException(newest.file() + ": the checkpoint was trained on other pictures (SHA-256 "
                    + checkpoint.fingerprint().substring(0, 12) + "..., these have "
                    + data.fingerprint().substring(0, 12) + "..."
                    + (checkpoint.labels().equals(data.labels())
                            ? ""
                            : "; classes " + checkpoint.labels() + ", these have " + data.labels())
                    + "); give the same data, or train into another directory");
        }
        Trainer trainer = new Trainer(network.taughtBy(wanted.distillation()), data, run, kept, listener);
        trainer.keptStep = trainer.progress.step();
        kept.sweep();
        if (newest.damage().isPresent()) {
            kept.setDamagedAside();
            listener.note(
                    newest.damage().get() + "; going on from " + newest.file() + ", step " + trainer.progress.step());
        }
        noteOtherEnvironment(checkpoint, config.resolved(), run, listener);
        trainer.metrics = new ArrayList<>(run.readMetrics().stream()
                .filter(epoch -> epoch.epoch() <= trainer.progress.epoch())
                .toList());
        return trainer;
    }

    /** Another machine or library may go on with a run, but nobody should find out from the bytes. */
    private static void noteOtherEnvironment(
            Checkpoint checkpoint, TrainingConfig config, RunDirectory run, TrainingListener listener)
            throws IOException {
        Environment here = Environment.here(config);
        List<String> differences = here.differences(Environment.parse(checkpoint.environment()));
        if (differences.isEmpty()) {
            return;
        }
        listener.note("Warning: this run was trained elsewhere: " + String.join(", ", differences)
                + " (then, now); it goes on, but the bytes may not be those of a run in one place");
        String before = Files.exists(run.environment()) ? Files.readString(run.environment()) + "\n" : "";
        RunDirectory.writeText(
                run.environment(),
                before + "# from step " + checkpoint.progress().step() + " on\n" + here.toText());
    }

    /** Sets when checkpoints are kept inside epochs; at the end of every epoch one is kept in any case. */
    public void keepCheckpoints(CheckpointPace newPace) {
        pace = newPace;
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
     * Trains to the end of the schedule or of its patience, or until a stop is requested; then writes {@code model.pxm} of
     * the last epoch, unless it is in full precision.
     *
     * @throws IOException if pictures cannot be read or files not written; the older checkpoint is intact
     * @throws TrainingDivergedException if the loss is no longer a number; the last checkpoint is kept
     */
    public Outcome train() throws IOException {
        if (network.ended()) {
            if (!Files.exists(run.model())) {
                writeModel();
            }
            return Outcome.ALREADY_FINISHED;
        }
        int gradientImages = underTraining.input() instanceof LearnedInput && config.tableFactor() > 0
                ? (int) Math.ceil(config.tableShare() * batch)
                : 0;
        try (TrainingGraph graph = underTraining.trainingGraph(
                        batch, gradientImages, config.precision().equals("bf16"));
                Teacher whoTeaches = Teacher.of(config, data.labels(), network.size(), batch);
                RunWatch shown = new RunWatch(run, config, stepsPerEpoch, progress.step() + 1, listener)) {
            teacher = whoTeaches;
            watch = shown;
            if (config.classWeights()) {
                graph.weighClasses(data.classWeights());
            }
            graph.follow(config.recipe());
            graph.tieStem(config.stemTie());
            if (config.recipe().averaging() > 0) {
                average = Optional.of(new MovingAverage(
                        graph,
                        underTraining.input(),
                        network.checkpoint().arrays(),
                        config.recipe().averaging()));
            }
            startNanos = System.nanoTime();
            HeapAllowance heap = new HeapAllowance();
            while (!network.ended()) {
                if (!epoch(graph)) {
                    if (keptStep != progress.step()) {
                        keep(checkpoint(graph), false);
                    }
                    return Outcome.STOPPED;
                }
                heap.check();
            }
        } finally {
            average.ifPresent(MovingAverage::close);
            average = Optional.empty();
        }
        writeModel();
        return Outcome.FINISHED;
    }

    private void writeModel() throws IOException {
        if (!config.fullPrecision()) {
            Model model = network.freeze();
            writing(() -> ModelWriter.write(model, run.model()));
        }
    }

    /** One epoch from wherever it stands; false if a stop was requested before its end. */
    private boolean epoch(TrainingGraph graph) throws IOException {
        long begin = System.nanoTime();
        int firstStep = progress.stepInEpoch();
        graph.roundWeights(progress.epoch() >= config.recipe().fullPrecisionEpochs(config.epochs()));
        for (int step = firstStep; step < stepsPerEpoch; step++) {
            if (stopRequested) {
                return false;
            }
            batches.load(progress.epoch(), step);
            step(graph, batches.pixels(), batches.labels());
            if (pace.due()) {
                keep(checkpoint(graph), false);
            }
        }
        if (stopRequested) {
            return false; // the validation part may be big
        }
        double trainSeconds = (System.nanoTime() - begin) * 1e-9;
        finishEpoch(graph, begin, (double) (stepsPerEpoch - firstStep) * batch / trainSeconds, firstStep == 0);
        return true;
    }

    private void step(TrainingGraph graph, byte[] pixels, int[] labels) {
        double learningRate = schedule.at(progress.step());
        double bodyFactor = config.transfer().bodyFactor(progress.epoch());
        graph.slowBody(bodyFactor);
        long number = progress.step() + 1;
        InputLayer input = underTraining.input();
        graph.encode(input, pixels, pixels.length);
        graph.inputLearns(config.recipe().learnsTable(progress.step(), schedule.steps()));
        teacher.teach(graph, pixels, labels.length);
        TrainingGraph.StepResult result = graph.step(labels, learningRate, number, gradient -> {
            LearnedInput table = (LearnedInput) input;
            long tableStep = number - config.recipe().firstTableStep(schedule.steps());
            table.learn(gradient, learningRate * bodyFactor * config.tableFactor(), tableStep);
        });
        if (!Double.isFinite(result.loss())) {
            throw new TrainingDivergedException("epoch " + (progress.epoch() + 1) + ", step "
                    + (progress.stepInEpoch() + 1) + ": the loss is " + result.loss()
                    + "; " + whatIsKept() + ". Try a smaller learningRate than " + config.learningRate());
        }
        average.ifPresent(it -> it.update(number));
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
        double imagesPerSecond = report(learningRate);
        watch.step(progress, result.loss(), result.correct(), labels.length, learningRate, imagesPerSecond);
    }

    /** Tells the listener; gives images per second. */
    private double report(double learningRate) {
        double seconds = (System.nanoTime() - startNanos) * 1e-9;
        double imagesPerSecond = stepsHere * batch / seconds;
        long left = schedule.steps() - progress.step();
        listener.step(new TrainingListener.StepProgress(
                progress.epoch() + 1,
                config.epochs(),
                progress.stepInEpoch(),
                stepsPerEpoch,
                progress.lossSum() / progress.images(),
                (double) progress.correct() / progress.images(),
                learningRate,
                imagesPerSecond,
                seconds / stepsHere * left));
        return imagesPerSecond;
    }

    /** @param whole whether the epoch was begun here, so that the weights at its beginning are known */
    private void finishEpoch(TrainingGraph graph, long begin, double imagesPerSecond, boolean whole)
            throws IOException {
        Checkpoint here = checkpoint(graph);
        CodeUse use = new CodeUse(network.topology(), network.quantizer());
        Evaluation validation = validation(here, use);
        int epoch = progress.epoch() + 1;
        boolean better = better(validation);
        boolean early = epoch < config.epochs()
                && config.recipe().outOfPatience(epoch, better ? epoch : progress.bestEpoch(), config.epochs());
        if (early) {
            here.arrays().put(TrainedNetwork.ENDED_EARLY, new float[] {epoch});
            listener.note("no better validation since epoch " + progress.bestEpoch()
                    + ": the training ends after epoch " + epoch + " of " + config.epochs());
        }
        if ((early || epoch == config.epochs()) && config.recipe().renewStatistics()) {
            StatisticsEstimate.renew(network.at(here), batches, epoch);
            use = new CodeUse(network.topology(), network.quantizer());
            Evaluation renewed = validation(here, use);
            listener.note(String.format(
                    "batch norm re-estimated on the float32 path: validation %.2f %% before, %.2f %% after",
                    validation.accuracy() * 100, renewed.accuracy() * 100));
            validation = renewed;
        }
        NetworkHealth health = health(here, use, whole);
        EpochMetrics row = new EpochMetrics(
                epoch,
                progress.lossSum() / progress.images(),
                (double) progress.correct() / progress.images(),
                validation.loss(),
                validation.accuracy(),
                schedule.at(progress.step()),
                network.at(here).input() instanceof LearnedInput table ? table.changedShare() : 0,
                imagesPerSecond,
                (System.nanoTime() - begin) * 1e-9,
                validation.macroAccuracy(),
                health.figures(),
                PeakMemory.megabytes());
        boolean best = better(validation);
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
        // Killed anywhere in here, the run goes on from the checkpoint before, and does all of it again.
        writing(() -> run.writeMetrics(metrics));
        watch.epoch(
                row,
                progress.step(),
                health,
                use,
                here.arrays(),
                network.at(here).input());
        Checkpoint done = here.at(progress);
        keep(done, best);
        network = network.at(done);
        listener.epoch(row);
        watch.warn(health, progress.step());
    }

    private NetworkHealth health(Checkpoint here, CodeUse use, boolean whole) {
        return config.fullPrecision()
                ? NetworkHealth.NONE
                : NetworkHealth.of(
                        network.topology(),
                        network.quantizer(),
                        whole ? Optional.of(network.checkpoint().arrays()) : Optional.empty(),
                        here.arrays(),
                        use,
                        network.at(here).input() instanceof TableInput table ? table.frozen() : Optional.empty());
    }

    /** Without a validation part every epoch is the best so far: the last one stands. */
    private boolean better(Evaluation validation) {
        return data.validation().isEmpty()
                || validation.accuracy() > progress.bestAccuracy()
                || (validation.accuracy() == progress.bestAccuracy() && validation.loss() < progress.bestLoss());
    }

    /** The best first: were it second, one that a kill prevented would never be made up for. */
    private void keep(Checkpoint checkpoint, boolean best) throws IOException {
        Optional<String> lost = checkpoint.arrays().firstNotFinite();
        if (lost.isPresent()) {
            // The loss of the step before was a number; its update is not, and must not replace a good checkpoint.
            throw new TrainingDivergedException("step " + checkpoint.progress().step() + ": " + lost.get()
                    + " is no longer finite; " + whatIsKept() + ". Try a smaller learningRate than "
                    + config.learningRate());
        }
        if (watch != null) { // a checkpoint of step 0 is kept before anything is watched
            watch.flush();
        }
        writing(() -> {
            if (best) {
                kept.best(checkpoint);
            }
            kept.last(checkpoint);
        });
        keptStep = checkpoint.progress().step();
        pace.kept();
    }

    private String whatIsKept() {
        return keptStep < 0 ? "there is no checkpoint yet" : "the checkpoint of step " + keptStep + " is kept";
    }

    /** Writes to the run directory. */
    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }

    /** What fails says what is left. */
    private void writing(Writing writing) throws IOException {
        try {
            writing.run();
        } catch (IOException e) {
            throw keptStep < 0
                    ? e
                    : new IOException(e.getMessage() + "; " + whatIsKept() + ", go on from it with --resume", e);
        }
    }

    /**
     * On the exact graph, where there are codes; NaN without a validation part.
     *
     * @param use sees codes on the way, of training pictures if there is no validation part
     */
    private Evaluation validation(Checkpoint here, CodeUse use) throws IOException {
        if (config.fullPrecision()) {
            return data.validation().isEmpty()
                    ? Evaluation.NONE
                    : network.at(here).evaluate(data.validation().get());
        }
        try (ExactGraph exact = new ExactGraph(network.topology(), here.arrays(), network.quantizer())) {
            if (data.validation().isEmpty()) {
                Evaluation.show(exact, network.at(here).input(), data.train(), SHOWN_OF_TRAINING, use);
                return Evaluation.NONE;
            }
            return Evaluation.of(
                    exact, network.at(here).input(), data.validation().get(), use);
        }
    }

    private Checkpoint checkpoint(TrainingGraph graph) {
        Parameters arrays = new Parameters();
        arrays.put(InputLayers.NORMALIZATION, network.checkpoint().arrays().get(InputLayers.NORMALIZATION));
        graph.save(arrays);
        graph.saveOptimizer(arrays);
        InputLayers.put(underTraining.input(), arrays);
        average.ifPresent(it -> it.putInto(arrays));
        return new Checkpoint(
                config.toYaml(),
                network.network().toYaml(),
                data.fingerprint(),
                data.labels(),
                Environment.here(config).toText(),
                arrays,
                progress);
    }
}
