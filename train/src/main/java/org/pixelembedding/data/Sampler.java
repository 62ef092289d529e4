package org.pixelembedding.data;

import org.pixelembedding.data.CounterRandom.Purpose;

/**
 * The order in which an epoch sees a set: a permutation drawn from (seed, epoch), so a resumed run goes on as if it had
 * not been interrupted.
 *
 * @param size number of pictures, at least 0
 */
public record Sampler(long seed, int size) {
    public Sampler {
        if (size < 0) {
            throw new IllegalArgumentException("want a size of at least 0, got " + size);
        }
    }

    /** Every index from 0 to {@code size - 1} once; a new array. */
    public int[] order(long epoch) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        shuffle(order, CounterRandom.of(seed, epoch, 0, Purpose.ORDER));
        return order;
    }

    /** Fisher and Yates: every order is as likely as the others. */
    static void shuffle(int[] order, CounterRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }
}
