package org.pixelembedding.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.pixelembedding.data.UnreadablePolicy;

/** Small trainings on painted pictures, which take a second: three steps an epoch. */
final class PaintedTraining {
    static final int SIDE = 16;

    private PaintedTraining() {}

    /** Settings of a quarter of the shipped network's width; {@code more} is YAML. */
    static TrainingConfig config(String more) {
        return TrainingConfig.parse("test", """
                size: 16
                width: 0.25
                dimensions: 5
                batch: 16
                crop: 1
                validation: 0.2
                """ + more);
    }

    /** 60 pictures of three classes to train and validate on, 12 to test. */
    static TrainingData data(TrainingConfig config) throws IOException {
        return data(config, 60, 1);
    }

    static TrainingData data(TrainingConfig config, int pictures, long seed) throws IOException {
        return TrainingData.of(new PaintedSource(pictures, 12, SIDE, seed), config, SIDE, UnreadablePolicy.FAIL);
    }

    /** Begins in that directory, or goes on there. */
    static Trainer trainer(Path directory, TrainingConfig config, TrainingListener listener) throws IOException {
        RunDirectory run = RunDirectory.create(directory);
        return run.hasCheckpoint()
                ? Trainer.resume(config, data(config), run, listener)
                : Trainer.start(config, data(config), run, listener);
    }

    /**
     * Trains as {@link #trainer} does and asks for a stop after so many steps.
     *
     * @param steps 0 for none
     * @param notes gets what is noted
     */
    static Trainer.Outcome train(
            Path directory, TrainingConfig config, int steps, java.util.function.Consumer<String> notes)
            throws IOException {
        AtomicReference<Trainer> trainer = new AtomicReference<>();
        trainer.set(trainer(directory, config, new TrainingListener() {
            private int seen;

            @Override
            public void step(StepProgress progress) {
                if (++seen == steps) {
                    trainer.get().requestStop();
                }
            }

            @Override
            public void note(String line) {
                notes.accept(line);
            }
        }));
        return trainer.get().train();
    }
}
