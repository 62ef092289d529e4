package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pixelembedding.train.PaintedTraining.config;
import static org.pixelembedding.train.PaintedTraining.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pixelembedding.format.ModelReader;
import org.pixelembedding.train.Trainer.Outcome;

/** Whole trainings with input layers that are no table of one colour: stopped and resumed, frozen, compared. */
class InputTrainingTest {
    @TempDir
    private Path directory;

    private Outcome train(String name, TrainingConfig config, int steps) throws IOException {
        return PaintedTraining.train(directory.resolve(name), config, steps, note -> {});
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "input: dither",
                "input: bit-plane-dw",
                "input: bit-plane-dw\nprecision: bf16",
                "table: joint",
                "table: joint\nprecision: bf16",
                "table: joint\naveraging: 0.9\ntableStart: ramp"
            })
    void resumingEqualsNotHavingStoppedAndTheModelIsTheGraph(String more) throws IOException {
        TrainingConfig config = config("epochs: 3\nstemFactor: 0.3\ntableFactor: 10\n" + more);
        assertThat(train("whole", config, 0)).isEqualTo(Outcome.FINISHED);
        assertThat(train("stopped", config, 5)).isEqualTo(Outcome.STOPPED);
        assertThat(train("stopped", config, 0)).isEqualTo(Outcome.FINISHED);
        for (String file : List.of("model.pxm", "checkpoints/last.ckpt")) {
            assertThat(Files.readAllBytes(directory.resolve("stopped").resolve(file)))
                    .as(file)
                    .isEqualTo(Files.readAllBytes(directory.resolve("whole").resolve(file)));
        }
        RunDirectory run = new RunDirectory(directory.resolve("whole"));
        TrainedNetwork network =
                TrainedNetwork.of(new KeptCheckpoints(run).newest().checkpoint());
        ParityReport report = ParityCheck.ofRun(
                network,
                ModelReader.read(run.model()),
                data(config).validation().orElseThrow(),
                5,
                5,
                done -> {});
        assertThat(report.differences()).as("%s", report.first()).isZero();
        boolean joint = network.config().joint();
        double changed = run.readMetrics().getLast().codesChanged();
        assertThat(changed > 0).as("share of codes changed, %s", changed).isEqualTo(joint);
    }

    @ParameterizedTest
    @EnumSource(names = {"GENERALIZED_THERMOMETER", "ONE_HOT", "BIT_PLANE_DW", "DITHER", "INT8", "FLOAT"})
    void keysWithoutEffectChangeNothing(InputKind kind) throws IOException {
        TrainingConfig config = config("epochs: 1\ninput: " + kind.option());
        Map<String, String> others = new HashMap<>(Map.of(
                "tableFactor", "7",
                "tableSmoothing", "1",
                "tableShare", "0.5",
                "tableFrom", "0.5",
                "tableTo", "0.9",
                "table", "shared",
                "thresholds", "quantile",
                "order", "block",
                "stemCommon", "0.1",
                "stemTie", "0.3"));
        others.put("tableStart", "ramp");
        others.put("tableBits", "3");
        others.put("classifierCodes", "2");
        others.keySet().retainAll(config.keysWithoutEffect());
        assertThat(others.keySet()).isEqualTo(config.keysWithoutEffect());
        assertThat(train("one", config, 0)).isEqualTo(Outcome.FINISHED);
        assertThat(train("other", config.with(others), 0)).isEqualTo(Outcome.FINISHED);
        assertThat(arrays("other")).isEqualTo(arrays("one"));
    }

    private Map<String, String> arrays(String name) throws IOException {
        Parameters arrays = new KeptCheckpoints(new RunDirectory(directory.resolve(name)))
                .newest()
                .checkpoint()
                .arrays();
        Map<String, String> texts = new HashMap<>();
        for (String array : arrays.names()) {
            texts.put(array, Arrays.toString(arrays.get(array)));
        }
        return texts;
    }

    @ParameterizedTest
    @ValueSource(strings = {"input: dither", "input: bit-plane-dw", "table: joint"})
    void overfitsThirtyTwoPictures(String more) throws IOException {
        TrainingConfig config = config("epochs: 60\nflip: false\n" + more)
                .with("validation", "0")
                .with("crop", "0")
                .with("batch", "32")
                .with("width", "1.0");
        Trainer trainer = Trainer.start(
                config,
                data(config, 32, 3),
                RunDirectory.create(directory.resolve("overfit")),
                TrainingListener.SILENT);
        assertThat(trainer.train()).isEqualTo(Outcome.FINISHED);
        List<EpochMetrics> epochs = new RunDirectory(directory.resolve("overfit")).readMetrics();
        assertThat(epochs.getLast().trainAccuracy()).isEqualTo(1.0);
        assertThat(epochs.getLast().trainLoss()).isLessThan(epochs.getFirst().trainLoss() / 4);
    }
}
