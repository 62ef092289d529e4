package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pixelembedding.data.UnreadablePolicy;
import org.pixelembedding.train.torch.TorchRuntime;
import org.pixelembedding.train.torch.TrainingGraph;

/** Each lever does what its formula says; what they do to a whole run is in {@link RecipeRunTest}. */
class RecipeTest {
    private static final int SIDE = 16;
    private static final TrainingConfig CONFIG = TrainingConfig.parse(
            "test", "size: 16\nwidth: 0.25\ndimensions: 4\nbatch: 8\nvalidation: 0\nprecision: float32\n");
    private static final int[] LABELS = {0, 1, 2, 0, 1, 2, 0, 1};

    @BeforeAll
    static void start() {
        TorchRuntime.start(2);
    }

    private static TrainingData data() throws IOException {
        return TrainingData.of(new PaintedSource(8, 6, SIDE, 5), CONFIG, SIDE, UnreadablePolicy.FAIL);
    }

    /** One step on eight pictures. */
    private static TrainingGraph.StepResult step(
            TrainingGraph graph, TrainedNetwork network, TrainingData data, double learningRate) throws IOException {
        byte[] pixels = new byte[LABELS.length * SIDE * SIDE * 3];
        for (int i = 0; i < LABELS.length; i++) {
            System.arraycopy(data.train().pixels(i), 0, pixels, i * SIDE * SIDE * 3, SIDE * SIDE * 3);
        }
        graph.encode(network.input(), pixels, pixels.length);
        return graph.step(LABELS, learningRate, 1, gradient -> {});
    }

    /** What Adam makes of the gradients of one step: first moments, which are a tenth of them. */
    private static float[] moments(String name, String... settings) throws IOException {
        TrainingData data = data();
        TrainedNetwork network = TrainedNetwork.start(with(CONFIG, settings), data);
        try (TrainingGraph graph = network.trainingGraph(8, 0, false)) {
            graph.follow(network.config().recipe());
            step(graph, network, data, 0);
            Parameters state = new Parameters();
            graph.saveOptimizer(state);
            return state.get(name + ".adam1");
        }
    }

    private static TrainingConfig with(TrainingConfig config, String... settings) {
        for (String setting : settings) {
            String[] parts = setting.split(": ", 2);
            config = config.with(parts[0], parts[1]);
        }
        return config;
    }

    @Test
    void labelSmoothingMixesTheLossWithThatOfAllClasses() throws IOException {
        TrainingData data = data();
        double plain = loss(data, LABELS, 0);
        double all = 0;
        for (int label = 0; label < 3; label++) {
            int[] same = new int[LABELS.length];
            java.util.Arrays.fill(same, label);
            all += loss(data, same, 0) / 3;
        }
        assertThat(loss(data, LABELS, 0.3)).isCloseTo(0.7 * plain + 0.3 * all, within(1e-5));
        assertThat(all).isNotCloseTo(plain, within(1e-3));
    }

    private static double loss(TrainingData data, int[] labels, double smoothing) throws IOException {
        TrainedNetwork network = TrainedNetwork.start(CONFIG.with("labelSmoothing", "" + smoothing), data);
        byte[] pixels = new byte[labels.length * SIDE * SIDE * 3];
        for (int i = 0; i < labels.length; i++) {
            System.arraycopy(data.train().pixels(i), 0, pixels, i * SIDE * SIDE * 3, SIDE * SIDE * 3);
        }
        try (TrainingGraph graph = network.trainingGraph(labels.length, 0, false)) {
            graph.follow(network.config().recipe());
            graph.encode(network.input(), pixels, pixels.length);
            return graph.step(labels, 0, 1, gradient -> {}).loss();
        }
    }

    @Test
    void clippingScalesAllGradientsByOneNumber() throws IOException {
        float[] plain = moments("classifier.weight", "weightDecay: 0");
        float[] clipped = moments("classifier.weight", "weightDecay: 0", "gradientClip: 0.001");
        float[] stem = moments("stem.weight", "weightDecay: 0");
        float[] clippedStem = moments("stem.weight", "weightDecay: 0", "gradientClip: 0.001");
        double ratio = clipped[0] / (double) plain[0];
        assertThat(ratio).isBetween(1e-6, 0.5);
        for (int i = 0; i < plain.length; i++) {
            assertThat((double) clipped[i]).isCloseTo(ratio * plain[i], within(Math.abs(1e-4 * clipped[i])));
        }
        for (int i = 0; i < stem.length; i++) {
            assertThat((double) clippedStem[i]).isCloseTo(ratio * stem[i], within(Math.abs(1e-4 * clippedStem[i])));
        }
        assertThat(moments("stem.weight", "weightDecay: 0", "gradientClip: 1000000"))
                .isEqualTo(stem);
    }

    /** Behind the last quantizer nothing but the classifier's own weights is scaled: their gradients follow the formula. */
    @Test
    void gradientScalingReachesWeightsAndActivations() throws IOException {
        float[] plain = moments("classifier.weight", "weightDecay: 0");
        float[] scaled = moments("classifier.weight", "weightDecay: 0", "ewgs: 0.2");
        float[] latent =
                TrainedNetwork.start(CONFIG, data()).checkpoint().arrays().get("classifier.weight");
        double mean = Folding.meanAbs(latent, 0, latent.length);
        for (int i = 0; i < latent.length; i++) {
            double error = Math.clamp(latent[i], -mean, mean) - (latent[i] >= 0 ? mean : -mean);
            double wanted = plain[i] * (1 + 0.2 * Math.signum(plain[i]) * error / (2 * mean));
            assertThat((double) scaled[i]).isCloseTo(wanted, within(1e-6 + Math.abs(1e-4 * wanted)));
        }
        // A gain stands in front of a quantizer of activations and is no weight.
        assertThat(moments("classifier.in.gain", "ewgs: 0.2")).isNotEqualTo(moments("classifier.in.gain"));
    }

    @Test
    void weightsInFullPrecisionGiveOtherLossesAndTheirGradientsArrive() throws IOException {
        TrainingData data = data();
        TrainedNetwork network = TrainedNetwork.start(CONFIG, data);
        double[] losses = new double[2];
        for (int round = 0; round < 2; round++) {
            try (TrainingGraph graph = network.trainingGraph(8, 0, false)) {
                graph.roundWeights(round == 1);
                losses[round] = step(graph, network, data, 0.01).loss();
                Parameters after = new Parameters();
                graph.save(after);
                for (String name : after.names()) {
                    if (name.endsWith(".weight")) {
                        assertThat(after.get(name))
                                .as(name)
                                .isNotEqualTo(network.checkpoint().arrays().get(name));
                    }
                }
            }
        }
        assertThat(losses[0]).isNotCloseTo(losses[1], within(1e-4));
    }

    @Test
    void stagesBeginAtWholeEpochsAndTheLastEpochIsQuantized() {
        assertThat(recipe("activationsFirst: 0.5").fullPrecisionEpochs(4)).isEqualTo(2);
        assertThat(recipe("activationsFirst: 0.95").fullPrecisionEpochs(4)).isEqualTo(3);
        assertThat(recipe("activationsFirst: 0.5").fullPrecisionEpochs(1)).isZero();
        assertThat(recipe("ewgs: 0.0").fullPrecisionEpochs(40)).isZero();
    }

    @Test
    void theTableLearnsInItsSpanOnly() {
        Recipe recipe = recipe("tableFrom: 0.25\ntableTo: 0.5");
        assertThat(IntStream.range(0, 10)
                        .filter(step -> recipe.learnsTable(step, 10))
                        .boxed())
                .containsExactly(3, 4);
        assertThat(recipe.firstTableStep(10)).isEqualTo(3);
        Recipe whole = recipe("ewgs: 0.0");
        assertThat(IntStream.range(0, 10).allMatch(step -> whole.learnsTable(step, 10)))
                .isTrue();
        assertThat(whole.firstTableStep(10)).isZero();
    }

    @Test
    void patienceCountsFromTheBestEpochOrTheEndOfTheFirstStage() {
        Recipe recipe = recipe("patience: 3");
        assertThat(recipe.outOfPatience(5, 3, 10)).isFalse();
        assertThat(recipe.outOfPatience(6, 3, 10)).isTrue();
        Recipe staged = recipe("patience: 3\nactivationsFirst: 0.5");
        assertThat(staged.outOfPatience(7, 3, 10)).isFalse();
        assertThat(staged.outOfPatience(8, 3, 10)).isTrue();
        assertThat(recipe("patience: 0").outOfPatience(10, 0, 10)).isFalse();
    }

    private static Recipe recipe(String text) {
        return TrainingConfig.parse("test", text).recipe();
    }

    @Test
    void whatDoesNotGoTogetherIsRefusedAtOnce() {
        assertThatThrownBy(() -> TrainingConfig.parse(
                        "mine.yaml",
                        "epochs: 5\nwarmUp: 5\ntableFrom: 0.6\ntableTo: 0.6\npatience: 2\nvalidation: 0\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("warmUp is 5.0, want fewer epochs than the 5 of the run")
                .hasMessageContaining("tableFrom is 0.6 and tableTo is 0.6, want it to be smaller")
                .hasMessageContaining("patience is 2 but validation is 0, want a part to judge epochs by");
        assertThatThrownBy(() -> TrainingConfig.parse("mine.yaml", "ewgs: 2\nlabelSmoothing: 1\naveragin: 0.9\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ewgs is 2, want a number 0.0..1.0")
                .hasMessageContaining("labelSmoothing is 1, want a number 0.0..0.9")
                .hasMessageContaining("did you mean averaging?");
    }

    @Test
    void everyLeverChangesTheHashAndNoneDoesAtItsDefault() {
        String hash = CONFIG.hash();
        List<String> others =
                List.of("0.01", "0.1", "1.0", "2.0", "0.9", "0.5", "0.5", "0.5", "3", "0.1", "0.9", "false");
        assertThat(others).hasSameSizeAs(RecipeKeys.KEYS);
        TrainingConfig judged = CONFIG.with("validation", "0.1");
        for (int i = 0; i < others.size(); i++) {
            String key = RecipeKeys.KEYS.get(i);
            assertThat(judged.with(key, others.get(i)).hash()).as(key).isNotEqualTo(judged.hash());
            assertThat(CONFIG.with(key, CONFIG.values().get(key)).hash()).isEqualTo(hash);
        }
    }

    /** Over many latents, correlation c^2 / (c^2 + (1 - c)^2), variance 2 / fan-in whatever the share. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 0.75, 1})
    void firstLayerLatentsOfAColourAndTapShareARandomNumber(double share) throws IOException {
        TrainingConfig config = with(CONFIG, "stemTie: 0", "stemCommon: " + share, "width: 4.0");
        TrainedNetwork network = TrainedNetwork.start(config, data());
        float[] latents = network.checkpoint().arrays().get("stem.weight");
        int d = 4;
        int taps = 9;
        double product = 0;
        double square = 0;
        int count = 0;
        for (int row = 0; row < latents.length / (d * taps); row++) {
            for (int tap = 0; tap < taps; tap++) {
                double first = latents[row * d * taps + tap];
                double second = latents[(row * d + 1) * taps + tap];
                product += first * second;
                square += (first * first + second * second) / 2;
                count++;
            }
        }
        double variance = 2.0 / (3 * d * taps);
        assertThat(square / count).isCloseTo(variance, within(0.1 * variance));
        assertThat(product / square)
                .isCloseTo(share * share / (share * share + (1 - share) * (1 - share)), within(0.05));
    }

    /** Tied, they are the common number and offsets that differ by the same steps everywhere but for a turn. */
    @Test
    void tiedLatentsStartEvenlySpreadWithTheSameVariance() throws IOException {
        int d = 21;
        TrainingConfig config = with(CONFIG, "stemTie: 1", "stemCommon: 0", "dimensions: " + d, "width: 2.0");
        float[] latents =
                TrainedNetwork.start(config, data()).checkpoint().arrays().get("stem.weight");
        double deviation = Math.sqrt(2.0 / (3 * d * 9));
        double square = 0;
        for (float latent : latents) {
            square += latent * latent / (double) latents.length;
        }
        assertThat(square).isCloseTo(deviation * deviation, within(0.02 * deviation * deviation));
        for (int row = 0; row < latents.length / (d * 9); row++) {
            for (int tap = 0; tap < 9; tap++) {
                double[] sorted = new double[d];
                for (int i = 0; i < d; i++) {
                    sorted[i] = latents[(row * d + i) * 9 + tap] / deviation;
                }
                java.util.Arrays.sort(sorted);
                for (int i = 1; i < d; i++) { // 2 sqrt(3) / 21 = 0.165 if they were all alike
                    assertThat(sorted[i] - sorted[i - 1]).isBetween(0.07, 0.28);
                }
            }
        }
    }

    /** One step of tied latents moves the d of a colour and tap alike, and half tied ones part way. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 1})
    void tiedLatentsTakeTheMeanOfTheirGradients(double share) throws IOException {
        float[] plain = tiedMoments(0);
        float[] tied = tiedMoments(share);
        int d = 4;
        double most = 0;
        for (int row = 0; row < plain.length / (d * 9); row++) {
            for (int tap = 0; tap < 9; tap++) {
                double mean = 0;
                for (int i = 0; i < d; i++) {
                    mean += plain[(row * d + i) * 9 + tap] / (double) d;
                }
                for (int i = 0; i < d; i++) {
                    int at = (row * d + i) * 9 + tap;
                    assertThat((double) tied[at]).isCloseTo(share * mean + (1 - share) * plain[at], within(1e-6));
                    most = Math.max(most, Math.abs(plain[at] - mean));
                }
            }
        }
        assertThat(most).as("gradients that differ before").isGreaterThan(1e-4);
    }

    private static float[] tiedMoments(double share) throws IOException {
        TrainingData data = data();
        TrainedNetwork network = TrainedNetwork.start(CONFIG.with("weightDecay", "0"), data);
        try (TrainingGraph graph = network.trainingGraph(8, 0, false)) {
            graph.tieStem(share);
            step(graph, network, data, 0);
            Parameters state = new Parameters();
            graph.saveOptimizer(state);
            return state.get("stem.weight.adam1");
        }
    }

    /** Codes that do not grow with the value would cancel, and what has one code has nothing to tie. */
    @Test
    void onlyCodesThatGrowAreTied() {
        assertThat(java.util.Arrays.stream(InputKind.values()).filter(kind -> kind.ties(21)))
                .containsExactly(
                        InputKind.PIXEL_EMBEDDING,
                        InputKind.GENERALIZED_THERMOMETER,
                        InputKind.THERMOMETER,
                        InputKind.LEARNED_THERMOMETER,
                        InputKind.DITHER);
        assertThat(InputKind.DITHER.ties(1)).isFalse();
    }

    @Test
    void averagesFollowTheirFormulaAndStandUnderThePlainNames() throws IOException {
        assertThat(MovingAverage.decayAt(0.9, 1)).isEqualTo(2 / 11.0);
        assertThat(MovingAverage.decayAt(0.9, 1000)).isEqualTo(0.9);
        TrainingData data = data();
        TrainedNetwork network = TrainedNetwork.start(CONFIG.with("averaging", "0.9"), data);
        Parameters before = network.checkpoint().arrays();
        LookupEmbedding table = (LookupEmbedding) network.input();
        try (TrainingGraph graph = network.trainingGraph(8, 0, false);
                MovingAverage average = new MovingAverage(graph, table, before, 0.9)) {
            step(graph, network, data, 0.01);
            float tableBefore = table.latents()[7];
            table.latents()[7] = tableBefore + 0.11f;
            average.update(1);
            Parameters arrays = new Parameters();
            graph.save(arrays);
            InputLayers.put(table, arrays);
            Parameters live = new Parameters();
            arrays.names().forEach(name -> live.put(name, arrays.get(name).clone()));
            average.putInto(arrays);
            for (String name : List.of("stem.weight", "classifier.in.gain", "classifier.in.variance")) {
                for (int i = 0; i < live.get(name).length; i++) {
                    float old = before.get(name)[i];
                    float now = live.get(name)[i];
                    assertThat(arrays.get(name)[i]).as(name).isCloseTo(old + 9 / 11f * (now - old), within(1e-5f));
                }
                assertThat(arrays.get(name + ".raw")).isEqualTo(live.get(name));
                assertThat(live.get(name)).as("something was learned").isNotEqualTo(before.get(name));
            }
            assertThat(arrays.get("embedding.table")[7]).isCloseTo(tableBefore + 0.09f, within(1e-6f));
            assertThat(arrays.get("embedding.table.raw")[7]).isEqualTo(tableBefore + 0.11f);
            assertThat(MovingAverage.raw(arrays)).isEqualTo(live);
            assertThat(MovingAverage.isIn(arrays)).isTrue();
            assertThat(MovingAverage.isIn(live)).isFalse();
        }
    }

    /** Stage one on whole numbers: with latents that are their own quantized values, rounding changes nothing. */
    @Test
    void weightsThatAreTheirOwnLevelsAreTheSameInBothStages() throws IOException {
        TrainingData data = data();
        TrainedNetwork network = TrainedNetwork.start(CONFIG, data);
        Parameters arrays = network.checkpoint().arrays();
        for (String name : arrays.names()) {
            if (name.endsWith(".weight")) {
                float[] values = arrays.get(name);
                for (int i = 0; i < values.length; i++) {
                    values[i] = Math.copySign(0.25f, values[i]);
                }
            }
        }
        double[] losses = new double[2];
        for (int round = 0; round < 2; round++) {
            try (TrainingGraph graph = network.trainingGraph(8, 0, false)) {
                graph.roundWeights(round == 1);
                losses[round] = step(graph, network, data, 0).loss();
            }
        }
        assertThat(losses[0]).isCloseTo(losses[1], within(1e-5));
    }
}
