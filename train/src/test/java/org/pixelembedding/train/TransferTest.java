package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pixelembedding.data.UnreadablePolicy;
import org.pixelembedding.format.ModelReader;
import org.pixelembedding.format.ModelWriter;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.Node;
import org.pixelembedding.train.RunDirectory.Which;
import org.pixelembedding.train.Trainer.Outcome;
import org.pixelembedding.train.torch.ExactGraph;

/** Trainings that start from trained features: what they take, what they replace, and what they need later. */
class TransferTest {
    private static final List<String> TWO = List.of("horizontal", "vertical");

    @TempDir
    private Path directory;

    private static TrainingConfig config(String more) {
        return PaintedTraining.config(epochs(more));
    }

    private static String epochs(String more) {
        return (more.contains("epochs: ") ? "" : "epochs: 2\n") + more;
    }

    private static TrainingData data(TrainingConfig config, List<String> labels, long seed) throws IOException {
        int side = config.size();
        return TrainingData.of(new PaintedSource(labels, 60, 12, side, seed), config, side, UnreadablePolicy.FAIL);
    }

    /** A run on three classes. */
    private RunDirectory source(String more) throws IOException {
        TrainingConfig config = config(more);
        RunDirectory run = RunDirectory.create(directory.resolve("source"));
        Trainer.start(config, PaintedTraining.data(config), run, TrainingListener.SILENT)
                .train();
        return run;
    }

    private Trainer start(Path from, String name, String more, List<String> labels) throws IOException {
        TransferSource source = TransferSource.open(from, Map.of());
        TrainingConfig wanted = TrainingConfig.parse("test", "batch: 16\ncrop: 1\nepochs: 2\nvalidation: 0.2\n" + more);
        TrainingConfig config = source.settings(wanted, TrainingConfig.keysIn("test", more));
        RunDirectory run = RunDirectory.create(directory.resolve(name));
        return Trainer.startFrom(source, config, data(config, labels, 7), run, TrainingListener.SILENT);
    }

    private static void assertSameWeights(Parameters is, Parameters was, Topology topology) {
        for (String name : is.names()) {
            if (name.endsWith(".weight") && !topology.classifies(name)) {
                assertThat(is.get(name)).as(name).isEqualTo(was.get(name));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pixel-embedding", "generalized-thermometer", "direct", "float"})
    void takesBodyAndTableOfARunAndReplacesTheClassifier(String input) throws IOException {
        RunDirectory run = source("input: " + input);
        TrainedNetwork was = TrainedNetwork.of(Checkpoint.read(run.checkpoint(Which.LAST)));
        TrainedNetwork is = start(run.path(), "to", "", TWO).network();
        assertSameWeights(is.checkpoint().arrays(), was.checkpoint().arrays(), is.topology());
        assertThat(((TableInput) is.input()).rows()).isEqualTo(((TableInput) was.input()).rows());
        assertThat(is.checkpoint().arrays().get("classifier.weight"))
                .isEqualTo(Initializer.parameters(is.topology(), is.quantizer(), new Initializer.Stem(0.75, false), 1)
                        .get("classifier.weight"));
        assertThat(is.checkpoint().arrays().get("conv1.in.gain"))
                .isEqualTo(was.checkpoint().arrays().get("conv1.in.gain"));
        assertThat(is.checkpoint().arrays().get("conv1.in.mean"))
                .as("estimated anew")
                .isNotEqualTo(was.checkpoint().arrays().get("conv1.in.mean"));
        assertThat(is.checkpoint().labels()).isEqualTo(TWO);
    }

    @ParameterizedTest(name = "{0} bits")
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void trainedModelsFreezeToTheSameIntegersBeforeTheFirstStep(int bits) throws IOException {
        Model model = ModelReader.read(source("epochs: 1\nbits: " + bits).model());
        TrainedNetwork thawed = ThawedModel.of(model, "model.pxm", Map.of());
        assertThat(thawed.freeze().nodes()).isEqualTo(model.nodes());
    }

    /** Gains and biases follow the statistics of the new pictures, so that the model's function stays what it was. */
    @Test
    void batchNormOfAFrozenModelKeepsItsFunctionOnNewPictures() throws IOException {
        RunDirectory run = source("");
        Model before = ModelReader.read(run.model());
        TrainedNetwork network = start(run.model(), "to", "", TWO).network();
        Model after = network.freeze();
        int moved = 0;
        int all = 0;
        for (Node node : before.nodes()) {
            if (node.layer() instanceof MultiThreshold layer) {
                int[] was = layer.thresholds().toValues();
                int[] is = ((MultiThreshold)
                                after.node(node.name()).orElseThrow().layer())
                        .thresholds()
                        .toValues();
                for (int i = 0; i < was.length; i++) {
                    assertThat(is[i]).as(node.name()).isBetween(was[i] - 1, was[i] + 1);
                    moved += is[i] == was[i] ? 0 : 1;
                    all++;
                }
            }
        }
        assertThat((double) moved / all).isLessThan(0.01);
        Parameters arrays = network.checkpoint().arrays();
        assertThat(arrays.get("conv1.in.mean")).as("measured").doesNotContain(0f);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 24})
    void worksAcrossImageSizesFromRunAndModel(int size) throws IOException {
        RunDirectory run = source("");
        for (Path from : List.of(run.path(), run.checkpoint(Which.BEST), run.model())) {
            Trainer trainer = start(from, "to-" + from.getFileName(), "size: " + size, TWO);
            assertThat(trainer.train()).isEqualTo(Outcome.FINISHED);
            Model model = ModelReader.read(
                    directory.resolve("to-" + from.getFileName()).resolve("model.pxm"));
            assertThat(model.inputHeight()).isEqualTo(size);
            assertThat(model.labels()).isEqualTo(TWO);
            assertThat(model.provenance().entries().get("from.sha256")).hasSize(64);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"checkpoints/last.ckpt", "model.pxm"})
    void resumesToTheSameBytesWithoutTheSource(String from) throws IOException {
        RunDirectory run = source("");
        start(run.path().resolve(from), "whole", "", TWO).train();
        for (int step : new int[] {0, 1, 4}) {
            Path moved = Files.copy(run.path().resolve(from), directory.resolve("moved" + step));
            RunDirectory stopped = new RunDirectory(directory.resolve("stopped" + step));
            AtomicReference<Trainer> trainer = new AtomicReference<>();
            trainer.set(start(moved, "stopped" + step, "", TWO));
            Files.delete(moved);
            TrainingConfig config = TrainingConfig.read(stopped.config());
            if (step > 0) {
                trainer.set(Trainer.resume(config, data(config, TWO, 7), stopped, new TrainingListener() {
                    private int seen;

                    @Override
                    public void step(StepProgress progress) {
                        if (++seen == step) {
                            trainer.get().requestStop();
                        }
                    }
                }));
                assertThat(trainer.get().train()).isEqualTo(Outcome.STOPPED);
            }
            Trainer.resume(config, data(config, TWO, 7), stopped, TrainingListener.SILENT)
                    .train();
            for (String file : List.of("model.pxm", "checkpoints/last.ckpt", "checkpoints/best.ckpt", "config.yaml")) {
                assertThat(Files.readAllBytes(stopped.path().resolve(file)))
                        .as(file)
                        .isEqualTo(Files.readAllBytes(directory.resolve("whole").resolve(file)));
            }
        }
    }

    @Test
    void theSourceIsRecordedByItsHashAlone() throws IOException {
        RunDirectory run = source("");
        Trainer trainer = start(run.model(), "to", "", TWO);
        String hash = TransferSource.open(run.model(), Map.of()).sha256();
        String config = Files.readString(directory.resolve("to").resolve("config.yaml"));
        assertThat(config).contains("fromSha256: \"" + hash + "\"").doesNotContain(directory.toString());
        assertThat(trainer.network().config().hash())
                .isNotEqualTo(
                        trainer.network().config().with("fromSha256", "none").hash());
    }

    @Test
    void aFrozenBodyStaysAsItIsAndTheClassifierLearns() throws IOException {
        RunDirectory run = source("");
        TrainedNetwork was = TrainedNetwork.of(Checkpoint.read(run.checkpoint(Which.LAST)));
        Trainer trainer = start(run.path(), "to", "frozenEpochs: 2\nlearningRate: 0.01", TWO);
        float[] classifier =
                trainer.network().checkpoint().arrays().get("classifier.weight").clone();
        trainer.train();
        TrainedNetwork is =
                TrainedNetwork.of(Checkpoint.read(new RunDirectory(directory.resolve("to")).checkpoint(Which.LAST)));
        assertSameWeights(is.checkpoint().arrays(), was.checkpoint().arrays(), is.topology());
        assertThat(((TableInput) is.input()).rows()).isEqualTo(((TableInput) was.input()).rows());
        assertThat(is.checkpoint().arrays().get("classifier.weight")).isNotEqualTo(classifier);

        Trainer free = start(run.path(), "free", "frozenEpochs: 1\nlearningRate: 0.01", TWO);
        free.train();
        assertThat(free.network().checkpoint().arrays().get("conv1.weight"))
                .isNotEqualTo(was.checkpoint().arrays().get("conv1.weight"));
    }

    @Test
    void aSlowBodyMovesLess() throws IOException {
        RunDirectory run = source("");
        float[] was = Checkpoint.read(run.checkpoint(Which.LAST)).arrays().get("conv1.weight");
        double slow = distance(start(run.path(), "slow", "bodyFactor: 0.1", TWO), was);
        double fast = distance(start(run.path(), "fast", "", TWO), was);
        assertThat(slow).isPositive().isLessThan(fast / 4);
    }

    private static double distance(Trainer trainer, float[] was) throws IOException {
        trainer.train();
        float[] is = trainer.network().checkpoint().arrays().get("conv1.weight");
        double sum = 0;
        for (int i = 0; i < is.length; i++) {
            sum += Math.abs(is[i] - was[i]);
        }
        return sum / is.length;
    }

    @Test
    void equalLabelsMayKeepTheClassifier() throws IOException {
        RunDirectory run = source("epochs: 20");
        TrainedNetwork was = TrainedNetwork.of(Checkpoint.read(run.checkpoint(Which.LAST)));
        List<String> three = new PaintedSource(3, 3, 16, 1).labels();
        for (Path from : List.of(run.path(), run.model())) {
            TrainedNetwork kept = start(from, "kept" + from.getFileName(), "keepClassifier: true", three)
                    .network();
            TrainedNetwork renewed =
                    start(from, "new" + from.getFileName(), "", three).network();
            TrainingData data = data(kept.config(), three, 7);
            // A run's batch norm is estimated anew on these pictures, which may move one of them over a threshold; a
            // model's stays.
            assertThat(accuracy(kept, data)).isGreaterThan(0.9);
            if (from.equals(run.model())) {
                assertThat(accuracy(kept, data)).isEqualTo(accuracy(was, data));
            }
            assertThat(kept.checkpoint().arrays().get("classifier.weight"))
                    .isNotEqualTo(renewed.checkpoint().arrays().get("classifier.weight"));
        }
        assertThatThrownBy(() -> start(run.path(), "other", "keepClassifier: true", TWO))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("keepClassifier wants the labels of")
                .hasMessageContaining("got 2 from 'horizontal' to 'vertical'");
    }

    /** Every code starts at the thresholds of the source's one, moved by a share of a step. */
    @Test
    void theNewClassifierMayReadMoreCodes() throws IOException {
        RunDirectory run = source("");
        TrainedNetwork one = start(run.path(), "one", "", TWO).network();
        TrainedNetwork two = start(run.path(), "two", "classifierCodes: 2", TWO).network();
        assertThat(one.config().classifierCodes()).isEqualTo(1);
        Parameters was = one.checkpoint().arrays();
        Parameters is = two.checkpoint().arrays();
        float[] bias = was.get("classifier.in.bias");
        for (int c = 0; c < bias.length; c++) {
            assertThat(is.get("classifier.in.bias")[c]).isCloseTo(bias[c] - 1f / 6, within(1e-6f));
            assertThat(is.get("classifier2.in.bias")[c]).isCloseTo(bias[c] + 1f / 6, within(1e-6f));
        }
        assertThat(is.get("classifier2.in.gain")).isEqualTo(was.get("classifier.in.gain"));
        assertThat(is.get("classifier.weight")).hasSize(2 * was.get("classifier.weight").length);
        assertThatThrownBy(() -> start(run.path(), "kept", "keepClassifier: true\nclassifierCodes: 2", TWO))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("classifierCodes (1, 2)");
        assertThatThrownBy(() -> start(run.path(), "finer", "classifierBits: 4", TWO))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("classifierBits (0, 4)");
        assertThat(start(two(run), "three", "", TWO).network().config().classifierCodes())
                .isEqualTo(2);
        // Left open for a new classifier, which may have many classes; one that is kept stays as it is.
        TransferSource source = TransferSource.open(run.path(), Map.of());
        assertThat(source.settings(TrainingConfig.parse("test", ""), Set.of()).classifierCodes())
                .isZero();
        assertThat(source.settings(TrainingConfig.parse("test", "keepClassifier: true"), Set.of("keepClassifier"))
                        .classifierCodes())
                .isEqualTo(1);
    }

    private Path two(RunDirectory from) throws IOException {
        Trainer trainer = start(from.path(), "trained", "classifierCodes: 2", TWO);
        trainer.train();
        return directory.resolve("trained");
    }

    private static double accuracy(TrainedNetwork network, TrainingData data) throws IOException {
        try (ExactGraph graph = network.exactGraph()) {
            return Evaluation.of(graph, network.input(), data.train()).accuracy();
        }
    }

    @Test
    void settingsThatContradictTheSourceAreNamed() throws IOException {
        RunDirectory run = source("");
        TransferSource source = TransferSource.open(run.model(), Map.of());
        TrainingConfig wanted = TrainingConfig.parse(
                "test", "network: resnet20\ndimensions: 21\nbits: 2\nwidth: 1\nsize: 32\nlearningRate: 0.1");
        assertThatThrownBy(() -> source.settings(
                        wanted, Set.of("network", "dimensions", "bits", "width", "size", "learningRate")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("width (0.25, 1.0), dimensions (5, 21), network (tiny, resnet20)")
                .message()
                .doesNotContain("bits", "size", "learningRate");
        TrainingConfig taken = source.settings(wanted, Set.of("size", "learningRate"));
        assertThat(taken.network()).isEqualTo("tiny");
        assertThat(taken.width()).isEqualTo(0.25);
        assertThat(taken.size()).isEqualTo(32);
        assertThat(taken.learningRate()).isEqualTo(0.1);
    }

    /** Tied from here on, latents that learned apart would jump over 0 together: they are as far from it as each other. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 1})
    void latentsAreTiedAsTheyWereInTheSource(double tie) throws IOException {
        TrainingConfig wanted = config("stemTie: 0.5");
        RunDirectory run = source("stemTie: " + tie);
        TransferSource trained = TransferSource.open(directory.resolve("source"), Map.of());
        assertThat(trained.settings(wanted, Set.of()).stemTie()).isEqualTo(tie);
        assertThat(trained.settings(wanted, Set.of("stemTie")).stemTie()).isEqualTo(0.5);
        assertThat(TransferSource.open(run.model(), Map.of())
                        .settings(wanted, Set.of())
                        .stemTie())
                .isZero();
    }

    @Test
    void aConfigurationThatStartedFromFeaturesWantsThemOrACheckpoint() throws IOException {
        TrainingConfig config = config("fromSha256: " + "0a".repeat(32));
        assertThatThrownBy(() -> Trainer.start(
                        config,
                        data(config, TWO, 7),
                        RunDirectory.create(directory.resolve("without")),
                        TrainingListener.SILENT))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("name them with --from");
        assertThatThrownBy(
                        () -> TransferSource.open(source("").model(), Map.of()).settings(config, Set.of()))
                .hasMessageContaining("fromSha256 (");
        assertThatThrownBy(() -> config("fromSha256: runs/first")).hasMessageContaining("want 64 hexadecimal digits");
    }

    @Test
    void whatIsNoSourceIsRefused() throws IOException {
        assertThatThrownBy(() -> TransferSource.open(directory.resolve("none"), Map.of()))
                .hasMessageContaining("no such run, checkpoint or model");
        assertThatThrownBy(() -> TransferSource.open(directory, Map.of())).hasMessageContaining("not a run directory");
        Path noise = Files.writeString(directory.resolve("noise"), "neither one nor the other");
        assertThatThrownBy(() -> TransferSource.open(noise, Map.of())).isInstanceOf(IOException.class);
        Path isFloat = directory.resolve("float.pxm");
        ModelWriter.write(ModelReader.read(source("input: float").model()), isFloat);
        assertThatThrownBy(() -> TransferSource.open(isFloat, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("float.pxm: has no pixel embedding");
    }
}
