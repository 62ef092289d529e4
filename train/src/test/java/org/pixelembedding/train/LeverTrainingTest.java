package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pixelembedding.format.ModelReader;
import org.pixelembedding.model.Model;

/** Whole trainings with learned quantizers and with a teacher: exact when frozen, resumable, and picky about teachers. */
class LeverTrainingTest {
    @TempDir
    private Path directory;

    private static TrainingConfig config(String more) {
        return PaintedTraining.config("epochs: 2\n" + more);
    }

    private Path run(String name) {
        return directory.resolve(name);
    }

    private void train(String name, TrainingConfig config) throws IOException {
        assertThat(PaintedTraining.trainer(run(name), config, TrainingListener.SILENT)
                        .train())
                .isEqualTo(Trainer.Outcome.FINISHED);
    }

    private void trainUntilStep(int last, String name, TrainingConfig config) throws IOException {
        assertThat(PaintedTraining.train(run(name), config, last, note -> {})).isEqualTo(Trainer.Outcome.STOPPED);
    }

    private byte[] bytes(String name, String file) throws IOException {
        return Files.readAllBytes(run(name).resolve(file));
    }

    private static String teaching(Path teacher) {
        return "teacher: " + TrainingConfig.quoted(teacher.toString()) + "\n";
    }

    @ParameterizedTest
    @ValueSource(strings = {"quantizer: learned-step\n", "quantizer: learned-thresholds\nquantizerFactor: 2.0\n"})
    void learnedQuantizersLearnFreezeExactlyAndResumeToTheSameBytes(String lever) throws IOException {
        TrainingConfig config = config(lever + "precision: bf16\n");
        train("whole", config);
        trainUntilStep(4, "stopped", config);
        train("stopped", config);
        for (String file : List.of("model.pxm", "checkpoints/last.ckpt")) {
            assertThat(bytes("stopped", file)).as(file).isEqualTo(bytes("whole", file));
        }
        TrainedNetwork network = TrainedNetwork.of(
                new KeptCheckpoints(new RunDirectory(run("whole"))).newest().checkpoint());
        TrainedNetwork start = TrainedNetwork.start(config, PaintedTraining.data(config));
        List<String> learned = network.checkpoint().arrays().names().stream()
                .filter(name -> name.endsWith(".step") || name.endsWith(".intervals"))
                .toList();
        assertThat(learned).hasSize(6);
        for (String name : learned) {
            assertThat(network.checkpoint().arrays().get(name))
                    .as(name)
                    .isNotEqualTo(start.checkpoint().arrays().get(name));
        }
        Model model = ModelReader.read(run("whole").resolve("model.pxm"));
        ParityReport report = ParityCheck.ofRun(
                network, model, PaintedTraining.data(config).test().orElseThrow(), 12, 12, done -> {});
        assertThat(report.differences()).as("%s", report.first()).isZero();
        assertThat(report.plainAgreement().orElseThrow())
                .as("share of codes of the plain training graph that agree")
                .isGreaterThan(0.999);
    }

    @Test
    void aTeacherChangesWhatIsLearnedAndResumesToTheSameBytes() throws IOException {
        train("teacher", config("input: float\nseed: 3\n"));
        train("alone", config(""));
        TrainingConfig taught = config(teaching(run("teacher")) + "teacherWeight: 0.7\n");
        train("whole", taught);
        trainUntilStep(4, "stopped", taught);
        Files.move(run("teacher"), run("moved"));
        train("stopped", config(teaching(run("moved").resolve("checkpoints/last.ckpt")) + "teacherWeight: 0.7\n"));
        assertThat(bytes("stopped", "model.pxm")).isEqualTo(bytes("whole", "model.pxm"));
        assertThat(bytes("whole", "model.pxm")).isNotEqualTo(bytes("alone", "model.pxm"));
        Model model = ModelReader.read(run("whole").resolve("model.pxm"));
        assertThat(model.provenance().entries().get("teacher.sha256")).matches("[0-9a-f]{64}");
        assertThat(model.provenance().toString()).doesNotContain(directory.toString());
        // A finished run does not ask for its teacher, which is no longer there.
        assertThat(PaintedTraining.trainer(run("whole"), taught, TrainingListener.SILENT)
                        .train())
                .isEqualTo(Trainer.Outcome.ALREADY_FINISHED);
    }

    @Test
    void resumingWithAnotherTeacherIsRefused() throws IOException {
        train("first", config("input: float\nseed: 3\n"));
        train("second", config("input: float\nseed: 4\n"));
        trainUntilStep(2, "stopped", config(teaching(run("first"))));
        assertThatThrownBy(() -> train("stopped", config(teaching(run("second")))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("another configuration: teacherHash (");
        TrainingConfig stored = TrainingConfig.read(run("stopped").resolve("config.yaml"))
                .with("teacher", run("second").toString());
        assertThatThrownBy(() -> train("stopped", stored))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("another teacher than the configuration's");
    }

    @Test
    void aTeacherThatDoesNotFitIsRefusedBeforeTraining() throws IOException {
        train("teacher", config("input: float\n"));
        RunDirectory run = new RunDirectory(run("teacher"));
        Checkpoint good = new KeptCheckpoints(run).newest().checkpoint();
        Path other = directory.resolve("other.ckpt");
        new Checkpoint(
                        good.config(),
                        good.network(),
                        good.fingerprint(),
                        List.of("across", "down", "sideways"),
                        good.environment(),
                        good.arrays(),
                        good.progress())
                .write(other);
        assertThatThrownBy(() -> train("a", config(teaching(other))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("a teacher with other labels")
                .hasMessageContaining("it lacks [plain] and has [sideways] besides");
        new Checkpoint(
                        good.config().replace("size: 16", "size: 32"),
                        good.network(),
                        good.fingerprint(),
                        good.labels(),
                        good.environment(),
                        good.arrays(),
                        good.progress())
                .write(other);
        assertThatThrownBy(() -> train("b", config(teaching(other))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("a teacher of pictures of 32x32, these are 16x16");
        assertThatThrownBy(() -> train("c", config(teaching(directory.resolve("nobody")))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("there is none");
        assertThatThrownBy(() -> train("d", config(teaching(directory))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("without a checkpoint");
    }
}
