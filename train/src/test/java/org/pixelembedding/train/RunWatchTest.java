package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.train.events.EventFile;
import org.pixelembedding.train.events.EventReader;
import org.pixelembedding.train.events.EventReader.Message;

/** A training leaves event files that a reader of its own understands, and says when it is dying. */
class RunWatchTest {
    @TempDir
    private Path directory;

    private static final TrainingConfig CONFIG = PaintedTraining.config("epochs: 3");

    private RunDirectory train(String name, TrainingConfig config) throws IOException {
        PaintedTraining.trainer(directory.resolve(name), config, TrainingListener.SILENT)
                .train();
        return new RunDirectory(directory.resolve(name));
    }

    /** All values under a tag, wherever they stand. */
    private static List<Message> values(Path run, String tag) throws IOException {
        List<Message> found = new ArrayList<>();
        for (Path file : EventFile.in(run)) {
            for (Message event : EventReader.read(file)) {
                if (event.has(5)) {
                    found.addAll(event.message(5).messages(1).stream()
                            .filter(value -> value.text(1).equals(tag))
                            .toList());
                }
            }
        }
        return found;
    }

    @Test
    void theEventsAreThoseOfTheMetrics() throws IOException {
        RunDirectory run = train("run", CONFIG);
        List<EpochMetrics> epochs = run.readMetrics();
        Map<String, NavigableMap<Long, Float>> scalars = EventReader.scalars(run.path());
        assertThat(scalars.get("train/loss")).containsOnlyKeys(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        double firstEpoch = scalars.get("train/loss").headMap(3L, true).values().stream()
                .mapToDouble(Float::doubleValue)
                .average()
                .orElseThrow();
        assertThat(firstEpoch).isCloseTo(epochs.getFirst().trainLoss(), org.assertj.core.api.Assertions.within(1e-5));
        assertThat(scalars.get("validation/accuracy")).containsOnlyKeys(3L, 6L, 9L);
        assertThat(scalars.get("health/signs flipped").get(6L))
                .isCloseTo(
                        (float) epochs.get(1).health().flippedSigns(), org.assertj.core.api.Assertions.within(1e-5f));
        assertThat(epochs).allSatisfy(epoch -> {
            assertThat(epoch.health().flippedSigns()).isBetween(1e-6, 0.9);
            assertThat(epoch.health().unusedCodes()).isBetween(0.0, 0.9);
            assertThat(epoch.validationMacroAccuracy()).isBetween(0.0, 1.0);
            assertThat(epoch.peakMemoryMegabytes()).isGreaterThan(50);
        });
        List<Message> tables = values(run.path(), "table");
        assertThat(tables).hasSize(3);
        Message picture = tables.getLast().message(4);
        var image = ImageIO.read(new ByteArrayInputStream(picture.bytes(4)));
        assertThat(List.of((long) image.getHeight(), (long) image.getWidth()))
                .containsExactly(picture.number(1), picture.number(2));
        Topology topology = TrainedNetwork.of(Checkpoint.read(run.checkpoint(RunDirectory.Which.LAST)))
                .topology();
        for (Topology.Step step : topology.steps()) {
            if (step instanceof Topology.Step.Conv conv) {
                List<Message> histograms = values(run.path(), "latents/" + conv.name() + ".weight");
                assertThat(histograms).hasSize(3);
                assertThat(histograms.getFirst().message(5).one(3)).isEqualTo((double) conv.out() * conv.fanIn());
            } else if (step instanceof Topology.Step.Activation activation) {
                assertThat(values(run.path(), "codes/" + activation.name())
                                .getFirst()
                                .message(5)
                                .doubles(7))
                        .as("2-bit codes")
                        .hasSize(4);
            }
        }
    }

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Left off in step 6, with a checkpoint of step 3: steps 4 and 5 are told by both files, and shown once. */
    @Test
    void aResumedRunShowsNoStepTwice() throws IOException {
        Map<String, NavigableMap<Long, Float>> whole =
                EventReader.scalars(train("whole", CONFIG).path());
        RunDirectory run = RunDirectory.create(directory.resolve("killed"));
        Trainer trainer = Trainer.start(CONFIG, PaintedTraining.data(CONFIG), run, new TrainingListener() {
            private int seen;

            @Override
            public void step(StepProgress progress) {
                if (++seen == 6) {
                    throw new Killed();
                }
            }
        });
        assertThatThrownBy(trainer::train).isInstanceOf(Killed.class);
        assertThat(new KeptCheckpoints(run).newest().checkpoint().progress().step())
                .isEqualTo(3);
        assertThat(EventReader.scalars(run.path()).get("train/loss"))
                .as("the file is ahead of the checkpoint")
                .containsOnlyKeys(1L, 2L, 3L, 4L, 5L);
        train("killed", CONFIG);
        assertThat(EventFile.in(run.path())).hasSize(2);
        Map<String, NavigableMap<Long, Float>> shown = EventReader.scalars(run.path());
        assertThat(shown.get("train/loss")).isEqualTo(whole.get("train/loss"));
        assertThat(shown.get("validation/loss")).isEqualTo(whole.get("validation/loss"));
        assertThat(Files.readAllBytes(run.model())).isEqualTo(Files.readAllBytes(directory.resolve("whole/model.pxm")));
    }

    @Test
    void withoutValidationCodesOfTrainingPicturesAreCounted() throws IOException {
        RunDirectory run = train("run", CONFIG.with("validation", "0"));
        EpochMetrics last = run.readMetrics().getLast();
        assertThat(last.validationMacroAccuracy()).isNaN();
        assertThat(last.health().unusedCodes()).isBetween(0.0, 0.9);
        assertThat(EventReader.scalars(run.path())).doesNotContainKey("validation/loss");
    }

    @Test
    void anEventFileThatCannotBeMadeIsNoReasonToStop() throws IOException {
        List<String> notes = new ArrayList<>();
        RunDirectory run = RunDirectory.create(directory.resolve("run"));
        // The number after the largest is taken already.
        Files.createDirectory(run.path().resolve("events.out.tfevents.999999"));
        Files.createDirectory(run.path().resolve("events.out.tfevents.1000000"));
        TrainingListener listener = new TrainingListener() {
            @Override
            public void note(String line) {
                notes.add(line);
            }
        };
        assertThat(Trainer.start(CONFIG, PaintedTraining.data(CONFIG), run, listener)
                        .train())
                .isEqualTo(Trainer.Outcome.FINISHED);
        assertThat(run.model()).exists();
        assertThat(notes)
                .filteredOn(line -> line.contains("event file"))
                .singleElement()
                .asString()
                .contains("events.out.tfevents.1000000", "going on without");
    }
}
