package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pixelembedding.format.ModelReader;
import org.pixelembedding.model.Model;
import org.pixelembedding.train.RunDirectory.Which;
import org.pixelembedding.train.Trainer.Outcome;
import org.pixelembedding.train.torch.ExactGraph;

/** Whole runs with all levers at once: resumed, ended early, frozen and proved. */
class RecipeRunTest {
    /** Three steps an epoch; every lever is on, the table learns from step 5 to 9 of 12. */
    private static final TrainingConfig ALL = PaintedTraining.config("""
            noise: 3
            tableFactor: 10
            epochs: 4
            learningRate: 0.01
            ewgs: 0.05
            labelSmoothing: 0.1
            warmUp: 1.4
            gradientClip: 0.5
            averaging: 0.9
            activationsFirst: 0.5
            stemCommon: 0.6
            patience: 3
            tableFrom: 0.4
            tableTo: 0.8
            """);

    @TempDir
    private Path directory;

    private final List<String> notes = new ArrayList<>();

    /** Trains on in that directory, and stops after so many more steps. */
    private Outcome train(String name, TrainingConfig config, int stopAfter) throws IOException {
        return PaintedTraining.train(directory.resolve(name), config, stopAfter, line -> {
            if (line.startsWith("no better") || line.startsWith("batch norm re-estimated")) { // others are warnings
                notes.add(line);
            }
        });
    }

    private void assertSame(String one, String other) throws IOException {
        for (String file : List.of("model.pxm", "checkpoints/last.ckpt", "checkpoints/best.ckpt")) {
            assertThat(directory.resolve(one).resolve(file))
                    .as(file)
                    .hasSameBinaryContentAs(directory.resolve(other).resolve(file));
        }
    }

    private RunDirectory run(String name) throws IOException {
        return RunDirectory.open(directory.resolve(name));
    }

    /** Stopped in warm-up, between the stages, before, within and after the table's span, in both precisions. */
    @ParameterizedTest
    @ValueSource(strings = {"float32", "bf16"})
    void resumingEqualsNotHavingStopped(String precision) throws IOException {
        TrainingConfig config = ALL.with("precision", precision);
        assertThat(train("whole", config, 0)).isEqualTo(Outcome.FINISHED);
        for (int steps : new int[] {2, 4, 1, 1}) { // after steps 2, 6, 7 and 8
            assertThat(train("stopped", config, steps)).isEqualTo(Outcome.STOPPED);
        }
        assertThat(train("stopped", config, 0)).isEqualTo(Outcome.FINISHED);
        assertSame("stopped", "whole");
        assertThat(train("stopped", config, 0)).isEqualTo(Outcome.ALREADY_FINISHED);
        assertThat(run("stopped").readMetrics().stream()
                        .map(EpochMetrics::trainLoss)
                        .toList())
                .isEqualTo(run("whole").readMetrics().stream()
                        .map(EpochMetrics::trainLoss)
                        .toList());
    }

    @Test
    void allTogetherTheyLearnAndTheExactGraphKnowsIt() throws IOException {
        TrainingConfig config = ALL.with("patience", "0")
                .with("validation", "0")
                .with("width", "0.5")
                .with("epochs", "16")
                .with("tableTo", "1.0");
        train("learned", config, 0);
        TrainedNetwork network =
                TrainedNetwork.of(Checkpoint.read(run("learned").checkpoint(Which.LAST)));
        try (ExactGraph exact = network.exactGraph()) {
            assertThat(Evaluation.of(
                                    exact,
                                    network.input(),
                                    PaintedTraining.data(config).train())
                            .accuracy())
                    .isGreaterThan(0.9);
        }
        assertThat(((LookupEmbedding) network.input()).changedShare())
                .as("of the averaged table's codes")
                .isPositive();
    }

    @Test
    void whatIsFrozenAreTheAveragesAndTheyAgreeExactly() throws IOException {
        train("all", ALL, 0);
        TrainedNetwork network = TrainedNetwork.of(Checkpoint.read(run("all").checkpoint(Which.LAST)));
        Model model = ModelReader.read(run("all").model());
        TrainingData data = PaintedTraining.data(ALL);
        ParityReport report = ParityCheck.ofRun(network, model, data.train(), 20, 4, done -> {});
        assertThat(report.differences()).as("%s", report.first()).isZero();
        assertThat(report.images()).isEqualTo(20);
        try (ExactGraph exact = network.exactGraph()) {
            assertThat(Evaluation.of(exact, network.input(), data.validation().orElseThrow())
                            .accuracy())
                    .as("validated was what is frozen")
                    .isEqualTo(
                            run("all").readMetrics().getLast().validationAccuracy(),
                            org.assertj.core.api.Assertions.within(1e-6));
        }
        Parameters arrays = network.checkpoint().arrays();
        assertThat(arrays.get("embedding.table")).isNotEqualTo(arrays.get("embedding.table.raw"));
        assertThat(((LookupEmbedding) network.underTraining().input()).latents())
                .isEqualTo(arrays.get("embedding.table.raw"));
        assertThat(network.underTraining().checkpoint().arrays().get("stem.weight"))
                .isEqualTo(arrays.get("stem.weight.raw"))
                .isNotEqualTo(arrays.get("stem.weight"));
    }

    /** At such a rate twelve epochs are not each better than the one before. */
    @Test
    void aRunOutOfPatienceEndsCleanly() throws IOException {
        TrainingConfig config = ALL.with("epochs", "12")
                .with("activationsFirst", "0")
                .with("learningRate", "0.3")
                .with("patience", "1");
        assertThat(train("whole", config, 0)).isEqualTo(Outcome.FINISHED);
        List<EpochMetrics> epochs = run("whole").readMetrics();
        assertThat(epochs.size()).isBetween(2, 11);
        assertThat(notes.getFirst())
                .startsWith("no better validation since epoch ")
                .endsWith(": the training ends after epoch " + epochs.size() + " of 12");
        assertThat(notes.get(1)).startsWith("batch norm re-estimated");
        assertThat(Files.exists(run("whole").model())).isTrue();
        assertThat(train("whole", config, 0)).isEqualTo(Outcome.ALREADY_FINISHED);
        assertThat(train("stopped", config, 3 * epochs.size() - 2)).isEqualTo(Outcome.STOPPED);
        assertThat(train("stopped", config, 0)).isEqualTo(Outcome.FINISHED);
        assertSame("stopped", "whole");
    }

    @Test
    void withoutReEstimationTheRunningStatisticsStay() throws IOException {
        TrainingConfig config = ALL.with("warmUp", "0").with("epochs", "1").with("patience", "0");
        train("with", config, 0);
        assertThat(notes).hasSize(1);
        train("without", config.with("renewStatistics", "false"), 0);
        assertThat(notes).as("no second note").hasSize(1);
        Parameters with = Checkpoint.read(run("with").checkpoint(Which.LAST)).arrays();
        Parameters without =
                Checkpoint.read(run("without").checkpoint(Which.LAST)).arrays();
        for (String name : with.names()) {
            boolean statistics = name.endsWith(".mean") || name.endsWith(".variance");
            assertThat(java.util.Arrays.equals(with.get(name), without.get(name)))
                    .as(name)
                    .isEqualTo(!statistics);
        }
    }

    @Test
    void theTableStaysAsItIsOutsideItsSpan() throws IOException {
        TrainingConfig config = ALL.with("averaging", "0").with("epochs", "4").with("tableFrom", "0.5");
        train("late", config, 6);
        float[] before =
                Checkpoint.read(run("late").checkpoint(Which.LAST)).arrays().get("embedding.table");
        assertThat(before)
                .isEqualTo(((LookupEmbedding) TrainedNetwork.start(config, PaintedTraining.data(config))
                                .input())
                        .latents());
        train("late", config, 4);
        float[] within =
                Checkpoint.read(run("late").checkpoint(Which.LAST)).arrays().get("embedding.table");
        assertThat(within).isNotEqualTo(before);
        train("late", config, 0);
        assertThat(Checkpoint.read(run("late").checkpoint(Which.LAST)).arrays().get("embedding.table"))
                .isEqualTo(within);
    }
}
