package org.pixelembedding.cli.experiment;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.pixelembedding.train.EpochMetrics;
import org.pixelembedding.train.RunDirectory;
import org.pixelembedding.train.TrainingConfig;
import org.pixelembedding.train.TrainingSpeed;

/**
 * How long runs will take: what an equal run took, else what its own epochs took so far, else what steps take on random
 * pictures. Validation and proof are not in the last; it is a guess.
 */
public final class TimeEstimate {
    private static final int ROUNDS = 3;

    private final Map<TrainingConfig, Double> recorded = new HashMap<>();
    private final Map<List<Object>, Double> imagesPerSecond = new HashMap<>();
    private final int trainingImages;
    private final double slowdown;

    /**
     * Measures nothing yet.
     *
     * @param trainingImages in an epoch
     * @param jobs runs side by side
     * @param processors that they share
     */
    public TimeEstimate(List<RunResult> results, int trainingImages, int jobs, int threads, int processors) {
        for (RunResult result : results) {
            OptionalDouble seconds = result.number("times", "trainSeconds");
            if (seconds.isPresent()) {
                recorded.put(alike(result.settings()), seconds.getAsDouble());
            }
        }
        this.trainingImages = trainingImages;
        slowdown = Math.max(1, (double) jobs * threads / processors);
    }

    /** Settings without what hardly changes the time. */
    private static TrainingConfig alike(TrainingConfig settings) {
        return settings.with(Map.of("seed", "1", "precision", "auto"));
    }

    /**
     * Seconds that are left of a run.
     *
     * @param directory of the run, which need not exist
     */
    public double secondsLeft(GridRun run, RunDirectory directory) throws IOException {
        List<EpochMetrics> epochs = directory.readMetrics();
        int left = run.settings().epochs() - epochs.size();
        if (!epochs.isEmpty()) {
            return left
                    * epochs.stream()
                            .mapToDouble(EpochMetrics::seconds)
                            .average()
                            .orElse(0);
        }
        Double equal = recorded.get(alike(run.settings()));
        return equal == null ? measured(run.settings()) : equal;
    }

    private double measured(TrainingConfig settings) throws IOException {
        List<Object> body =
                List.of(settings.network(), settings.width(), settings.size(), settings.batch(), settings.threads());
        Double speed = imagesPerSecond.get(body);
        if (speed == null) {
            TrainingSpeed.Kind kind = settings.resolved().precision().equals("bf16")
                    ? TrainingSpeed.Kind.QUANTIZED_BF16
                    : TrainingSpeed.Kind.QUANTIZED_FLOAT32;
            speed = TrainingSpeed.measure(settings, ROUNDS).get(kind);
            imagesPerSecond.put(body, speed);
        }
        return settings.epochs() * trainingImages / speed * slowdown;
    }
}
