package org.pixelembedding.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.train.FixedInput;
import org.pixelembedding.train.LayerBits;
import org.pixelembedding.train.Topology;

/** Against the library's convolution of the encoded pictures and its gradients. */
class LookUpStemTest {
    private static final int IMAGES = 3;
    private static final int HEAD = 2;
    private static final int SIZE = 6;
    private static final int D = 5;
    private static final int OUT = 8;

    @BeforeAll
    static void start() {
        TorchRuntime.start(2);
    }

    @Test
    void givesTheSumsAndGradientsOfAConvolutionOfTheEncodedPictures() {
        Random random = new Random(3);
        byte[] codes = new byte[3 * PixelEmbedding.VALUES * D];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) random.nextInt(4);
        }
        FixedInput layer = FixedInput.codes(new PixelEmbedding(3, D, 2, codes));
        byte[] pixels = new byte[IMAGES * SIZE * SIZE * 3];
        random.nextBytes(pixels);
        float[] weights = new float[OUT * 3 * D * 9];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = random.nextFloat(-1, 1);
        }
        LookUpStem stem = new LookUpStem(
                new Topology.Step.Conv(
                        "stem", "embedding", 3 * D, OUT, 3, 2, Topology.Scale.PER_CHANNEL, LayerBits.DEFAULT),
                SIZE,
                SIZE);
        try (PointerScope scope = new PointerScope()) {
            Tensor encoded = torch.empty(IMAGES, SIZE, SIZE, 3 * D);
            layer.encode(pixels, pixels.length, TensorMemory.view(encoded));
            encoded.set_requires_grad(true);
            Tensor expectedWeight = TensorMemory.of(weights, OUT, 3 * D, 3, 3).set_requires_grad(true);
            Tensor weight = TensorMemory.of(weights, OUT, 3 * D, 3, 3).set_requires_grad(true);
            Tensor expected = torch.conv2d(
                    encoded.permute(0, 3, 1, 2),
                    expectedWeight,
                    TensorMemory.NONE,
                    new long[] {2, 2},
                    new long[] {1, 1},
                    new long[] {1, 1},
                    1);
            Tensor sums = stem.forward(layer, pixels, IMAGES, weight);
            assertNear(
                    TensorMemory.read(sums.contiguous()),
                    TensorMemory.read(expected.detach().contiguous()));

            // The gradient of sum(y * y) / 2 is y.
            expected.mul(expected).sum().mul(TensorMemory.scalar(0.5)).backward();
            AtomicReference<float[]> byCode = new AtomicReference<>();
            stem.backward(layer, pixels, IMAGES, weight, sums, HEAD, byCode::set);
            assertNear(TensorMemory.read(weight.grad()), TensorMemory.read(expectedWeight.grad()));

            FloatBuffer byPixel = TensorMemory.view(encoded.grad());
            float[] collected = new float[codes.length];
            for (int i = 0; i < HEAD * SIZE * SIZE * 3; i++) {
                for (int k = 0; k < D; k++) {
                    collected[(i % 3 * PixelEmbedding.VALUES + (pixels[i] & 0xff)) * D + k] += byPixel.get(i * D + k);
                }
            }
            assertNear(byCode.get(), collected);
        }
    }

    private static void assertNear(float[] found, float[] wanted) {
        assertThat(found).hasSameSizeAs(wanted);
        for (int i = 0; i < wanted.length; i++) {
            assertThat((double) found[i]).as("number %d", i).isCloseTo(wanted[i], within(2e-3));
        }
    }
}
