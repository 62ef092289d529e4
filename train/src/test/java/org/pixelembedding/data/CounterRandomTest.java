package org.pixelembedding.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.pixelembedding.data.CounterRandom.Purpose;

class CounterRandomTest {
    @Test
    void continuesAsSplitMix64() {
        // The JDK's SplittableRandom with its default increment is the same sequence from the same state.
        long key = CounterRandom.at(1, 2, 3, Purpose.ORDER);
        CounterRandom stream = CounterRandom.of(1, 2, 3, Purpose.ORDER);
        SplittableRandom oracle = new SplittableRandom(key);
        for (int i = 0; i < 100; i++) {
            assertThat(stream.nextLong()).isEqualTo(oracle.nextLong());
        }
    }

    @Test
    void everyPartOfTheNameCounts() {
        Set<Long> seen = new HashSet<>();
        int names = 0;
        for (long seed = -2; seed < 3; seed++) {
            for (long epoch = 0; epoch < 20; epoch++) {
                for (long index = 0; index < 100; index++) {
                    for (Purpose purpose : Purpose.values()) {
                        seen.add(CounterRandom.at(seed, epoch, index, purpose));
                        names++;
                    }
                }
            }
        }
        assertThat(seen).hasSize(names); // 50,000 of 2^64: a collision would be a flaw
    }

    @Test
    void staysTheSame() {
        // Recorded: seeded results of every version rest on these.
        assertThat(CounterRandom.at(0, 0, 0, Purpose.SPLIT)).isEqualTo(-3332620815255975113L);
        assertThat(CounterRandom.at(1, 2, 3, Purpose.AUGMENTATION)).isEqualTo(-3457609348298108852L);
        assertThat(new Sampler(1, 10).order(0)).containsExactly(0, 8, 2, 5, 3, 1, 6, 7, 4, 9);
    }

    @Test
    void boundedNumbersAreUnbiased() {
        CounterRandom random = CounterRandom.of(5, 0, 0, Purpose.ORDER);
        // Plain multiplication without rejection would give every third number of 0 .. 3 * 2^29 - 1 half the others'
        // share.
        int bound = 3 << 29;
        int[] residues = new int[3];
        for (int i = 0; i < 30_000; i++) {
            int value = random.nextInt(bound);
            assertThat(value).isBetween(0, bound - 1);
            residues[value % 3]++;
        }
        // n = 30000, p = 1/3: standard deviation 82; biased, one of them would be off by 2000 or more.
        for (int count : residues) {
            assertThat(count).isBetween(10_000 - 410, 10_000 + 410);
        }
        assertThat(random.nextInt(1)).isZero();
        assertThatThrownBy(() -> random.nextInt(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("want a bound of at least 1, got 0");
    }

    @Test
    void doublesAndGaussiansHaveTheirMoments() {
        CounterRandom random = CounterRandom.of(6, 0, 0, Purpose.WEIGHTS);
        int n = 100_000;
        double sum = 0;
        double normal = 0;
        double square = 0;
        for (int i = 0; i < n; i++) {
            double uniform = random.nextDouble();
            assertThat(uniform).isBetween(0.0, Math.nextDown(1.0));
            sum += uniform;
            double gaussian = random.nextGaussian();
            normal += gaussian;
            square += gaussian * gaussian;
        }
        // Five standard errors: 5 * sqrt(1/12 / n), 5 * sqrt(1 / n), 5 * sqrt(2 / n).
        assertThat(sum / n).isBetween(0.5 - 0.0046, 0.5 + 0.0046);
        assertThat(normal / n).isBetween(-0.0159, 0.0159);
        assertThat(square / n).isBetween(1 - 0.0224, 1 + 0.0224);
    }

    @Test
    void ordersArePermutationsThatDifferByEpochAndSeed() {
        for (int size : new int[] {0, 1, 2, 7, 1000}) {
            int[] order = new Sampler(3, size).order(4);
            int[] sorted = order.clone();
            Arrays.sort(sorted);
            for (int i = 0; i < size; i++) {
                assertThat(sorted[i]).isEqualTo(i);
            }
            assertThat(new Sampler(3, size).order(4)).isEqualTo(order);
        }
        assertThat(new Sampler(3, 1000).order(5)).isNotEqualTo(new Sampler(3, 1000).order(4));
        assertThat(new Sampler(4, 1000).order(4)).isNotEqualTo(new Sampler(3, 1000).order(4));
        assertThatThrownBy(() -> new Sampler(1, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("want a size of at least 0, got -1");
    }
}
