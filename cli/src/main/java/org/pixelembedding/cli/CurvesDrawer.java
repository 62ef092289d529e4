package org.pixelembedding.cli;

import java.io.IOException;
import java.util.List;
import org.pixelembedding.cli.picture.TrainingCurvesPicture;
import org.pixelembedding.train.EpochMetrics;
import org.pixelembedding.train.RunDirectory;
import org.pixelembedding.train.TrainingListener;

/**
 * Keeps the picture of a run's curves up to date while it trains, beside another listener. Not at every epoch of a fast
 * training: a picture takes a tenth of a second.
 */
final class CurvesDrawer implements TrainingListener {
    private static final long PAUSE_NANOS = 30_000_000_000L;

    private final RunDirectory run;
    private final TrainingListener next;
    private long last = System.nanoTime();

    CurvesDrawer(RunDirectory run, TrainingListener next) {
        this.run = run;
        this.next = next;
    }

    @Override
    public void step(StepProgress progress) {
        next.step(progress);
    }

    @Override
    public void epoch(EpochMetrics metrics) {
        next.epoch(metrics);
        if (System.nanoTime() - last >= PAUSE_NANOS) {
            last = System.nanoTime();
            draw();
        }
    }

    @Override
    public void note(String line) {
        next.note(line);
    }

    /** Draws what the metrics file holds. A picture that cannot be made is no reason to lose a training. */
    void draw() {
        try {
            List<EpochMetrics> epochs = run.readMetrics();
            if (!epochs.isEmpty()) {
                TrainingCurvesPicture.write(epochs, run.curves());
            }
        } catch (IOException e) {
            next.note("the curves could not be drawn: " + e.getMessage());
        }
    }
}
