package org.pixelembedding.data;

import java.util.BitSet;
import org.pixelembedding.data.CounterRandom.Purpose;

/** Divides a set in two, so that both parts have every class in about the same share. */
public final class Splits {
    private Splits() {}

    /**
     * The two parts, each in the order of the whole.
     *
     * @param kept what is left
     * @param heldOut the share that was asked for
     */
    public record Split(ImageSet kept, ImageSet heldOut) {}

    /**
     * Holds out {@code floor(fraction * n + 0.5)} pictures of every class with n pictures, but at least one and at most
     * n - 1 if n is 2 or more, and none if n is 1. Which ones depends only on the seed, the class and n.
     *
     * @param fraction above 0 and below 1
     */
    public static Split stratified(ImageSet whole, double fraction, long seed) {
        if (!(fraction > 0 && fraction < 1)) {
            throw new IllegalArgumentException("want a fraction above 0 and below 1, got " + fraction);
        }
        int[][] members = byClass(whole);
        BitSet out = new BitSet(whole.size());
        for (int label = 0; label < members.length; label++) {
            int[] order = members[label];
            Sampler.shuffle(order, CounterRandom.of(seed, 0, label, Purpose.SPLIT));
            for (int i = 0; i < heldOut(order.length, fraction); i++) {
                out.set(order[i]);
            }
        }
        BitSet kept = new BitSet(whole.size());
        kept.set(0, whole.size());
        kept.andNot(out);
        return new Split(
                new Subset(whole, kept.stream().toArray()),
                new Subset(whole, out.stream().toArray()));
    }

    /**
     * At most {@code most} pictures of every class, in the order of the whole. Which ones depends only on the seed, the class
     * and its number of pictures; fewer are always among more.
     *
     * @param most at least 1
     */
    public static ImageSet atMost(ImageSet whole, int most, long seed) {
        if (most < 1) {
            throw new IllegalArgumentException("want at least 1 picture a class, got " + most);
        }
        int[][] members = byClass(whole);
        BitSet taken = new BitSet(whole.size());
        for (int label = 0; label < members.length; label++) {
            int[] order = members[label];
            Sampler.shuffle(order, CounterRandom.of(seed, 0, label, Purpose.CHOICE));
            for (int i = 0; i < Math.min(most, order.length); i++) {
                taken.set(order[i]);
            }
        }
        return new Subset(whole, taken.stream().toArray());
    }

    /** Indices of each class's pictures, in the order of the whole. */
    private static int[][] byClass(ImageSet whole) {
        int[] counts = whole.classCounts();
        int[][] members = new int[counts.length][];
        for (int label = 0; label < counts.length; label++) {
            members[label] = new int[counts[label]];
        }
        int[] filled = new int[counts.length];
        for (int i = 0; i < whole.size(); i++) {
            int label = whole.label(i);
            members[label][filled[label]++] = i;
        }
        return members;
    }

    private static int heldOut(int size, double fraction) {
        if (size < 2) {
            return 0;
        }
        return Math.clamp((long) Math.floor(fraction * size + 0.5), 1, size - 1);
    }
}
