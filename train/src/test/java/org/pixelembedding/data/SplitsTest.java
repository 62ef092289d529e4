package org.pixelembedding.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitsTest {
    private static final long SEED = Long.getLong("pixemb.seed", 0x5EED);

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.1, 0.2, 0.5, 0.999})
    void dividesEveryClassInItsShare(double fraction) {
        SplittableRandom random = new SplittableRandom(SEED);
        int[] classes = random.ints(1000, 0, 20).map(c -> c * c / 20).toArray(); // uneven
        ImageSet whole = SampleSets.inMemory(names(20), classes);
        Splits.Split split = Splits.stratified(whole, fraction, 42);
        int[] all = whole.classCounts();
        int[] kept = split.kept().classCounts();
        int[] out = split.heldOut().classCounts();
        for (int c = 0; c < 20; c++) {
            assertThat(kept[c] + out[c]).isEqualTo(all[c]);
            if (all[c] >= 2) {
                int share = (int) Math.floor(fraction * all[c] + 0.5);
                assertThat(out[c])
                        .as("class %d of %d, -Dpixemb.seed=%d", c, all[c], SEED)
                        .isEqualTo(Math.max(1, Math.min(all[c] - 1, share)));
            } else {
                assertThat(out[c]).isZero();
            }
        }
        Set<String> seen = new HashSet<>();
        for (ImageSet part : List.of(split.kept(), split.heldOut())) {
            int before = -1;
            for (int i = 0; i < part.size(); i++) {
                assertThat(seen.add(part.name(i))).isTrue();
                int original = Integer.parseInt(part.name(i).substring("picture ".length()));
                assertThat(original).isGreaterThan(before); // in the order of the whole
                assertThat(part.label(i)).isEqualTo(classes[original]);
                before = original;
            }
        }
        assertThat(seen).hasSize(1000);
    }

    @Test
    void dependsOnTheSeedAndOnNothingElse() {
        ImageSet whole = SampleSets.inMemory(names(1), new int[20]);
        // Recorded: every machine and every later version must hold out the same pictures.
        assertThat(heldOut(whole, 1)).containsExactly("picture 5", "picture 7", "picture 11", "picture 12");
        assertThat(heldOut(whole, 1)).isEqualTo(heldOut(whole, 1));
        assertThat(heldOut(whole, 2)).isNotEqualTo(heldOut(whole, 1));
    }

    @Test
    void aLonePictureStays() {
        Splits.Split split = Splits.stratified(SampleSets.inMemory(names(2), 0, 1, 1), 0.5, 1);
        assertThat(split.kept().classCounts()).containsExactly(1, 1);
        assertThat(split.heldOut().classCounts()).containsExactly(0, 1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.1, 1.5, Double.NaN})
    void refusesFractionsThatLeaveNothing(double fraction) {
        assertThatThrownBy(() -> Splits.stratified(SampleSets.inMemory(names(1), 0, 0), fraction, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("want a fraction above 0 and below 1, got " + fraction);
    }

    @Test
    void takesAtMostSoManyOfEachClassAndFewerAmongMore() {
        int[] classes = IntStream.range(0, 90).map(i -> i < 3 ? 0 : 1 + i % 2).toArray();
        ImageSet whole = SampleSets.inMemory(names(3), classes);
        ImageSet five = Splits.atMost(whole, 5, 7);
        ImageSet twenty = Splits.atMost(whole, 20, 7);
        assertThat(five.classCounts()).containsExactly(3, 5, 5);
        assertThat(twenty.classCounts()).containsExactly(3, 20, 20);
        assertThat(pictures(twenty)).containsAll(pictures(five));
        assertThat(pictures(Splits.atMost(whole, 5, 8))).isNotEqualTo(pictures(five));
        assertThat(pictures(Splits.atMost(whole, 100, 7))).isEqualTo(pictures(whole));
        assertThatThrownBy(() -> Splits.atMost(whole, 0, 7)).hasMessageContaining("at least 1 picture a class, got 0");
    }

    private static List<String> pictures(ImageSet set) {
        return IntStream.range(0, set.size()).mapToObj(set::name).toList();
    }

    private static String[] heldOut(ImageSet whole, long seed) {
        ImageSet out = Splits.stratified(whole, 0.2, seed).heldOut();
        String[] names = new String[out.size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = out.name(i);
        }
        return names;
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "c" + i).toList();
    }
}
