package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.pixelembedding.train.PaintedTraining.SIDE;
import static org.pixelembedding.train.PaintedTraining.config;
import static org.pixelembedding.train.PaintedTraining.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pixelembedding.format.WholeFile;
import org.pixelembedding.train.RunDirectory.Which;
import org.pixelembedding.train.Trainer.Outcome;
import org.pixelembedding.train.torch.ExactGraph;

/** Training learns, gives the same bytes for a seed, and goes on where it was stopped. */
class TrainerTest {
    @TempDir
    private Path directory;

    private Outcome train(String name, TrainingConfig config, TrainingListener listener) throws IOException {
        return PaintedTraining.trainer(directory.resolve(name), config, listener)
                .train();
    }

    private byte[] bytes(String name, String file) throws IOException {
        return Files.readAllBytes(directory.resolve(name).resolve(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pixel-embedding", "generalized-thermometer", "float"})
    void overfitsThirtyTwoPictures(String input) throws IOException {
        TrainingConfig config = config("epochs: 60\nflip: false\ninput: " + input)
                .with("validation", "0")
                .with("crop", "0")
                .with("batch", "32")
                .with("width", "1.0");
        RunDirectory run = RunDirectory.create(directory.resolve("overfit"));
        TrainingData data = data(config, 32, 3);
        List<EpochMetrics> epochs = new ArrayList<>();
        Trainer trainer = Trainer.start(config, data, run, new TrainingListener() {
            @Override
            public void epoch(EpochMetrics metrics) {
                epochs.add(metrics);
            }
        });
        assertThat(trainer.train()).isEqualTo(Outcome.FINISHED);
        assertThat(epochs.getLast().trainAccuracy()).isEqualTo(1.0);
        assertThat(epochs.getLast().trainLoss()).isLessThan(epochs.getFirst().trainLoss() / 4);
        try (ExactGraph graph = trainer.network().exactGraph()) {
            assertThat(Evaluation.of(graph, trainer.network().input(), data.train())
                            .accuracy())
                    .as("the exact graph knows them too")
                    .isGreaterThanOrEqualTo(31 / 32.0);
        }
    }

    @Test
    void theSameSeedGivesTheSameBytesAndAnotherOneDoesNot() throws IOException {
        TrainingConfig config = config("epochs: 3\nturns: true\n");
        assertThat(train("a", config, TrainingListener.SILENT)).isEqualTo(Outcome.FINISHED);
        train("b", config, TrainingListener.SILENT);
        train("c", config.with("seed", "2"), TrainingListener.SILENT);
        for (String file : List.of("model.pxm", "checkpoints/last.ckpt", "checkpoints/best.ckpt", "config.yaml")) {
            assertThat(bytes("a", file)).as(file).isEqualTo(bytes("b", file));
        }
        assertThat(bytes("a", "model.pxm")).isNotEqualTo(bytes("c", "model.pxm"));
    }

    /** Stopped after {@code step} steps in all: at the very start, in mid-epoch, at the end of an epoch. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 8})
    void resumingEqualsNotHavingStopped(int step) throws IOException {
        TrainingConfig config = config("epochs: 3\n");
        train("whole", config, TrainingListener.SILENT);
        RunDirectory run = new RunDirectory(directory.resolve("stopped"));
        assertThat(PaintedTraining.train(run.path(), config, step, note -> {})).isEqualTo(Outcome.STOPPED);
        assertThat(Files.exists(run.model())).isFalse();
        assertThat(train("stopped", config, TrainingListener.SILENT)).isEqualTo(Outcome.FINISHED);
        for (String file : List.of("model.pxm", "checkpoints/last.ckpt", "checkpoints/best.ckpt")) {
            assertThat(bytes("stopped", file)).as(file).isEqualTo(bytes("whole", file));
        }
        assertThat(run.readMetrics().stream().map(EpochMetrics::epoch)).containsExactly(1, 2, 3);
        assertThat(train("stopped", config, TrainingListener.SILENT)).isEqualTo(Outcome.ALREADY_FINISHED);
    }

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** A run that leaves off after a step without another word, as a killed process does. */
    private RunDirectory killedAfter(int step, TrainingConfig config) throws IOException {
        RunDirectory run = RunDirectory.create(directory.resolve("killed"));
        Trainer trainer = Trainer.start(config, data(config), run, new TrainingListener() {
            private int seen;

            @Override
            public void step(StepProgress progress) {
                if (++seen == step) {
                    throw new Killed();
                }
            }
        });
        AtomicLong clock = new AtomicLong();
        trainer.keepCheckpoints(new CheckpointPace(1, clock::incrementAndGet)); // after every step
        assertThatThrownBy(trainer::train).isInstanceOf(Killed.class);
        return run;
    }

    private void assertSameAsWhole(String name) throws IOException {
        for (String file : List.of("model.pxm", "checkpoints/last.ckpt", "checkpoints/best.ckpt")) {
            assertThat(bytes(name, file)).as(file).isEqualTo(bytes("whole", file));
        }
    }

    /** The step in which it was killed is done again from a checkpoint inside the epoch. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 6, 7, 9})
    void goesOnFromInsideAnEpoch(int step) throws IOException {
        TrainingConfig config = config("epochs: 3\nbalanced: true\n");
        train("whole", config, TrainingListener.SILENT);
        RunDirectory run = killedAfter(step, config);
        assertThat(new KeptCheckpoints(run).newest().checkpoint().progress().step())
                .isEqualTo(step - 1);
        assertThat(train("killed", config, TrainingListener.SILENT)).isEqualTo(Outcome.FINISHED);
        assertSameAsWhole("killed");
        assertThat(run.readMetrics().stream().map(EpochMetrics::trainLoss).toList())
                .as("sums over an epoch go on too")
                .isEqualTo(RunDirectory.open(directory.resolve("whole")).readMetrics().stream()
                        .map(EpochMetrics::trainLoss)
                        .toList());
    }

    private static TrainingListener notes(List<String> notes) {
        return new TrainingListener() {
            @Override
            public void note(String line) {
                notes.add(line);
            }
        };
    }

    @Test
    void aDamagedCheckpointIsToldAndTheOneBeforeItUsed() throws IOException {
        TrainingConfig config = config("epochs: 3\n");
        train("whole", config, TrainingListener.SILENT);
        RunDirectory run = killedAfter(6, config);
        Path last = run.checkpoint(Which.LAST);
        byte[] damaged = Files.readAllBytes(last);
        damaged[damaged.length / 2] ^= 1;
        Files.write(last, damaged);
        List<String> notes = new ArrayList<>();
        assertThat(train("killed", config, notes(notes))).isEqualTo(Outcome.FINISHED);
        assertThat(notes.getFirst())
                .isEqualTo(last + ": damaged checkpoint (its checksum is wrong); going on from "
                        + run.checkpoint(Which.PREVIOUS) + ", step 4");
        assertSameAsWhole("killed");
        assertThat(last.resolveSibling("damaged.ckpt")).hasBinaryContent(damaged);
    }

    @Test
    void aDiskThatFillsUpStopsTheRunAndItGoesOnWhenThereIsRoom() throws IOException {
        TrainingConfig config = config("epochs: 3\n");
        train("whole", config, TrainingListener.SILENT);
        RunDirectory run = RunDirectory.create(directory.resolve("full"));
        AtomicLong writes = new AtomicLong();
        KeptCheckpoints kept = new KeptCheckpoints(
                run,
                (file, body) -> WholeFile.write(file, out -> {
                    if (writes.incrementAndGet() > 2) { // those are the best and the last of epoch 1
                        out.write(new byte[1000]);
                        throw new IOException("No space left on device");
                    }
                    body.write(out);
                }));
        Trainer trainer = Trainer.start(config, data(config), run, kept, Optional.empty(), TrainingListener.SILENT);
        assertThatThrownBy(trainer::train)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be written (No space left on device)")
                .hasMessageContaining("the checkpoint of step 3 is kept, go on from it with --resume");
        assertThat(Checkpoint.read(run.checkpoint(Which.LAST)).progress().epoch())
                .isEqualTo(1);
        assertThat(train("full", config, TrainingListener.SILENT)).isEqualTo(Outcome.FINISHED);
        assertSameAsWhole("full");
    }

    @Test
    void anUpdateThatIsNoNumberDoesNotReplaceAGoodCheckpoint() throws IOException {
        TrainingConfig config = config("epochs: 3\ninput: float\n");
        RunDirectory run = killedAfter(4, config);
        byte[] good = Files.readAllBytes(run.checkpoint(Which.LAST));
        Trainer trainer = Trainer.resume(config, data(config), run, TrainingListener.SILENT);
        Parameters arrays = trainer.network().checkpoint().arrays();
        // The loss of the next step is still a number, the weights after it are not.
        arrays.names().stream()
                .filter(name -> name.endsWith(".adam1"))
                .forEach(name -> java.util.Arrays.fill(arrays.get(name), Float.POSITIVE_INFINITY));
        AtomicLong clock = new AtomicLong();
        trainer.keepCheckpoints(new CheckpointPace(1, clock::incrementAndGet));
        assertThatThrownBy(trainer::train)
                .isInstanceOf(TrainingDivergedException.class)
                .hasMessageContaining("step 4: ")
                .hasMessageContaining("is no longer finite; the checkpoint of step 3 is kept");
        assertThat(run.checkpoint(Which.LAST)).hasBinaryContent(good);
    }

    @Test
    void anotherMachineGoesOnWithAWarning() throws IOException {
        TrainingConfig config = config("epochs: 2\n");
        RunDirectory run = killedAfter(4, config);
        String here = Files.readString(run.environment());
        assertThat(here).contains("cpu: ", "library: pytorch", "threads: 2");
        Checkpoint last = Checkpoint.read(run.checkpoint(Which.LAST));
        assertThat(last.environment()).isEqualTo(here);
        new Checkpoint(
                        last.config(),
                        last.network(),
                        last.fingerprint(),
                        last.labels(),
                        "cpu: Abacus\nlibrary: pytorch 1.0\n",
                        last.arrays(),
                        last.progress())
                .write(run.checkpoint(Which.LAST));
        List<String> notes = new ArrayList<>();
        assertThat(train("killed", config, notes(notes))).isEqualTo(Outcome.FINISHED);
        assertThat(notes.getFirst())
                .startsWith("Warning: this run was trained elsewhere: cpu (Abacus, ")
                .contains("library (pytorch 1.0, ");
        assertThat(Files.readString(run.environment())).isEqualTo(here + "\n# from step 3 on\n" + here);
        train("whole", config, TrainingListener.SILENT);
        assertThat(bytes("killed", "model.pxm")).as("no trace in the model").isEqualTo(bytes("whole", "model.pxm"));
    }

    @Test
    void aCheckpointOfAnotherConfigurationOrOtherDataIsRefused() throws IOException {
        TrainingConfig config = config("epochs: 1\n");
        train("run", config, TrainingListener.SILENT);
        RunDirectory run = RunDirectory.open(directory.resolve("run"));
        assertThatThrownBy(() -> train("run", config.with("learningRate", "0.5"), TrainingListener.SILENT))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("last.ckpt")
                .hasMessageContaining("learningRate (0.002, 0.5)");
        assertThatThrownBy(() -> Trainer.resume(config, data(config, 60, 2), run, TrainingListener.SILENT))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("trained on other pictures");
    }

    @Test
    void aLossThatIsNoNumberStopsTheRunAndKeepsTheCheckpoint() throws IOException {
        TrainingConfig config = config("epochs: 9\ninput: float\nlearningRate: 10.0\n");
        RunDirectory run = RunDirectory.create(directory.resolve("run"));
        Trainer trainer = Trainer.start(config, data(config), run, TrainingListener.SILENT);
        // Poison the classifier: the next loss is NaN.
        java.util.Arrays.fill(trainer.network().checkpoint().arrays().get("classifier.weight"), Float.NaN);
        assertThatThrownBy(trainer::train)
                .isInstanceOf(TrainingDivergedException.class)
                .hasMessageContaining("epoch 1, step 1")
                .hasMessageContaining("there is no checkpoint yet")
                .hasMessageContaining("learningRate");
        assertThat(run.hasCheckpoint()).isFalse();
    }

    @Test
    void bestIsChosenOnTheValidationPart() throws IOException {
        TrainingConfig config = config("epochs: 4\n");
        List<EpochMetrics> epochs = new ArrayList<>();
        train("run", config, new TrainingListener() {
            @Override
            public void epoch(EpochMetrics metrics) {
                epochs.add(metrics);
            }
        });
        RunDirectory run = RunDirectory.open(directory.resolve("run"));
        Checkpoint best = Checkpoint.read(run.checkpoint(Which.BEST));
        double highest = epochs.stream()
                .mapToDouble(EpochMetrics::validationAccuracy)
                .max()
                .orElseThrow();
        assertThat(best.progress().bestAccuracy()).isEqualTo(highest);
        assertThat(epochs.get(best.progress().bestEpoch() - 1).validationAccuracy())
                .isEqualTo(highest);
        assertThat(best.progress().epoch()).isEqualTo(best.progress().bestEpoch());
    }

    @Test
    void aRunCarriesItsNetworkAndMakesAModelThatIsMissing() throws IOException {
        Path network = directory.resolve("mine.yaml");
        Files.writeString(network, """
                name: mine
                layers:
                  - {type: stem, channels: 8, stride: 2}
                  - {type: conv, channels: 16, stride: 2}
                  - {type: classifier}
                """);
        TrainingConfig config = config("epochs: 1\n").with("network", "\"" + network + "\"");
        train("run", config, TrainingListener.SILENT);
        byte[] model = bytes("run", "model.pxm");
        Files.delete(directory.resolve("run").resolve("model.pxm"));
        Files.delete(network);
        assertThat(train("run", config, TrainingListener.SILENT)).isEqualTo(Outcome.ALREADY_FINISHED);
        assertThat(bytes("run", "model.pxm")).isEqualTo(model);
        Files.writeString(network, "layers: [{type: stem, channels: 16}, {type: classifier}]");
        assertThatThrownBy(() -> train("run", config, TrainingListener.SILENT))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("mine.yaml has changed since");
    }

    @Test
    void statisticsAreEstimatedAnewAtTheEnd() throws IOException {
        TrainingConfig config = config("epochs: 1\n").resolved();
        TrainingData data = data(config);
        TrainedNetwork network = TrainedNetwork.start(config, data);
        TrainingBatches batches = new TrainingBatches(config, data.train(), SIDE);
        Parameters arrays = network.checkpoint().arrays();
        String first = arrays.names().stream()
                .filter(name -> name.endsWith(".mean"))
                .findFirst()
                .orElseThrow();
        StatisticsEstimate.renew(network, batches, 0);
        float[] once = arrays.get(first).clone();
        assertThat(once).as("no longer the 0 it began with").doesNotContain(0f);
        java.util.Arrays.fill(arrays.get(first), 77f);
        StatisticsEstimate.renew(network, batches, 0);
        assertThat(arrays.get(first)).as("nothing is left of what stood there").isEqualTo(once);
    }
}
