package org.pixelembedding.cli.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import org.pixelembedding.train.EpochMetrics;
import org.pixelembedding.train.RunDirectory;
import org.pixelembedding.train.TrainingConfig;
import org.pixelembedding.train.TrainingSpeed;

/**
 * How long runs will take: by their own epochs so far, else by what an equal run took, else by the epochs of the other runs.
 * Where nothing of a grid was trained yet, {@link Measured} times a few steps.
 */
public final class TimeEstimate {
    private static final int ROUNDS = 3;

    private final Map<TrainingConfig, Double> recorded = new HashMap<>();
    private final Function<GridRun, RunDirectory> directories;

    /**
     * Measures nothing.
     *
     * @param results of earlier runs
     * @param directories of runs, which need not exist
     */
    public TimeEstimate(List<RunResult> results, Function<GridRun, RunDirectory> directories) {
        this.directories = directories;
        for (RunResult result : results) {
            OptionalDouble seconds = result.number("times", "trainSeconds");
            if (seconds.isPresent()) {
                TrainingConfig settings = result.settings();
                recorded.put(alike(settings), seconds.getAsDouble() / settings.epochs());
            }
        }
    }

    /** Settings without what hardly changes the time of an epoch. */
    private static TrainingConfig alike(TrainingConfig settings) {
        return settings.with(Map.of(
                "seed",
                "1",
                "precision",
                "auto",
                "classifierCodes",
                "1",
                "epochs",
                "1000000")); // more than any warm-up
    }

    /** Seconds that are left of a run; empty if neither it nor an equal one was trained. */
    public OptionalDouble known(GridRun run) throws IOException {
        OptionalDouble epoch = secondsPerEpoch(run);
        return epoch.isEmpty() ? epoch : OptionalDouble.of(epoch.getAsDouble() * epochsLeft(run));
    }

    private OptionalDouble secondsPerEpoch(GridRun run) throws IOException {
        List<EpochMetrics> epochs = directories.apply(run).readMetrics();
        if (!epochs.isEmpty()) {
            return epochs.stream().mapToDouble(EpochMetrics::seconds).average();
        }
        Double equal = recorded.get(alike(run.settings()));
        return equal == null ? OptionalDouble.empty() : OptionalDouble.of(equal);
    }

    private int epochsLeft(GridRun run) throws IOException {
        return run.settings().epochs() - directories.apply(run).readMetrics().size();
    }

    /**
     * Seconds of training that are left of some runs, one after the other; empty if nothing is known of any.
     *
     * @param others that are trained already and may tell what an epoch takes
     */
    public OptionalDouble secondsLeft(List<GridRun> left, List<GridRun> others) throws IOException {
        List<Double> all = new ArrayList<>();
        for (List<GridRun> runs : List.of(left, others)) {
            for (GridRun run : runs) {
                secondsPerEpoch(run).ifPresent(all::add);
            }
        }
        OptionalDouble average = all.stream().mapToDouble(Double::doubleValue).average();
        if (average.isEmpty()) {
            return average;
        }
        double seconds = 0;
        for (GridRun run : left) {
            seconds += secondsPerEpoch(run).orElse(average.getAsDouble()) * epochsLeft(run);
        }
        return OptionalDouble.of(seconds);
    }

    /** Measures what steps take on random pictures; validation and proof come on top. Bodies that were measured are kept. */
    public static final class Measured {
        private final Map<List<Object>, Double> imagesPerSecond = new HashMap<>();
        private final int trainingImages;
        private final int jobs;

        /**
         * Measures nothing yet.
         *
         * @param trainingImages in an epoch
         * @param jobs runs side by side, which share the processors
         */
        public Measured(int trainingImages, int jobs) {
            this.trainingImages = trainingImages;
            this.jobs = jobs;
        }

        /** Seconds of a whole training. */
        public double seconds(TrainingConfig settings) throws IOException {
            List<Object> body = List.of(
                    settings.network(),
                    settings.width(),
                    settings.size(),
                    settings.batch(),
                    settings.threads(),
                    settings.fullPrecision());
            Double speed = imagesPerSecond.get(body);
            if (speed == null) {
                TrainingSpeed.Kind kind = TrainingSpeed.Kind.of(settings);
                speed = TrainingSpeed.measure(settings, Set.of(kind), ROUNDS)
                        .get(kind)
                        .imagesPerSecond();
                imagesPerSecond.put(body, speed);
            }
            int processors = Runtime.getRuntime().availableProcessors();
            double slowdown = Math.max(1, (double) jobs * settings.threads() / processors);
            return (double) settings.epochs() * trainingImages / speed * slowdown;
        }
    }
}
