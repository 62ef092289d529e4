package org.pixelembedding.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BitPlaneLayoutTest {
    @Test
    void packingAndUnpackingGivesTheSameAndLeavesBorderAndRestBitsZero() {
        SplittableRandom random = new SplittableRandom(5);
        for (int channels : new int[] {1, 63, 64, 65, 130}) {
            for (int bits = 1; bits <= 8; bits++) {
                BitPlaneLayout layout = new BitPlaneLayout(3, 4, channels, bits, 2);
                int[] codes = random.ints(3L * 4 * channels, 0, 1 << bits).toArray();
                long[] packed = new long[layout.longs()];
                layout.pack(codes, packed);
                assertThat(layout.unpack(packed)).isEqualTo(codes);
                int ones = 0;
                for (long word : packed) {
                    ones += Long.bitCount(word);
                }
                int expected = 0;
                for (int code : codes) {
                    expected += Integer.bitCount(code);
                }
                assertThat(ones).as("no bit outside codes").isEqualTo(expected);
                assertThat(layout.pixel(-2, -2)).isZero();
                assertThat(layout.pixel(4, 5) + layout.pixelLongs()).isEqualTo(layout.longs());
            }
        }
    }
}
