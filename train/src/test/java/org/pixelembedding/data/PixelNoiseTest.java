package org.pixelembedding.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pixelembedding.data.CounterRandom.Purpose;

class PixelNoiseTest {
    private static byte[] noisy(int value, int k, int count) {
        byte[] rgb = new byte[count];
        Arrays.fill(rgb, (byte) value);
        PixelNoise.apply(rgb, k, CounterRandom.of(1, 2, 3, Purpose.NOISE));
        return rgb;
    }

    @Test
    void everyDistanceIsEquallyLikely() {
        int[] counts = new int[7];
        for (byte value : noisy(200, 3, 70_000)) {
            counts[(value & 0xff) - 197]++;
        }
        for (int count : counts) {
            assertThat(count).isBetween(9_500, 10_500); // 10,000, five standard deviations of 93
        }
    }

    @Test
    void valuesStayInTheirRange() {
        int highest = 0;
        int lowest = 0;
        for (byte value : noisy(250, 20, 10_000)) {
            assertThat(value & 0xff).isBetween(230, 255);
            highest += (value & 0xff) == 255 ? 1 : 0;
        }
        for (byte value : noisy(2, 20, 10_000)) {
            assertThat(value & 0xff).isBetween(0, 22);
            lowest += value == 0 ? 1 : 0;
        }
        assertThat(highest).as("16 of 41 are clipped").isBetween(3_600, 4_200);
        assertThat(lowest).as("19 of 41 are clipped").isBetween(4_300, 4_950);
    }

    @Test
    void noneChangesNothing() {
        assertThat(noisy(77, 0, 10)).containsOnly(77);
    }
}
