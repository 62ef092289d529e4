package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The full-precision twin: learns, resumes, leaves no model, and may be started from or learned from. */
class FullPrecisionTest {
    private static final String TWIN = "input: float\nfullPrecision: true\n";

    @TempDir
    private Path directory;

    private Path train(String name, TrainingConfig config) throws IOException {
        Path run = directory.resolve(name);
        assertThat(PaintedTraining.trainer(run, config, TrainingListener.SILENT).train())
                .isEqualTo(Trainer.Outcome.FINISHED);
        return run;
    }

    private static TrainedNetwork network(Path run) throws IOException {
        return TrainedNetwork.of(
                new KeptCheckpoints(new RunDirectory(run)).newest().checkpoint());
    }

    @Test
    void learnsAndLeavesNoModel() throws IOException {
        TrainingConfig config = PaintedTraining.config("epochs: 12\n" + TWIN);
        Path run = train("twin", config);
        assertThat(run.resolve("model.pxm")).doesNotExist();
        assertThat(config.floatEnds()).isEqualTo("all");
        assertThat(train("twin-again", config).resolve("checkpoints/last.ckpt"))
                .hasBinaryContent(Files.readAllBytes(run.resolve("checkpoints/last.ckpt")));
        List<EpochMetrics> epochs = new RunDirectory(run).readMetrics();
        assertThat(epochs.getLast().validationLoss())
                .isLessThan(epochs.getFirst().validationLoss() / 2);
        assertThat(epochs.getLast().health()).isEqualTo(HealthFigures.UNKNOWN);
        TrainedNetwork twin = network(run);
        Evaluation test = twin.evaluate(PaintedTraining.data(config).test().orElseThrow());
        assertThat(test.accuracy()).isGreaterThan(0.9);
        assertThat(test.classes()).hasSize(3);
        assertThat(twin.ended()).isTrue();
        assertThatThrownBy(twin::freeze).isInstanceOf(ConfigException.class).hasMessageContaining("nothing to freeze");
        assertThat(PaintedTraining.trainer(run, config, TrainingListener.SILENT).train())
                .isEqualTo(Trainer.Outcome.ALREADY_FINISHED);
    }

    @Test
    void resumesToTheSameBytes() throws IOException {
        TrainingConfig config = PaintedTraining.config("epochs: 2\naveraging: 0.5\n" + TWIN);
        Path whole = train("whole", config);
        assertThat(PaintedTraining.train(directory.resolve("stopped"), config, 4, note -> {}))
                .isEqualTo(Trainer.Outcome.STOPPED);
        assertThat(train("stopped", config).resolve("checkpoints/last.ckpt"))
                .hasBinaryContent(Files.readAllBytes(whole.resolve("checkpoints/last.ckpt")));
    }

    @Test
    void bitsChangeNothing() throws IOException {
        TrainingConfig config = PaintedTraining.config("epochs: 1\nprecision: bf16\n" + TWIN);
        assertThat(config.keysWithoutEffect()).contains("bits");
        Parameters two = network(train("two", config)).checkpoint().arrays();
        Parameters eight =
                network(train("eight", config.with("bits", "8"))).checkpoint().arrays();
        assertThat(eight.names()).containsExactlyElementsOf(two.names());
        for (String name : two.names()) {
            assertThat(eight.get(name)).as(name).isEqualTo(two.get(name));
        }
    }

    @Test
    void aQuantizedNetworkStartsFromItAndLearnsFromIt() throws IOException {
        Path twin = train("twin", PaintedTraining.config("epochs: 4\n" + TWIN));
        TrainingConfig wanted = PaintedTraining.config("epochs: 2\ninput: float\nkeepClassifier: true\nteacher: "
                + TrainingConfig.quoted(twin.toString()) + "\n");
        TransferSource source = TransferSource.open(twin, Map.of());
        TrainingConfig config = source.settings(wanted, Set.of("input", "keepClassifier", "teacher"));
        assertThat(config.fullPrecision()).isFalse();
        Path run = directory.resolve("quantized");
        Trainer trainer = Trainer.startFrom(
                source, config, PaintedTraining.data(config), RunDirectory.create(run), TrainingListener.SILENT);
        assertThat(trainer.train()).isEqualTo(Trainer.Outcome.FINISHED);
        assertThat(run.resolve("model.pxm")).isNotEmptyFile();
        TrainedNetwork fresh =
                TrainedNetwork.start(PaintedTraining.config("input: float\nseed: 9\n"), PaintedTraining.data(config));
        assertThat(equalSigns(network(run), network(twin))).isGreaterThan(0.9);
        assertThat(equalSigns(network(run), fresh)).isLessThan(0.9);
    }

    /** Share of all weights. */
    private static double equalSigns(TrainedNetwork one, TrainedNetwork other) {
        int equal = 0;
        int all = 0;
        for (String name : one.checkpoint().arrays().names()) {
            if (name.endsWith(".weight")) {
                float[] ours = one.checkpoint().arrays().get(name);
                float[] theirs = other.checkpoint().arrays().get(name);
                for (int i = 0; i < ours.length; i++) {
                    equal += (ours[i] >= 0) == (theirs[i] >= 0) ? 1 : 0;
                }
                all += ours.length;
            }
        }
        return (double) equal / all;
    }

    @Test
    void refusesWhatHasCodes() {
        assertThatThrownBy(() -> PaintedTraining.config("fullPrecision: true\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("want input: float and classifier: float");
        assertThatThrownBy(() -> PaintedTraining.config(TWIN + "classifier: binary\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("classifier binary");
        assertThatThrownBy(() -> PaintedTraining.config(TWIN + "ewgs: 0.01\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("nothing for quantizer, ewgs and activationsFirst");
        assertThatThrownBy(() -> PaintedTraining.config(TWIN + "fromSha256: " + "0".repeat(64) + "\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("want a start from nothing");
    }
}
