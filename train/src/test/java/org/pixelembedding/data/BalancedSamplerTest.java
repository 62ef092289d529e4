package org.pixelembedding.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BalancedSamplerTest {
    /** 3 classes of 70, 20 and 10 pictures, and one without any. */
    private static int label(int index) {
        return index < 70 ? 0 : index < 90 ? 1 : 3;
    }

    private static int[] order(long seed, long epoch) {
        return BalancedSampler.order(seed, epoch, 4, 100, BalancedSamplerTest::label);
    }

    @Test
    void showsEveryClassEquallyOften() {
        for (int epoch = 0; epoch < 20; epoch++) {
            int[] counts = new int[4];
            int[] seen = new int[100];
            for (int index : order(5, epoch)) {
                counts[label(index)]++;
                seen[index]++;
            }
            assertThat(counts[2]).isZero();
            assertThat(new int[] {counts[0], counts[1], counts[3]}).containsOnly(33, 34);
            for (int i = 0; i < 70; i++) {
                assertThat(seen[i]).as("not twice while others wait").isBetween(0, 1);
            }
            for (int i = 70; i < 90; i++) {
                assertThat(seen[i]).isBetween(1, 2);
            }
            for (int i = 90; i < 100; i++) {
                assertThat(seen[i]).isBetween(3, 4);
            }
        }
    }

    @Test
    void isAFunctionOfSeedAndEpoch() {
        assertThat(order(1, 2)).isEqualTo(order(1, 2));
        assertThat(Arrays.equals(order(1, 2), order(1, 3))).isFalse();
        assertThat(Arrays.equals(order(1, 2), order(2, 2))).isFalse();
    }

    @Test
    void everyPictureOfALargeClassGetsItsTurn() {
        Set<Integer> seen = new HashSet<>();
        for (int epoch = 0; epoch < 20; epoch++) {
            Arrays.stream(order(1, epoch)).forEach(seen::add);
        }
        assertThat(seen).hasSize(100); // missed with a chance of (37/70)^20, a millionth each
    }
}
