package org.pixelembedding.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.QuantConv2d;

class FirstLayerCostTest {
    private static final FirstLayerCost COST = new FirstLayerCost(5, 20, 9.5);

    /** Three rows cost 15, or 60 where sums do not fit 16 bits; words times bits of the codes times bits of the weights, each 9.5. */
    @ParameterizedTest
    @CsvSource({
        "21, 1, 1, false",
        "21, 2, 1, true",
        "21, 1, 2, true",
        "22, 1, 1, true",
        "1, 1, 1, false",
        "1, 2, 1, true",
        "1, 8, 1, true",
        "21, 2, 2, true",
        "1, 6, 3, true",
        "16, 4, 3, true",
        "21, 1, 6, false",
        "16, 1, 8, true"
    })
    void growsWithWordsAndBitsOfOneWayOnly(int d, int bits, int weightBits, boolean lookUp) {
        assertThat(COST.prefersLookUp(embedding(d, bits), weights(d, weightBits)))
                .isEqualTo(lookUp);
    }

    @Test
    void ofTheKernelDecides() {
        PixelEmbedding oneBit = embedding(21, 1);
        assertThat(new ScalarBitKernel().firstLayerCost().prefersLookUp(oneBit, weights(21, 1)))
                .isFalse();
        assertThat(new ScalarBitKernel().firstLayerCost().prefersLookUp(embedding(21, 2), weights(21, 1)))
                .isTrue();
    }

    private static PixelEmbedding embedding(int d, int bits) {
        return new PixelEmbedding(3, d, bits, new byte[3 * PixelEmbedding.VALUES * d]);
    }

    private static QuantConv2d weights(int d, int bits) {
        return new QuantConv2d(PackedWeights.pack(bits, 32, 3, 3, 3 * d, index -> true), 1, 1);
    }
}
