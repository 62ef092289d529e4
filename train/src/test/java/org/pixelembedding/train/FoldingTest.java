package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.Thresholds;

/** Integer thresholds against the float function that they replace, at every sum. */
class FoldingTest {
    private static final long SEED = Long.getLong("pixemb.seed", 0x5EED);

    private static Thresholds fold(float a, float b, LinearQuantizer quantizer, int bound) {
        return Folding.thresholds(
                new Folding.Affine(new float[] {a}, new float[] {b}), new Quantizer.Linear(quantizer), bound);
    }

    private static void assertSameCodes(float a, float b, LinearQuantizer quantizer, int bound) {
        Thresholds thresholds = fold(a, b, quantizer, bound);
        for (int sum = -bound; sum <= bound; sum++) {
            float x = (float) sum * a;
            x = x + b;
            assertThat(thresholds.code(0, sum))
                    .as("A %s, B %s, %s, sum %d, -Dpixemb.seed=%d", a, b, quantizer, sum, SEED)
                    .isEqualTo(quantizer.code(x));
        }
    }

    @Test
    void everySumGetsTheCodeOfTheFloatFunction() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < 400; round++) {
            int bits = 1 + random.nextInt(8);
            int bound = 1 + random.nextInt(700);
            float a = (float) ((random.nextDouble() - 0.5) * 8 / bound);
            float b = (float) ((random.nextDouble() - 0.4) * 4);
            assertSameCodes(a, b, new LinearQuantizer(bits, 2.0f), bound);
        }
    }

    @Test
    void tiesFallOnTheHigherCodeInBothDirections() {
        // A = 1/6 and B = 0 put sums 2, 6 and 10 at exactly half a code for n/m = 1.5, up to rounding of A itself.
        assertSameCodes(1 / 6f, 0, LinearQuantizer.DEFAULT, 40);
        assertSameCodes(-1 / 6f, 0, LinearQuantizer.DEFAULT, 40);
        assertSameCodes(0.5f, 0, new LinearQuantizer(1, 2.0f), 10);
        assertSameCodes(-0.5f, 0, new LinearQuantizer(1, 2.0f), 10);
    }

    @Test
    void aGainOfZeroGivesAConstantCode() {
        for (float b : new float[] {-5, 0, 0.4f, 1, 5}) {
            assertSameCodes(0f, b, LinearQuantizer.DEFAULT, 20);
            assertSameCodes(-0f, b, LinearQuantizer.DEFAULT, 20);
        }
    }

    @Test
    void levelsOutOfReachGetThresholdsJustOutsideTheBound() {
        Thresholds never = fold(1e-6f, 0, LinearQuantizer.DEFAULT, 100);
        assertThat(never.toValues()).containsExactly(101, 101, 101);
        Thresholds always = fold(1e-6f, 5, LinearQuantizer.DEFAULT, 100);
        assertThat(always.toValues()).containsExactly(-100, -100, -100);
        Thresholds fallingNever = fold(-1e-6f, 0, LinearQuantizer.DEFAULT, 100);
        assertThat(fallingNever.toValues()).containsExactly(-101, -101, -101);
        assertThat(fallingNever.falling(0)).isTrue();
        assertSameCodes(-1e-6f, 5, LinearQuantizer.DEFAULT, 100);
    }

    @Test
    void levelsOfEveryWidthComeBackFromTheirSignPlanes() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int bits = 1; bits <= 8; bits++) {
            int largest = (1 << bits) - 1;
            int[] levels = new int[3 * 70 * 9];
            for (int i = 0; i < levels.length; i++) {
                levels[i] = 2 * random.nextInt(largest + 1) - largest;
            }
            PackedWeights packed = Folding.pack(levels, bits, 3, 70, 3);
            assertThat(packed.bits()).isEqualTo(bits);
            for (int i = 0; i < levels.length; i++) {
                assertThat(packed.weight(i / 630, i / 3 % 3, i % 3, i / 9 % 70))
                        .as("%d bits, weight %d, -Dpixemb.seed=%d", bits, i, SEED)
                        .isEqualTo(levels[i]);
            }
        }
    }

    @Test
    void signsKeepTheirPlaces() {
        int out = 3;
        int in = 5;
        int kernel = 3;
        SplittableRandom random = new SplittableRandom(SEED);
        float[] latent = new float[out * in * kernel * kernel];
        for (int i = 0; i < latent.length; i++) {
            latent[i] = i % 7 == 0 ? -0f : (float) (random.nextDouble() - 0.5);
        }
        WeightQuantizer signs = new WeightQuantizer(1);
        int[] levels = new int[latent.length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = signs.level(latent[i], 0.25);
        }
        PackedWeights packed = Folding.pack(levels, 1, out, in, kernel);
        for (int o = 0; o < out; o++) {
            for (int c = 0; c < in; c++) {
                for (int ky = 0; ky < kernel; ky++) {
                    for (int kx = 0; kx < kernel; kx++) {
                        float w = latent[((o * in + c) * kernel + ky) * kernel + kx];
                        assertThat(packed.weight(o, ky, kx, c)).isEqualTo(w >= 0 ? 1 : -1);
                    }
                }
            }
        }
    }
}
