package org.pixelembedding.data;

/**
 * Random numbers that are a function of what they are for: (seed, epoch, index, purpose) name a stream, and the n-th
 * number of a stream is a function of its name and n. So it does not matter which thread draws when, or whether a run
 * was interrupted.
 *
 * <p>The numbers are SplitMix64's (Steele, Lea, Flood 2014): {@code mix(key + n * 0x9e3779b97f4a7c15)}, with the key made
 * by chaining the same mixer over the four parts of the name. Not for cryptography. Not for use by several threads: each
 * takes its own streams, which cost next to nothing.
 */
public final class CounterRandom {
    /** What a stream is for. The numbers are part of every seeded result: never change one, never use one again. */
    public enum Purpose {
        /** Which pictures are held out; index: the class. */
        SPLIT(1),
        /** The order of an epoch. */
        ORDER(2),
        /** How a picture is varied; index: its place in the set. */
        AUGMENTATION(3),
        /** First values of a layer's weights; index: the layer. */
        WEIGHTS(4),
        /** First values of an embedding table; index: the table. */
        EMBEDDING(5),
        /** The window of a random resized crop; index: the picture. */
        CROP(20),
        /** Brightness, contrast, saturation; index: the picture. */
        COLOURS(21),
        /** Whether, where and with what a rectangle is covered; index: the picture. */
        ERASING(22),
        /** Operations of a random policy; index: the picture. */
        POLICY(23),
        /** Which pictures a balanced epoch takes; index: 0 for the classes, 1 + class for its pictures. */
        BALANCE(24),
        /** Which pictures of a class are taken where only some are wanted; index: the class. */
        CHOICE(40),
        /** Noise on the values of a picture; index: the picture. */
        NOISE(41),
        /** Codes of a table that starts without order. */
        CODES(42);

        private final long number;

        Purpose(long number) {
            this.number = number;
        }
    }

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private long state;

    private CounterRandom(long state) {
        this.state = state;
    }

    /** The stream of that name, at its beginning. */
    public static CounterRandom of(long seed, long epoch, long index, Purpose purpose) {
        return new CounterRandom(at(seed, epoch, index, purpose));
    }

    /** One number for a name: all 64 bits are usable. */
    public static long at(long seed, long epoch, long index, Purpose purpose) {
        long key = mix(seed + GOLDEN);
        key = mix((key ^ purpose.number) + GOLDEN);
        key = mix((key ^ epoch) + GOLDEN);
        return mix((key ^ index) + GOLDEN);
    }

    /** The next 64 bits of the stream. */
    public long nextLong() {
        state += GOLDEN;
        return mix(state);
    }

    /** A number from 0 to {@code bound - 1}, each exactly as likely as the others (Lemire 2019: multiply, then reject). */
    public int nextInt(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("want a bound of at least 1, got " + bound);
        }
        long product = (nextLong() >>> 32) * bound;
        long low = product & 0xffffffffL;
        if (low < bound) {
            long reject = (1L << 32) % bound;
            while (low < reject) {
                product = (nextLong() >>> 32) * bound;
                low = product & 0xffffffffL;
            }
        }
        return (int) (product >>> 32);
    }

    public boolean nextBoolean() {
        return nextLong() < 0;
    }

    /** A multiple of 2^-53 from 0 (included) to 1 (excluded). */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** A number of the standard normal distribution (Box and Muller 1958, by {@link StrictMath}: the same everywhere). */
    public double nextGaussian() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextDouble()));
        return radius * StrictMath.cos(2 * StrictMath.PI * nextDouble());
    }

    /** Stafford's 13th variant of the MurmurHash3 finalizer: a bijection. */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
