package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.model.Thresholds;

/** Lines are found again from the thresholds that they were folded into. */
class ThresholdFitTest {
    private static final long SEED = Long.getLong("pixemb.seed", 0x5EED);

    private static void assertFound(float a, float b, LinearQuantizer quantizer, int bound) {
        Thresholds folded = fold(a, b, quantizer, bound);
        Optional<ThresholdFit.Line> found = ThresholdFit.find(folded, 0, quantizer, bound);
        String what = String.format(
                "%d bits, sums to %d, %a * sum + %a, -Dpixemb.seed=%d", quantizer.bits(), bound, a, b, SEED);
        assertThat(found).as(what).isPresent();
        assertThat(fold(found.get().a(), found.get().b(), quantizer, bound))
                .as(what)
                .isEqualTo(folded);
    }

    private static Thresholds fold(float a, float b, LinearQuantizer quantizer, int bound) {
        return Folding.thresholds(
                new Folding.Affine(new float[] {a}, new float[] {b}), new Quantizer.Linear(quantizer), bound);
    }

    /** Slopes from nearly flat to one code a sum, offsets in the window and out of it, both directions. */
    @ParameterizedTest(name = "{0} bits")
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void findsALineForEveryFoldedOne(int bits) {
        SplittableRandom random = new SplittableRandom(SEED + bits);
        LinearQuantizer quantizer = new LinearQuantizer(bits, 2);
        for (int i = 0; i < 400; i++) {
            int bound = 1 + random.nextInt(1 << (3 + random.nextInt(18)));
            double range = StrictMath.exp(random.nextDouble(-3, 6)) * quantizer.ceiling();
            float a = (float) (range / bound) * (random.nextBoolean() ? 1 : -1);
            float b = (float) random.nextDouble(-3, 5);
            assertFound(a, b, quantizer, bound);
        }
    }

    @Test
    void findsConstantsAndSteps() {
        for (int bits : new int[] {1, 2, 8}) {
            LinearQuantizer quantizer = new LinearQuantizer(bits, 2);
            for (float b : new float[] {-1, 0, 0.7f, 1, 2, 9}) {
                assertFound(0, b, quantizer, 100);
                assertFound(1e-9f, b, quantizer, 100);
                assertFound(-1e-9f, b, quantizer, 100);
                assertFound(7, b - 21, quantizer, 100);
                assertFound(-7, b - 21, quantizer, 100);
            }
        }
    }

    /** Sums so large and slopes so small that the products' rounding moves thresholds. */
    @Test
    void findsLinesWhereRoundingDecides() {
        SplittableRandom random = new SplittableRandom(SEED);
        LinearQuantizer quantizer = new LinearQuantizer(8, 2);
        for (int i = 0; i < 40; i++) {
            int bound = (1 << 22) + random.nextInt(1 << 22);
            assertFound((float) (random.nextDouble(1, 8) / bound), (float) random.nextDouble(-1, 2), quantizer, bound);
        }
    }

    @Test
    void saysWhenNoLineGivesThem() {
        LinearQuantizer quantizer = LinearQuantizer.DEFAULT;
        assertThat(ThresholdFit.find(thresholds(-10, 0, 10), 0, quantizer, 100)).isPresent();
        assertThat(ThresholdFit.find(thresholds(-10, 0, 11), 0, quantizer, 100)).isPresent();
        assertThat(ThresholdFit.find(thresholds(-10, 0, 13), 0, quantizer, 100)).isEmpty();
        assertThat(ThresholdFit.find(thresholds(-40, 0, 41 + 20), 0, quantizer, 100))
                .isEmpty();
    }

    private static Thresholds thresholds(int... values) {
        return new Thresholds(2, values, new boolean[] {false});
    }
}
