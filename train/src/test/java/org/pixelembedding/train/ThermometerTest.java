package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ThermometerTest {
    /** 1000 pixels each of 40..139: the outermost half percent each is half of a level. */
    @Test
    void rangeIsEvenOverTheValuesThatOccur() {
        long[] histogram = new long[256];
        java.util.Arrays.fill(histogram, 40, 140, 1000);
        double[] thresholds = Thermometer.range(histogram, 33);
        assertThat(thresholds).hasSize(33);
        assertThat(thresholds[0]).isCloseTo(40.5 + 1.5, within(1e-9));
        for (int j = 1; j < 33; j++) {
            assertThat(thresholds[j] - thresholds[j - 1]).isCloseTo(3, within(1e-9));
        }
        assertThat(thresholds[32]).isCloseTo(139.5 - 1.5, within(1e-9));
    }

    @Test
    void uniformThresholdsDivideTheRangeEvenly() {
        assertThat(Thermometer.uniform(3)).containsExactly(64, 128, 192);
    }

    @Test
    void interleavedDimensionsAreShiftedCopiesAndBlocksAreConsecutive() {
        double[] thresholds = {10, 20, 30, 40, 50, 60};
        byte[] interleaved = Thermometer.codes(thresholds, 2, 2, true);
        byte[] block = Thermometer.codes(thresholds, 2, 2, false);
        // Value 35 reaches 10, 20, 30: interleaved dimension 0 owns 10, 30, 50 and dimension 1 owns 20, 40, 60.
        assertThat(interleaved[35 * 2]).isEqualTo((byte) 2);
        assertThat(interleaved[35 * 2 + 1]).isEqualTo((byte) 1);
        assertThat(block[35 * 2]).isEqualTo((byte) 3);
        assertThat(block[35 * 2 + 1]).isEqualTo((byte) 0);
        assertThat(interleaved[10 * 2])
                .as("a threshold is reached by its own value")
                .isEqualTo((byte) 1);
        assertThat(interleaved[255 * 2]).isEqualTo((byte) 3);
    }

    @Test
    void manyDimensionsDoNotSaturate() {
        byte[] codes = Thermometer.codes(Thermometer.uniform(3 * 85), 85, 2, true);
        int[] reached = new int[256];
        for (int value = 0; value < 256; value++) {
            for (int i = 0; i < 85; i++) {
                reached[value] += codes[value * 85 + i];
            }
        }
        // Each interval between thresholds holds a value, so each value but the last reaches one more.
        assertThat(reached[0]).isZero();
        assertThat(reached[255]).isEqualTo(255);
    }

    @Test
    void quantilesPutEqualSharesBetweenThresholds() {
        long[] histogram = new long[256];
        histogram[10] = 100;
        histogram[20] = 300;
        double[] thresholds = Thermometer.quantiles(histogram, 3);
        assertThat(thresholds[0]).isEqualTo(11.0);
        assertThat(thresholds[1]).isBetween(20.0, 20.5);
        assertThat(thresholds[2]).isBetween(20.5, 21.0);
    }

    @Test
    void badInputIsRefused() {
        assertThatThrownBy(() -> Thermometer.codes(new double[5], 2, 2, true))
                .hasMessageContaining("want 6 thresholds");
        assertThatThrownBy(() -> Thermometer.quantiles(new long[256], 3)).hasMessageContaining("got none");
    }
}
