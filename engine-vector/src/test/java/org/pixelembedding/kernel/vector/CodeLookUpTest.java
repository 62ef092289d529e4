package org.pixelembedding.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.kernel.BitPlaneLayout;
import org.pixelembedding.kernel.KernelScratch;
import org.pixelembedding.kernel.PackedConvolution;
import org.pixelembedding.kernel.ScalarBitKernel;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.TensorSpec;

/** Which convolutions are looked up, and stretches of pixels whose windows do not fit the scratch space at once. */
class CodeLookUpTest {
    private static final VectorBitKernel KERNEL = new VectorBitKernel();

    private static PackedConvolution convolution(
            QuantConv2d conv, int height, int width, int channels, int bits, BitKernel kernel) {
        TensorSpec in = TensorSpec.codes(height, width, channels, bits);
        return new PackedConvolution(
                conv,
                new BitPlaneLayout(height, width, channels, bits, conv.padding()),
                conv.output(List.of(in)),
                kernel,
                Optional.empty());
    }

    private static QuantConv2d random(SplittableRandom random, int outputs, int channels) {
        return new QuantConv2d(PackedWeights.pack(1, outputs, 3, 3, channels, i -> random.nextBoolean()), 1, 1);
    }

    @ParameterizedTest
    @CsvSource({"64, 64, 2, true", "32, 32, 2, true", "31, 64, 2, false", "64, 64, 3, false", "64, 3648, 2, false"})
    void twoPlanesNarrowSumsAndEnoughOutputsAreLookedUp(int outputs, int channels, int bits, boolean lookedUp) {
        PackedConvolution c =
                convolution(random(new SplittableRandom(1), outputs, channels), 4, 5, channels, bits, KERNEL);
        assertThat(LookUpBlocks.takes(c)).isEqualTo(lookedUp && Lanes.LONGS.vectorBitSize() == 256);
    }

    /** 448 channels, 40 wide: the windows of 512 pixels are five times what the scratch space takes. */
    @Test
    void widePicturesGoInStretches() {
        SplittableRandom random = new SplittableRandom(2);
        int height = 21;
        int width = 40;
        int channels = 448;
        QuantConv2d conv = random(random, 70, channels);
        BitPlaneLayout in = new BitPlaneLayout(height, width, channels, 2, 1);
        long[] source = new long[in.longs()];
        in.pack(random.ints((long) height * width * channels, 0, 4).toArray(), source);
        int[] expected = new int[height * width * 70];
        int[] actual = new int[expected.length];
        int last = height * width - 3;
        ScalarBitKernel scalar = new ScalarBitKernel();
        PackedConvolution plain = convolution(conv, height, width, channels, 2, scalar);
        scalar.toSums(plain, source, expected, false, 5, last, new KernelScratch());
        PackedConvolution c = convolution(conv, height, width, channels, 2, KERNEL);
        KERNEL.toSums(c, source, actual, false, 5, last, new KernelScratch());
        assertThat(actual).isEqualTo(expected);
        if (LookUpBlocks.takes(c)) {
            assertThat(CodeLookUp.fill(c, source, 0, last, new KernelScratch())).isLessThan(512);
        }
    }
}
