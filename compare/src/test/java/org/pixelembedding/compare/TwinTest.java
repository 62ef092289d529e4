package org.pixelembedding.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pixelembedding.compare.TwinNetwork.Add;
import org.pixelembedding.compare.TwinNetwork.Convolution;
import org.pixelembedding.compare.TwinNetwork.Mean;
import org.pixelembedding.compare.TwinNetwork.Window;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.SampleModels;

/** ONNX Runtime against plain loops, and what its optimizer leaves of the graph. */
class TwinTest {
    private static byte[] picture(Shape shape, long seed) {
        byte[] picture = new byte[shape.size()];
        new Random(seed).nextBytes(picture);
        return picture;
    }

    private static TwinNetwork residual() {
        return TwinNetwork.of(ResidualModel.of(32, 21));
    }

    private static double rootMeanSquare(float[] values) {
        return Math.sqrt(IntStream.range(0, values.length)
                .mapToDouble(i -> (double) values[i] * values[i])
                .average()
                .orElseThrow());
    }

    @Test
    void topologyIsTheModelsWithThePictureInFront() {
        Model model = ResidualModel.of(32, 21);
        TwinNetwork network = TwinNetwork.of(model);
        Convolution stem = network.convolutions().getFirst();
        assertThat(stem.in()).isEqualTo(new Shape(3, 21, 21));
        assertThat(stem.window()).isEqualTo(new Window(3, 3, 2, 1));
        assertThat(stem.relu()).isTrue();
        assertThat(network.steps().stream().filter(Add.class::isInstance)).hasSize(2);
        assertThat(network.steps().get(network.steps().size() - 2)).isInstanceOf(Mean.class);
        assertThat(network.last().out()).isEqualTo(new Shape(10, 1, 1));
        // The identity's convolution is not thresholded, so it stays signed; what is carried on is behind its ReLU.
        assertThat(network.convolutions().stream().filter(Convolution::relu).map(Convolution::name))
                .containsExactly("stem", "a.conv1", "b.conv1");
        long macs = network.macs();
        assertThat(macs)
                .isEqualTo(11L * 11 * 32 * (3 * 9) + 121L * 32 * 32 * (1 + 9 + 9) + 121L * 32 * 32 * (9 + 9) + 320);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void floatScoresAreThoseOfPlainLoops(long seed) {
        FloatTwin twin = new FloatTwin(residual(), seed);
        byte[] picture = picture(twin.network().input(), seed);
        float[] expected = twin.scores(picture);
        assertThat(rootMeanSquare(expected)).as("scores that say something").isBetween(0.1, 10.0);
        assertThat(twin.tolerance(expected)).isLessThan(0.001f * (float) rootMeanSquare(expected));
        assertAgrees(twin, picture);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void int8ScoresAreExactlyThoseOfPlainLoops(long seed) {
        Int8Twin twin = new Int8Twin(residual(), seed);
        byte[] picture = picture(twin.network().input(), seed);
        float[] expected = twin.scores(picture);
        assertThat(IntStream.range(0, expected.length)
                        .mapToObj(i -> expected[i])
                        .distinct())
                .as("scores that say something")
                .hasSizeGreaterThan(5);
        try (RuntimeSession session = new CheckedTwin(twin, picture).session(2)) {
            session.run();
            assertThat(session.scores()).as("two threads").isEqualTo(expected);
        }
    }

    @Test
    void int8IsTheFloatNetworkQuantized() {
        TwinNetwork network = residual();
        byte[] picture = picture(network.input(), 5);
        float[] real = new FloatTwin(network, 5).scores(picture);
        float[] quantized = new Int8Twin(network, 5).scores(picture);
        double error = 0;
        for (int i = 0; i < real.length; i++) {
            error += Math.pow(real[i] - quantized[i], 2) / real.length;
        }
        // Codes have steps of 1/64 to 1/32 on values of about 1, so some per cent of noise, not more.
        assertThat(Math.sqrt(error)).isLessThan(0.1 * rootMeanSquare(real));
    }

    @Test
    void poolingModelsAgreeToo() {
        TwinNetwork network = TwinNetwork.of(SampleModels.integers());
        byte[] picture = picture(network.input(), 3);
        assertAgrees(new FloatTwin(network, 3), picture);
        assertAgrees(new Int8Twin(network, 3), picture);
        TwinNetwork floatEnds = TwinNetwork.of(SampleModels.floatEnds());
        assertAgrees(new Int8Twin(floatEnds, 3), picture(floatEnds.input(), 3));
    }

    @Test
    void singleLayersAgreeToo() {
        for (int stride : List.of(1, 2)) {
            TwinNetwork layer = TwinNetwork.ofLayer(new Shape(24, 9, 7), 40, new Window(3, 3, stride, 1));
            byte[] codes = picture(layer.input(), stride);
            assertAgrees(new FloatTwin(layer, 1), codes);
            assertAgrees(new Int8Twin(layer, 1), codes);
        }
    }

    private static void assertAgrees(Twin twin, byte[] picture) {
        assertThatCode(() -> new CheckedTwin(twin, picture))
                .as("%s of %s beside plain loops", twin.engine(), twin.network())
                .doesNotThrowAnyException();
    }

    @Test
    void float32GraphIsFused() {
        var operators =
                new CheckedTwin(new FloatTwin(residual(), 1), picture(new Shape(3, 21, 21), 1)).optimizedOperators();
        assertThat(operators.keySet())
                .as("no ReLU and no add stands alone: %s", operators)
                .noneMatch(name -> name.endsWith("Relu") || name.endsWith("Add"));
    }

    @Test
    void int8GraphHasNoFloatIslands() {
        var operators =
                new CheckedTwin(new Int8Twin(residual(), 1), picture(new Shape(3, 21, 21), 1)).optimizedOperators();
        assertThat(operators).as("the scores at the end").containsEntry("DequantizeLinear", 1);
        assertThat(operators.keySet())
                .as("%s", operators)
                .noneMatch(
                        name -> List.of("QuantizeLinear", "Conv", "Add", "Relu").contains(name));
        assertThat(operators.getOrDefault("Transpose", 0)).as("%s", operators).isLessThanOrEqualTo(2);
    }

    @Test
    void aWrongAnswerIsRefused() {
        FloatTwin real = new FloatTwin(residual(), 1);
        Int8Twin whole = new Int8Twin(residual(), 1);
        byte[] picture = picture(real.network().input(), 1);
        for (Twin twin : List.of(real, whole)) {
            float[] expected = twin.scores(picture);
            for (float wrong : new float[] {expected[3] + 0.01f, Float.NaN}) {
                float[] got = expected.clone();
                got[3] = wrong;
                assertThatThrownBy(() -> CheckedTwin.compare(twin, got, expected))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith(twin.engine() + " is wrong for residual: score 3 is ");
            }
        }
    }

    @Test
    void aPictureOfAnotherSizeIsRefused() {
        TwinNetwork layer = TwinNetwork.ofLayer(new Shape(8, 5, 5), 8, new Window(3, 3, 1, 1));
        assertThatThrownBy(() -> new CheckedTwin(new Int8Twin(layer, 1), new byte[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("want 200 bytes");
    }
}
