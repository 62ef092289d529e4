package org.pixelembedding.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pixelembedding.model.GlobalSumPool;
import org.pixelembedding.model.MaxPool2d;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.Provenance;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.ResidualAdd;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.model.Thresholds;

/** The oracle against numbers worked out by hand. */
class ReferenceInterpreterTest {
    /** One dimension: code = value / 64, for all colours. */
    private static PixelEmbedding quarters() {
        byte[] codes = new byte[256];
        for (int value = 0; value < 256; value++) {
            codes[value] = (byte) (value / 64);
        }
        return new PixelEmbedding(1, 1, 2, codes);
    }

    @Test
    void aNetworkOfOnePixelRowByHand() {
        // Signs of the 1x1 convolution: output 0 is +R +G +B, output 1 is +R -G -B, output 2 is -R -G -B.
        boolean[] positive = {true, true, true, true, false, false, false, false, false};
        PackedWeights mix = PackedWeights.pack(1, 3, 1, 1, 3, index -> positive[index]);
        Thresholds thresholds =
                new Thresholds(2, new int[] {1, 4, 7, 0, 2, 9, -1, -3, -5}, new boolean[] {false, false, true});
        // Classifier: class 0 is +c0 +c1 -c2, class 1 the opposite.
        boolean[] head = {true, true, false, false, false, true};
        PackedWeights classifier = PackedWeights.pack(1, 2, 1, 1, 3, index -> head[index]);
        Model model = new Model(
                "hand",
                1,
                2,
                List.of(
                        new Node("embedding", quarters(), List.of(Model.INPUT)),
                        new Node("mix", new QuantConv2d(mix, 1, 0), List.of("embedding")),
                        new Node("twice", new ResidualAdd(), List.of("mix", "mix")),
                        new Node("codes", new MultiThreshold(thresholds), List.of("mix")),
                        new Node("classifier", new QuantConv2d(classifier, 1, 0), List.of("codes")),
                        new Node("sum", new GlobalSumPool(), List.of("classifier"))),
                List.of("yes", "no"),
                1,
                Provenance.NONE);
        // Pixels (255, 64, 0) and (130, 200, 70): codes (3, 1, 0) and (2, 3, 1).
        byte[] rgb = {(byte) 255, 64, 0, (byte) 130, (byte) 200, 70};
        NodeValues values = new ReferenceInterpreter(model).run(new RgbImage(1, 2, rgb));
        assertThat(values.values(0)).containsExactly(3, 1, 0, 2, 3, 1);
        assertThat(values.values(1)).containsExactly(4, 2, -4, 6, -2, -6);
        assertThat(values.values(2)).containsExactly(8, 4, -8, 12, -4, -12);
        // Rising 1, 4, 7; rising 0, 2, 9; falling -1, -3, -5.
        assertThat(values.values(3)).containsExactly(2, 2, 2, 2, 0, 3);
        assertThat(values.values(4)).containsExactly(2, -2, -1, 1);
        assertThat(values.sums()).containsExactly(1, -1);
    }

    @Test
    void paddingIsCodeZeroAndStridesSkip() {
        // All-positive 3x3 over one colour's worth of channels: each sum counts the codes in its window.
        PackedWeights ones = PackedWeights.pack(1, 1, 3, 3, 3, index -> true);
        Model model = new Model(
                "window",
                3,
                3,
                List.of(
                        new Node("embedding", quarters(), List.of(Model.INPUT)),
                        new Node("conv", new QuantConv2d(ones, 2, 1), List.of("embedding")),
                        new Node("sum", new GlobalSumPool(), List.of("conv"))),
                List.of("only"),
                1,
                Provenance.NONE);
        byte[] rgb = new byte[27];
        java.util.Arrays.fill(rgb, (byte) 64); // code 1 in all three channels
        NodeValues values = new ReferenceInterpreter(model).run(new RgbImage(3, 3, rgb));
        // Each corner window of a 3x3 picture sees 4 pixels of 3 channels.
        assertThat(values.values(1)).containsExactly(12, 12, 12, 12);
        assertThat(values.sums()).containsExactly(48);
    }

    @Test
    void weightsOfSeveralBitsAreSumsOfSignsTimesPowersOfTwo() {
        // Planes (sign * 1, sign * 2): weights +3, +1, -1, -3 by the two bits.
        boolean[] planes = {true, false, true, false, true, true, false, false, true, true, false, false};
        PackedWeights weights = PackedWeights.pack(2, 2, 1, 1, 3, index -> planes[index]);
        assertThat(weights.weight(0, 0, 0, 0)).isEqualTo(-1); // +1 - 2
        assertThat(weights.weight(0, 0, 0, 2)).isEqualTo(3);
        assertThat(weights.weight(1, 0, 0, 1)).isEqualTo(-1);
        assertThat(weights.weight(0, 0, 0, 1)).isEqualTo(-3);
        assertThat(weights.maxAbs()).isEqualTo(3);
    }

    @Test
    void poolingTakesTheLargestAndLeavesARestOut() {
        Model model = new Model(
                "pool",
                3,
                3,
                List.of(
                        new Node("embedding", quarters(), List.of(Model.INPUT)),
                        new Node("pool", new MaxPool2d(2, 2), List.of("embedding")),
                        new Node(
                                "conv",
                                new QuantConv2d(PackedWeights.pack(1, 1, 1, 1, 3, index -> true), 1, 0),
                                List.of("pool")),
                        new Node("sum", new GlobalSumPool(), List.of("conv"))),
                List.of("only"),
                1,
                Provenance.NONE);
        byte[] rgb = new byte[27];
        rgb[3 * 4] = (byte) 255; // red of the centre pixel: in the window
        rgb[3 * 8 + 1] = (byte) 255; // green of the last pixel: in the rest
        NodeValues values = new ReferenceInterpreter(model).run(new RgbImage(3, 3, rgb));
        assertThat(values.values(1)).containsExactly(3, 0, 0);
    }
}
