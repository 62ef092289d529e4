package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Levels against a search over all of them, and the steps against their definition. */
class WeightQuantizerTest {
    private static final long SEED = Long.getLong("pixemb.seed", 0x5EED);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aWeightGetsTheNearestOddLevel(int bits) {
        WeightQuantizer quantizer = new WeightQuantizer(bits);
        SplittableRandom random = new SplittableRandom(SEED);
        double step = 0.25; // a power of two, so that ties are exact
        for (int i = -300; i <= 300; i++) {
            check(quantizer, i * 0.25f, step);
            check(quantizer, (float) random.nextDouble(-80, 80), step);
        }
        assertThat(quantizer.level(-0f, step)).isEqualTo(1);
        assertThat(quantizer.level(0f, 0)).isEqualTo(1);
        assertThat(quantizer.level(1e30f, step)).isEqualTo((1 << bits) - 1);
        assertThat(quantizer.level(-1e30f, step)).isEqualTo(1 - (1 << bits));
    }

    private static void check(WeightQuantizer quantizer, float latent, double step) {
        int largest = (1 << quantizer.bits()) - 1;
        int nearest = -largest;
        for (int level = -largest; level <= largest; level += 2) {
            // A tie goes up: later levels win it.
            if (Math.abs(latent / step - level) <= Math.abs(latent / step - nearest)) {
                nearest = level;
            }
        }
        assertThat(quantizer.level(latent, step))
                .as("%s at step %s, %s, -Dpixemb.seed=%d", latent, step, quantizer, SEED)
                .isEqualTo(nearest);
    }

    /** Squared error of a quantizer of that step on the normal distribution, by the midpoint rule. */
    private static double error(WeightQuantizer quantizer, double step) {
        double sum = 0;
        double width = 1e-3;
        for (double x = -8 + width / 2; x < 8; x += width) {
            double off = x - step * quantizer.level((float) x, step);
            sum += off * off * Math.exp(-x * x / 2);
        }
        return sum * width / Math.sqrt(2 * Math.PI);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void theStepIsTheOneOfTheLeastErrorOnNormalWeights(int bits) {
        WeightQuantizer quantizer = new WeightQuantizer(bits);
        double step = quantizer.stepShare() * Math.sqrt(2 / Math.PI);
        double here = error(quantizer, step);
        assertThat(here).isLessThan(error(quantizer, step * 1.03)).isLessThan(error(quantizer, step * 0.97));
    }

    @Test
    void otherBitsAreRefused() {
        assertThatThrownBy(() -> new WeightQuantizer(0)).hasMessageContaining("want 1..8 weight bits, got 0");
        assertThatThrownBy(() -> new WeightQuantizer(9)).hasMessageContaining("want 1..8 weight bits, got 9");
    }
}
