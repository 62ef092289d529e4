package org.pixelembedding.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.pixelembedding.data.Augmentation.Draw;

class AugmentationTest {
    private static final Augmentation ALL = Augmentation.moves(true, true, true, 2);

    @Test
    void turnsCounterClockwise() {
        // 1 2   2 4
        // 3 4   1 3
        assertThat(greys(move(picture(1, 2, 3, 4), 2, new Draw(1, false, false, 0, 0))))
                .containsExactly(2, 4, 1, 3);
        assertThat(greys(move(picture(1, 2, 3, 4), 2, new Draw(2, false, false, 0, 0))))
                .containsExactly(4, 3, 2, 1);
        assertThat(greys(move(picture(1, 2, 3, 4), 2, new Draw(3, false, false, 0, 0))))
                .containsExactly(3, 1, 4, 2);
    }

    @Test
    void flips() {
        assertThat(greys(move(picture(1, 2, 3, 4), 2, new Draw(0, true, false, 0, 0))))
                .containsExactly(2, 1, 4, 3);
        assertThat(greys(move(picture(1, 2, 3, 4), 2, new Draw(0, false, true, 0, 0))))
                .containsExactly(3, 4, 1, 2);
        // First the turn (2 4 / 1 3), then the flip.
        assertThat(greys(move(picture(1, 2, 3, 4), 2, new Draw(1, true, false, 0, 0))))
                .containsExactly(4, 2, 3, 1);
    }

    @Test
    void cropsFromAMirroredBorder() {
        byte[] image = picture(1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(greys(move(image, 3, new Draw(0, false, false, 1, -1)))).containsExactly(4, 4, 5, 7, 7, 8, 7, 7, 8);
        assertThat(greys(move(image, 3, new Draw(0, false, false, 0, 2)))).containsExactly(3, 3, 2, 6, 6, 5, 9, 9, 8);
    }

    @Test
    void turnsAndFlipsFormTheGroupOfTheSquare() {
        byte[] image = random(6 * 6 * 3);
        for (int turns = 0; turns < 4; turns++) {
            byte[] turned = image;
            for (int i = 0; i < turns; i++) {
                turned = move(turned, 6, new Draw(1, false, false, 0, 0));
            }
            assertThat(move(image, 6, new Draw(turns, false, false, 0, 0))).isEqualTo(turned);
            byte[] back = move(turned, 6, new Draw((4 - turns) % 4, false, false, 0, 0));
            assertThat(back).isEqualTo(image);
            for (int flip = 1; flip < 3; flip++) {
                // A turn with one flip is a reflection: twice is nothing.
                Draw reflection = new Draw(turns, flip == 1, flip == 2, 0, 0);
                assertThat(move(move(image, 6, reflection), 6, reflection)).isEqualTo(image);
            }
        }
        assertThat(move(image, 6, new Draw(0, true, true, 0, 0)))
                .isEqualTo(move(image, 6, new Draw(2, false, false, 0, 0)));
    }

    @Test
    void writesAtTheOffsetAndNowhereElse() {
        byte[] target = new byte[5 + 27 + 4];
        Arrays.fill(target, (byte) 77);
        Augmentation.NONE.apply(picture(1, 2, 3, 4, 5, 6, 7, 8, 9), 3, 3, target, 5, 1, 2, 3);
        assertThat(Arrays.copyOfRange(target, 5, 32)).isEqualTo(picture(1, 2, 3, 4, 5, 6, 7, 8, 9));
        for (int i : new int[] {0, 4, 32, 35}) {
            assertThat(target[i]).isEqualTo((byte) 77);
        }
    }

    @Test
    void isAFunctionOfSeedEpochAndIndex() {
        byte[] image = random(8 * 8 * 3);
        byte[] once = apply(ALL, image, 1, 2, 3);
        assertThat(apply(ALL, image, 1, 2, 3)).isEqualTo(once);
        int same = 0;
        for (int i = 0; i < 100; i++) {
            same += Arrays.equals(apply(ALL, image, 1, 2, 100 + i), once) ? 1 : 0;
            same += Arrays.equals(apply(ALL, image, 1, 100 + i, 3), once) ? 1 : 0;
            same += Arrays.equals(apply(ALL, image, 100 + i, 2, 3), once) ? 1 : 0;
        }
        assertThat(same).isLessThan(30); // of 300, each equal with a chance of 1 in 8 * 25 / 2 or so
    }

    @Test
    void drawsEveryVariationAboutEquallyOften() {
        byte[] image = random(4 * 4 * 3);
        Map<Integer, Integer> turns = new HashMap<>();
        Augmentation only = Augmentation.moves(false, false, true, 0);
        for (int i = 0; i < 4000; i++) {
            turns.merge(Arrays.hashCode(apply(only, image, 7, 0, i)), 1, Integer::sum);
        }
        // Binomial with n = 4000, p = 1/4: standard deviation 27, so 137 is five of them.
        assertThat(turns.values()).hasSize(4).allSatisfy(n -> assertThat(n).isBetween(1000 - 137, 1000 + 137));
        Map<Integer, Integer> crops = new HashMap<>();
        for (int i = 0; i < 4000; i++) {
            crops.merge(
                    Arrays.hashCode(apply(Augmentation.moves(false, false, false, 1), image, 7, 0, i)),
                    1,
                    Integer::sum);
        }
        // p = 1/9: standard deviation 20.
        assertThat(crops.values()).hasSize(9).allSatisfy(n -> assertThat(n).isBetween(444 - 100, 444 + 100));
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> ALL.checkSize(4, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("quarter turns want square pictures, got 4x5 (height x width);"
                        + " switch them off or choose a square size");
        assertThatThrownBy(() -> Augmentation.moves(false, false, false, 5).checkSize(4, 9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("want a crop padding of at most the smaller side of 4x9, got 5");
        assertThatThrownBy(() -> Augmentation.moves(false, false, false, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("want a crop padding of at least 0 pixels, got -1");
        Augmentation.moves(true, true, false, 4).checkSize(4, 9);
    }

    private static byte[] apply(Augmentation augmentation, byte[] image, long seed, long epoch, long index) {
        int side = (int) Math.sqrt(image.length / 3.0);
        byte[] target = new byte[image.length];
        augmentation.apply(image, side, side, target, 0, seed, epoch, index);
        return target;
    }

    private static byte[] move(byte[] image, int side, Draw draw) {
        byte[] target = new byte[image.length];
        Augmentation.move(image, side, side, target, 0, draw);
        return target;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(5).nextBytes(bytes);
        return bytes;
    }

    /** Pixels whose three colours are v, v + 50, v + 100. */
    private static byte[] picture(int... values) {
        byte[] rgb = new byte[3 * values.length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (values[i / 3] + 50 * (i % 3));
        }
        return rgb;
    }

    private static int[] greys(byte[] rgb) {
        int[] values = new int[rgb.length / 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = rgb[3 * i];
            assertThat(rgb[3 * i + 1]).isEqualTo((byte) (values[i] + 50));
            assertThat(rgb[3 * i + 2]).isEqualTo((byte) (values[i] + 100));
        }
        return values;
    }
}
