package org.pixelembedding.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pixelembedding.data.CounterRandom.Purpose;

/** Variations that compute values: against their formulas, at their limits, and to the byte. */
class ValueAugmentationTest {
    private static final Augmentation EVERYTHING =
            new Augmentation(true, true, true, 2, 0.3, 0.4, 0.4, 0.4, 0.5, 2, 15, 0);

    private static CounterRandom random(long index) {
        return CounterRandom.of(1, 2, index, Purpose.POLICY);
    }

    private static byte[] picture(int height, int width) {
        byte[] rgb = new byte[3 * height * width];
        new Random(3).nextBytes(rgb);
        return rgb;
    }

    @Test
    void blendsAreTheRoundedFormula() {
        for (int base : new int[] {0, 100, 255}) {
            for (int value = 0; value < 256; value++) {
                for (int factor = 0; factor <= 512; factor += 7) {
                    double exact = base + (value - base) * factor / 256.0;
                    long wanted = Math.clamp((long) Math.floor(exact + 0.5), 0, 255);
                    assertThat(ColourJitter.blend(base, value, factor) & 0xff)
                            .as("%d to %d by %d/256", base, value, factor)
                            .isEqualTo((int) wanted);
                }
            }
        }
    }

    @Test
    void jitterKeepsWhatItShouldKeep() {
        byte[] grey = new byte[300];
        Arrays.fill(grey, (byte) 90);
        byte[] saturated = grey.clone();
        ColourJitter.saturate(saturated, 500);
        assertThat(saturated).as("grey has no saturation to change").isEqualTo(grey);
        byte[] contrasted = grey.clone();
        ColourJitter.contrast(contrasted, 10);
        assertThat(contrasted).as("one value has no contrast").isEqualTo(grey);
        byte[] dark = grey.clone();
        ColourJitter.brighten(dark, 128);
        assertThat(dark).containsOnly(45);
        byte[] colours = picture(8, 8);
        ColourJitter.saturate(colours, 0);
        for (int i = 0; i < colours.length; i += 3) {
            assertThat(colours[i])
                    .as("no saturation is grey")
                    .isEqualTo(colours[i + 1])
                    .isEqualTo(colours[i + 2]);
        }
        byte[] same = picture(8, 8);
        new ColourJitter(0, 0, 0).apply(same, random(1));
        assertThat(same).isEqualTo(picture(8, 8));
    }

    @Test
    void randomCropsStayInThePictureAndKeepTheirShare() {
        double least = 1;
        double most = 0;
        for (int i = 0; i < 2000; i++) {
            RandomResizedCrop.Window window = RandomResizedCrop.draw(40, 60, 0.2, random(i));
            assertThat(window.top()).isBetween(0, 40 - window.rows());
            assertThat(window.left()).isBetween(0, 60 - window.columns());
            double share = window.rows() * window.columns() / 2400.0;
            double aspect = window.columns() / 60.0 / (window.rows() / 40.0);
            assertThat(aspect).isBetween(0.75 / 1.06, 1.06 / 0.75); // rounding to whole pixels
            least = Math.min(least, share);
            most = Math.max(most, share);
        }
        assertThat(least).isBetween(0.19, 0.22);
        assertThat(most).isBetween(0.9, 1.0);
        byte[] flat = new byte[3 * 40 * 60];
        Arrays.fill(flat, (byte) 201);
        for (int i = 0; i < 50; i++) {
            assertThat(RandomResizedCrop.apply(flat, 40, 60, 0.1, random(i)))
                    .hasSize(flat.length)
                    .containsOnly(201);
        }
        byte[] whole = picture(5, 5);
        assertThat(RandomResizedCrop.apply(whole, 5, 5, 1, random(1))).isEqualTo(whole);
    }

    @Test
    void erasesARectangleAsOftenAsAsked() {
        int erased = 0;
        for (int i = 0; i < 1000; i++) {
            byte[] rgb = new byte[3 * 32 * 32];
            RandomErasing.apply(rgb, 32, 32, 0.4, random(i));
            int top = 32;
            int bottom = -1;
            int left = 32;
            int right = -1;
            int changed = 0;
            for (int p = 0; p < 32 * 32; p++) {
                if (rgb[3 * p] != 0 || rgb[3 * p + 1] != 0 || rgb[3 * p + 2] != 0) {
                    changed++;
                    top = Math.min(top, p / 32);
                    bottom = Math.max(bottom, p / 32);
                    left = Math.min(left, p % 32);
                    right = Math.max(right, p % 32);
                }
            }
            if (changed > 0) {
                erased++;
                int area = (bottom - top + 1) * (right - left + 1);
                // A pixel of three random zeros is not told from an untouched one; a whole edge of them never is.
                assertThat(changed).isGreaterThan(area - 3);
                assertThat(area / 1024.0).isBetween(0.01, 0.36);
            }
        }
        assertThat(erased).isBetween(400 - 78, 400 + 78); // five standard deviations of a binomial
        byte[] untouched = picture(6, 6);
        RandomErasing.apply(untouched, 6, 6, 0, random(1));
        assertThat(untouched).isEqualTo(picture(6, 6));
    }

    @ParameterizedTest
    @EnumSource(PolicyOperation.class)
    void everyOperationTakesEverySizeAndStrength(PolicyOperation operation) {
        for (int[] size : new int[][] {{1, 1}, {1, 7}, {2, 2}, {9, 4}, {16, 16}}) {
            for (int strength : new int[] {0, 1, 9, 30}) {
                for (boolean other : new boolean[] {false, true}) {
                    byte[] result = operation.apply(picture(size[0], size[1]), size[0], size[1], strength, other);
                    assertThat(result).hasSize(3 * size[0] * size[1]);
                }
            }
        }
    }

    @Test
    void strengthZeroChangesNothingWhereThereIsAStrength() {
        EnumSet<PolicyOperation> fixed = EnumSet.of(PolicyOperation.AUTO_CONTRAST, PolicyOperation.EQUALIZE);
        for (PolicyOperation operation : EnumSet.complementOf(fixed)) {
            assertThat(operation.apply(picture(9, 9), 9, 9, 0, true))
                    .as(operation.name())
                    .isEqualTo(picture(9, 9));
        }
    }

    @Test
    void operationsDoWhatTheyAreCalled() {
        byte[] ramp = new byte[3 * 256];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = (byte) (i / 3);
        }
        byte[] solarized = PolicyOperation.SOLARIZE.apply(ramp.clone(), 16, 16, 15, false);
        byte[] posterized = PolicyOperation.POSTERIZE.apply(ramp.clone(), 16, 16, 30, false);
        byte[] equalized = PolicyOperation.EQUALIZE.apply(ramp.clone(), 16, 16, 1, false);
        for (int v = 0; v < 256; v++) {
            assertThat(solarized[3 * v] & 0xff).isEqualTo(v >= 128 ? 255 - v : v);
            assertThat(posterized[3 * v + 1] & 0xff).isEqualTo(v & 0xf0);
            assertThat(equalized[3 * v + 2] & 0xff).as("is even already").isEqualTo(v);
        }
        byte[] narrow = {100, 50, 7, 110, 60, 7, 120, 100, 7};
        assertThat(PolicyOperation.AUTO_CONTRAST.apply(narrow, 1, 3, 1, false))
                .containsExactly(0, 0, 7, (byte) 128, 51, 7, (byte) 255, (byte) 255, 7);
        // 0.45 * 20 / 30 of 10 columns are 3: column x shows column x + 3, mirrored at the end.
        byte[] row = new byte[30];
        for (int x = 0; x < 10; x++) {
            Arrays.fill(row, 3 * x, 3 * x + 3, (byte) x);
        }
        byte[] shifted = PolicyOperation.TRANSLATE_X.apply(row.clone(), 1, 10, 20, false);
        byte[] back = PolicyOperation.TRANSLATE_X.apply(row.clone(), 1, 10, 20, true);
        int[] wanted = {3, 4, 5, 6, 7, 8, 9, 9, 8, 7};
        for (int x = 0; x < 10; x++) {
            assertThat(shifted[3 * x]).isEqualTo((byte) wanted[x]);
            assertThat(back[27 - 3 * x]).isEqualTo((byte) (9 - wanted[x]));
        }
        byte[] flat = new byte[3 * 49];
        Arrays.fill(flat, (byte) 33);
        for (PolicyOperation operation : EnumSet.of(
                PolicyOperation.ROTATE, PolicyOperation.SHEAR_X, PolicyOperation.SHEAR_Y, PolicyOperation.SHARPNESS)) {
            assertThat(operation.apply(flat.clone(), 7, 7, 30, false)).containsOnly(33);
        }
    }

    @Test
    void aTurnByThirtyDegreesAndBackKeepsTheMiddle() {
        byte[] picture = new byte[3 * 41 * 41];
        for (int y = 0; y < 41; y++) {
            for (int x = 0; x < 41; x++) {
                Arrays.fill(picture, 3 * (41 * y + x), 3 * (41 * y + x) + 3, (byte) (2 * x + y));
            }
        }
        byte[] there = PolicyOperation.ROTATE.apply(picture.clone(), 41, 41, 30, false);
        byte[] back = PolicyOperation.ROTATE.apply(there, 41, 41, 30, true);
        assertThat(Arrays.equals(there, picture)).isFalse();
        for (int y = 14; y < 27; y++) {
            for (int x = 14; x < 27; x++) {
                // Two roundings to the nearest pixel: at most 1.5 pixels in all, where the ramp rises by 2 + 1 a pixel.
                assertThat(back[3 * (41 * y + x)]).isBetween((byte) (picture[3 * (41 * y + x)] - 4), (byte)
                        (picture[3 * (41 * y + x)] + 4));
            }
        }
    }

    @Test
    void policiesDrawAllOperations() {
        Set<Integer> results = new HashSet<>();
        byte[] picture = picture(20, 20);
        for (int i = 0; i < 400; i++) {
            results.add(Arrays.hashCode(PolicyOperation.applySome(picture.clone(), 20, 20, 1, 20, random(i))));
        }
        // 10 of 14 have two directions; identity, contrast, equalize, posterize and solarize have one result each.
        assertThat(results).hasSize(5 + 9 * 2);
    }

    @Test
    void switchingOneOnLeavesTheOthersAsTheyWere() {
        byte[] picture = picture(16, 16);
        byte[] plain = apply(Augmentation.moves(true, true, true, 2), picture, 5);
        byte[] erased = apply(new Augmentation(true, true, true, 2, 1, 0, 0, 0, 1, 0, 0, 0), picture, 5);
        int different = 0;
        for (int i = 0; i < plain.length; i++) {
            different += plain[i] == erased[i] ? 0 : 1;
        }
        assertThat(different).as("only the rectangle").isBetween(1, plain.length * 36 / 100);
    }

    @Test
    void noiseComesLastAndMovesValuesByItsWidthAtMost() {
        byte[] picture = picture(16, 16);
        byte[] plain = apply(new Augmentation(true, true, true, 2, 1, 0, 0, 0, 0, 0, 0, 0), picture, 5);
        byte[] noisy = apply(new Augmentation(true, true, true, 2, 1, 0, 0, 0, 0, 0, 0, 3), picture, 5);
        int different = 0;
        for (int i = 0; i < plain.length; i++) {
            assertThat(Math.abs((noisy[i] & 0xff) - (plain[i] & 0xff))).isLessThanOrEqualTo(3);
            different += plain[i] == noisy[i] ? 0 : 1;
        }
        assertThat(different).as("six of seven").isBetween(plain.length * 3 / 4, plain.length * 19 / 20);
    }

    private static byte[] apply(Augmentation augmentation, byte[] picture, long index) {
        byte[] target = new byte[picture.length];
        augmentation.apply(picture, 16, 16, target, 0, 1, 2, index);
        return target;
    }

    /** Recorded when they were written: they go into every training that uses them. */
    @Test
    void bytesStayWhatTheyAre() {
        byte[] picture = picture(16, 16);
        CRC32C crc = new CRC32C();
        for (int i = 0; i < 200; i++) {
            byte[] result = apply(EVERYTHING, picture, i);
            assertThat(apply(EVERYTHING, picture, i)).isEqualTo(result);
            crc.update(result);
        }
        assertThat(picture).as("the source is left alone").isEqualTo(picture(16, 16));
        assertThat(Long.toHexString(crc.getValue())).isEqualTo("b9cbca1e");
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> new Augmentation(false, false, false, 0, 0, 0, 0, 0, 0, 0, 0, 0))
                .hasMessage("want a random crop above 0 and at most 1, got 0.0");
        assertThatThrownBy(() -> new Augmentation(false, false, false, 0, 1, 0, 2, 0, 0, 0, 0, 0))
                .hasMessageStartingWith("want brightness, contrast, saturation and erasing of 0 to 1, got 0.0, 2.0");
        assertThatThrownBy(() -> new Augmentation(false, false, false, 0, 1, 0, 0, 0, 0, 1, 31, 0))
                .hasMessage("want at least 0 operations of a strength of 0 to 30, got 1 of 31");
        assertThatThrownBy(() -> new Augmentation(false, false, false, 0, 1, 0, 0, 0, 0, 0, 0, 65))
                .hasMessage("want a noise of 0 to 64 grey levels, got 65");
    }
}
