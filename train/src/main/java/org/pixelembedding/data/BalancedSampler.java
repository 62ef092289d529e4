package org.pixelembedding.data;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.pixelembedding.data.CounterRandom.Purpose;

/**
 * An order in which every class is seen equally often: with n pictures of k classes an epoch has n places, floor(n / k)
 * or one more for each class (which ones get one more is drawn anew each epoch). A class with more pictures than places
 * is drawn from without repetition; one with fewer is gone through again and again, each time in another order. A
 * function of (seed, epoch).
 */
public final class BalancedSampler {
    private BalancedSampler() {}

    /**
     * Indices of an epoch.
     *
     * @param classes number of classes; those without pictures get no place
     * @param size number of pictures, and of indices
     * @param label of each picture
     * @return a new array of {@code size} indices
     */
    public static int[] order(long seed, long epoch, int classes, int size, IntUnaryOperator label) {
        int[][] members = members(classes, size, label);
        int[] present =
                IntStream.range(0, classes).filter(k -> members[k].length > 0).toArray();
        int[] order = new int[size];
        Sampler.shuffle(present, CounterRandom.of(seed, epoch, 0, Purpose.BALANCE));
        int at = 0;
        for (int p = 0; p < present.length; p++) {
            int places = size / present.length + (p < size % present.length ? 1 : 0);
            int[] own = members[present[p]];
            CounterRandom random = CounterRandom.of(seed, epoch, 1L + present[p], Purpose.BALANCE);
            for (int left = places; left > 0; left -= own.length) {
                Sampler.shuffle(own, random);
                int taken = Math.min(left, own.length);
                System.arraycopy(own, 0, order, at, taken);
                at += taken;
            }
        }
        Sampler.shuffle(order, CounterRandom.of(seed, epoch, 0, Purpose.ORDER));
        return order;
    }

    private static int[][] members(int classes, int size, IntUnaryOperator label) {
        int[] counts = new int[classes];
        for (int i = 0; i < size; i++) {
            counts[label.applyAsInt(i)]++;
        }
        int[][] members = new int[classes][];
        Arrays.setAll(members, k -> new int[counts[k]]);
        Arrays.fill(counts, 0);
        for (int i = 0; i < size; i++) {
            int k = label.applyAsInt(i);
            members[k][counts[k]++] = i;
        }
        return members;
    }
}
