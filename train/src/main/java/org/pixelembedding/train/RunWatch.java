package org.pixelembedding.train;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pixelembedding.image.PngEncoder;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.train.events.EventFile;
import org.pixelembedding.train.events.Histogram;
import org.pixelembedding.train.events.SummaryValue;

/**
 * Shows a training to others: writes its event file and warns through the listener. Reads what training made and changes nothing;
 * a file that cannot be written is told once and gone without.
 */
final class RunWatch implements Closeable {
    private static final int POINTS_PER_EPOCH = 20;
    /** Before, the running statistics of batch norm, which remember about ten batches, are still those they began with. */
    private static final int SETTLED_STEPS = 50;

    private static final long FLUSH_NANOS = 10_000_000_000L;

    private final TrainingListener listener;
    private final HealthWarnings warnings;
    private final int interval;
    private Optional<EventFile> events = Optional.empty();
    private long flushed = System.nanoTime();

    /** Sums over the steps since the last point. */
    private double loss;

    private long correct;
    private long images;

    /** @param firstStep that will be told of, counted from 1 */
    RunWatch(RunDirectory run, TrainingConfig config, int stepsPerEpoch, long firstStep, TrainingListener listener) {
        this.listener = listener;
        warnings = new HealthWarnings(config.learningRate());
        interval = Math.max(1, stepsPerEpoch / POINTS_PER_EPOCH);
        try {
            events = Optional.of(EventFile.create(run.path(), firstStep));
        } catch (IOException e) {
            giveUp(e);
        }
    }

    private void giveUp(IOException e) {
        listener.note("The event file for TensorBoard could not be written (" + e.getMessage() + "); going on without");
        Optional<EventFile> broken = events;
        events = Optional.empty();
        try {
            if (broken.isPresent()) {
                broken.get().close();
            }
        } catch (IOException again) {
            e.addSuppressed(again); // told already
        }
    }

    /**
     * After a step.
     *
     * @param after place in the schedule
     * @param meanLoss of the batch
     * @param batch number of its pictures
     * @param right those of them that were right
     */
    void step(
            Checkpoint.Progress after,
            double meanLoss,
            int right,
            int batch,
            double learningRate,
            double imagesPerSecond) {
        if (events.isEmpty()) {
            return;
        }
        loss += meanLoss * batch;
        correct += right;
        images += batch;
        if (after.stepInEpoch() % interval == 0) {
            events.get()
                    .add(
                            after.step(),
                            List.of(
                                    new SummaryValue.Scalar("train/loss", loss / images),
                                    new SummaryValue.Scalar("train/accuracy", (double) correct / images),
                                    new SummaryValue.Scalar("train/learning rate", learningRate),
                                    new SummaryValue.Scalar("train/images per second", imagesPerSecond)));
            loss = 0;
            correct = 0;
            images = 0;
            if (System.nanoTime() - flushed > FLUSH_NANOS) {
                flush();
            }
        }
    }

    /**
     * At the end of an epoch.
     *
     * @param step number of the epoch's last
     */
    void epoch(
            EpochMetrics row, long step, NetworkHealth health, CodeUse use, Parameters parameters, InputLayer input) {
        if (events.isEmpty()) {
            return;
        }
        List<SummaryValue> values = new ArrayList<>();
        scalar(values, "validation/loss", row.validationLoss());
        scalar(values, "validation/accuracy", row.validationAccuracy());
        scalar(values, "validation/accuracy, mean over classes", row.validationMacroAccuracy());
        scalar(values, "health/dead channels", row.health().deadChannels());
        scalar(values, "health/codes never used", row.health().unusedCodes());
        scalar(values, "health/signs flipped", row.health().flippedSigns());
        scalar(values, "health/gains near 0", row.health().smallGains());
        scalar(values, "memory/peak, MB", row.peakMemoryMegabytes());
        for (NetworkHealth.Activation layer : health.activations()) {
            scalar(values, "dead channels/" + layer.name(), layer.deadShare());
            scalar(values, "codes never used/" + layer.name(), layer.unusedShare());
            scalar(values, "gains near 0/" + layer.name(), layer.smallGainShare());
            values.add(new SummaryValue.Distribution(
                    "codes/" + layer.name(), Histogram.ofCodes(use.histogram(layer.name()))));
        }
        for (NetworkHealth.Weights layer : health.weights()) {
            scalar(values, "signs flipped/" + layer.name(), layer.flippedShare());
        }
        for (String name : parameters.names()) {
            if (name.endsWith(".weight")) {
                values.add(new SummaryValue.Distribution("latents/" + name, Histogram.of(parameters.get(name))));
            }
        }
        if (input instanceof LearnedInput learned) {
            table(values, row, input, learned);
        }
        events.get().add(step, values);
        flush();
    }

    private static void table(List<SummaryValue> values, EpochMetrics row, InputLayer input, LearnedInput learned) {
        scalar(values, "table/codes changed", row.codesChanged());
        scalar(values, "table/codes never used", row.health().unusedTableCodes());
        values.add(new SummaryValue.Distribution("latents/" + InputLayers.LATENTS, Histogram.of(learned.latents())));
        if (input instanceof TableInput table) {
            RgbImage image = TableImage.of(table.frozen().orElseThrow());
            values.add(new SummaryValue.Picture("table", image.height(), image.width(), PngEncoder.encode(image)));
        }
    }

    /** Tells what has crossed its limit, if it is not told yet. */
    void warn(NetworkHealth health, long step) {
        warnings.of(health, step >= SETTLED_STEPS).forEach(listener::note);
    }

    /** What is not known is left out. */
    private static void scalar(List<SummaryValue> values, String tag, double value) {
        if (!Double.isNaN(value)) {
            values.add(new SummaryValue.Scalar(tag, value));
        }
    }

    /** Before a checkpoint is kept, so that a run that goes on from it has told all before. */
    void flush() {
        flushed = System.nanoTime();
        try {
            if (events.isPresent()) {
                events.get().flush();
            }
        } catch (IOException e) {
            giveUp(e);
        }
    }

    @Override
    public void close() {
        try {
            if (events.isPresent()) {
                events.get().close();
            }
        } catch (IOException e) {
            giveUp(e);
        }
    }
}
