package org.pixelembedding.train;

/** Hears what a training does; called on the training's thread. */
public interface TrainingListener {
    /** Hears nothing. */
    TrainingListener SILENT = new TrainingListener() {};

    /**
     * How far it is.
     *
     * @param epoch under way, counted from 1
     * @param step finished in this epoch
     * @param loss mean over the epoch so far
     * @param accuracy over the epoch so far
     * @param imagesPerSecond over this process's training so far
     * @param secondsLeft estimate for the whole training
     */
    record StepProgress(
            int epoch,
            int epochs,
            int step,
            int steps,
            double loss,
            double accuracy,
            double learningRate,
            double imagesPerSecond,
            double secondsLeft) {}

    default void step(StepProgress progress) {}

    default void epoch(EpochMetrics metrics) {}

    /** Something a user should know, one line. */
    default void note(String line) {}
}
