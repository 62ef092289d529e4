package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.train.NetworkSpec.Block;

class InputKindTest {
    private static TrainedNetwork start(InputKind kind, int d) throws IOException {
        TrainingConfig config = TrainingConfig.parse(
                "test", "input: " + kind.option() + "\ndimensions: " + d + "\nsize: 16\nvalidation: 0");
        return TrainedNetwork.start(config, RandomNetworks.data());
    }

    @ParameterizedTest
    @CsvSource({
        "pixel-embedding, 27, 2, 1",
        "generalized-thermometer, 27, 2, 1",
        "thermometer, 27, 1, 1",
        "learned-thermometer, 27, 1, 1",
        "one-hot, 27, 1, 1",
        "bit-plane, 24, 1, 1",
        "direct, 3, 2, 1",
        "dither, 27, 2, 1",
        "int8, 3, 8, 1",
        "int8-w8, 3, 8, 8"
    })
    void fixesChannelsAndBitsOfTheStemOnly(String option, int channels, int codeBits, int weightBits)
            throws IOException {
        TrainedNetwork network = start(InputKind.of(option), 9);
        Topology.Step.Conv stem = network.topology().stem();
        assertThat(stem.in()).isEqualTo(channels).isEqualTo(network.input().channels());
        assertThat(stem.reads(network.quantizer()).bits()).isEqualTo(codeBits);
        assertThat(stem.bits().weightBits()).isEqualTo(weightBits);
        for (Topology.Step step : network.topology().steps()) {
            if (step instanceof Topology.Step.Conv conv && !conv.equals(stem)) {
                assertThat(conv.bits().weightBits()).isEqualTo(1);
                assertThat(conv.reads(network.quantizer()).bits()).isEqualTo(2);
            }
        }
        assertThat(network.network().toYaml())
                .as("the network stays what its file says")
                .doesNotContain("bits");
    }

    /** Depth-wise planes stand in front of the stem, with one bit a weight, whatever the stem asks for. */
    @Test
    void depthWisePlanesStandInFrontOfTheStem() throws IOException {
        TrainedNetwork network = start(InputKind.BIT_PLANE_DW, 9);
        Topology topology = network.topology();
        Topology.Step.PlaneConv planes = topology.planes().orElseThrow();
        assertThat(planes).isEqualTo(topology.steps().getFirst());
        assertThat(planes.out()).isEqualTo(27);
        assertThat(topology.inputChannels())
                .isEqualTo(24)
                .isEqualTo(network.input().channels());
        assertThat(topology.stem().in()).isEqualTo(27);
        assertThat(topology.stem().input()).isEqualTo("stem.in");
        Topology plain = start(InputKind.BIT_PLANE, 9).topology();
        assertThat(topology.steps().subList(3, topology.steps().size()))
                .as("the body is the same")
                .isEqualTo(plain.steps().subList(1, plain.steps().size()));
        assertThat(network.freeze().nodes().getFirst().name()).isEqualTo("planes");
    }

    /** What a network's stem asks for holds where the input layer is not about it. */
    @Test
    void leavesWeightBitsToTheNetwork() {
        NetworkSpec network =
                new NetworkSpec("test", 16, java.util.List.of(new Block.Stem(8, 3, 1, new LayerBits(4, 3))));
        assertThat(InputKind.INT8.fit(network).stemBits()).isEqualTo(new LayerBits(4, 8));
        assertThat(InputKind.INT8_W8.fit(network).stemBits()).isEqualTo(new LayerBits(8, 8));
        assertThat(InputKind.DIRECT.fit(network)).isEqualTo(network);
    }

    @Test
    void aTableHasTheBitsThatItIsGiven() throws IOException {
        NetworkSpec network =
                new NetworkSpec("test", 16, java.util.List.of(new Block.Stem(8, 3, 1, new LayerBits(4, 3))));
        TrainingConfig config = TrainingConfig.parse("test", "tableBits: 1");
        assertThat(config.fit(network).stemBits()).isEqualTo(new LayerBits(4, 1));
        assertThat(config.with("tableBits", "0").fit(network).stemBits()).isEqualTo(new LayerBits(4, 3));
        assertThat(config.with("input", "int8").fit(network).stemBits())
                .as("an input layer that is about its bits")
                .isEqualTo(new LayerBits(4, 8));
        TrainedNetwork trained = TrainedNetwork.start(
                TrainingConfig.parse("test", "tableBits: 3\ndimensions: 5\nsize: 16\nvalidation: 0"),
                RandomNetworks.data());
        assertThat(((LookupEmbedding) trained.input()).frozen().orElseThrow().bits())
                .isEqualTo(3);
        assertThat(trained.topology().stem().reads(trained.quantizer()).bits()).isEqualTo(3);
        assertThat(trained.freeze().provenance().entries()).containsEntry("tableBits", "3");
    }

    /** No order of the values: neighbours differ as much as any two. */
    @Test
    void aTableCanStartAtRandom() throws IOException {
        String text = "thresholds: random\ndimensions: 8\nsize: 16\nvalidation: 0\nseed: ";
        PixelEmbedding codes = codes(text + 1);
        assertThat(codes(text + 1)).isEqualTo(codes);
        assertThat(codes(text + 2)).isNotEqualTo(codes);
        int[] counts = new int[4];
        int equal = 0;
        for (int value = 0; value < 256; value++) {
            for (int i = 0; i < 8; i++) {
                counts[codes.code(0, value, i)]++;
                equal += value > 0 && codes.code(0, value, i) == codes.code(0, value - 1, i) ? 1 : 0;
            }
        }
        for (int count : counts) {
            assertThat(count).isBetween(400, 624);
        }
        assertThat(equal).isBetween(400, 624);
        assertThatThrownBy(() -> TrainingConfig.parse("test", "thresholds: random\ninput: thermometer"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("thresholds is random, which input thermometer cannot start from");
        assertThatThrownBy(() -> TrainingConfig.parse("test", "thresholds: random\ntableStart: ramp"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("tableStart is ramp and thresholds is random, which has no thresholds");
    }

    private static PixelEmbedding codes(String config) throws IOException {
        TrainedNetwork network = TrainedNetwork.start(TrainingConfig.parse("test", config), RandomNetworks.data());
        return ((LookupEmbedding) network.input()).frozen().orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(InputKind.class)
    void comesBackFromACheckpoint(InputKind kind) throws IOException {
        TrainedNetwork network = start(kind, 5);
        InputLayer input = network.input();
        InputLayer again = TrainedNetwork.of(network.checkpoint()).input();
        assertThat(encoded(again)).isEqualTo(encoded(input));
        assertThat(again.frozen()).isEqualTo(input.frozen());
    }

    /** Two pictures of 16x16 that hold every value of every colour. */
    private static float[] encoded(InputLayer input) {
        byte[] pixels = new byte[2 * 16 * 16 * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i / 3 * 7);
        }
        FloatBuffer codes = FloatBuffer.allocate(pixels.length * input.dimensions());
        input.encode(pixels, pixels.length, codes);
        return codes.array();
    }

    @Test
    void oneHotCodesNameTheirBin() {
        PixelEmbedding codes = FixedCodes.oneHot(10);
        for (int value = 0; value < 256; value++) {
            for (int i = 0; i < 10; i++) {
                assertThat(codes.code(2, value, i)).isEqualTo(i == 10 * value / 256 ? 1 : 0);
            }
        }
    }

    @Test
    void planesAreTheBitsOfTheValue() {
        PixelEmbedding planes = FixedCodes.bitPlanes();
        PixelEmbedding pixel = FixedCodes.pixel();
        for (int value = 0; value < 256; value++) {
            int sum = 0;
            for (int plane = 0; plane < 8; plane++) {
                sum += planes.code(1, value, plane) << plane;
            }
            assertThat(sum).isEqualTo(value).isEqualTo(pixel.code(1, value, 0));
        }
        assertThat(FixedCodes.direct(LinearQuantizer.DEFAULT).code(0, 255, 0)).isEqualTo(3);
    }
}
