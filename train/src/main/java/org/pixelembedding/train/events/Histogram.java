package org.pixelembedding.train.events;

/**
 * Numbers counted in buckets of equal width, as TensorBoard's {@code HistogramProto} holds them. Owns its arrays.
 */
public final class Histogram {
    private static final int BUCKETS = 30; // as many as TensorBoard draws

    private final double from;
    private final double width;
    private final long[] counts;
    private double sum;
    private double squares;

    private Histogram(double from, double width, long[] counts) {
        this.from = from;
        this.width = width;
        this.counts = counts;
    }

    /** Of finite numbers, at least one: 30 buckets from the smallest to the largest. */
    public static Histogram of(float[] values) {
        float min = values[0];
        float max = values[0];
        for (float value : values) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        double width = min == max ? 1 : ((double) max - min) / BUCKETS;
        Histogram histogram = new Histogram(min, width, new long[min == max ? 1 : BUCKETS]);
        for (float value : values) {
            histogram.counts[(int) Math.min(histogram.counts.length - 1.0, (value - min) / width)]++;
            histogram.sum += value;
            histogram.squares += (double) value * value;
        }
        return histogram;
    }

    /**
     * Of codes: bucket k reaches from k - 0.5 to k + 0.5.
     *
     * @param counts how often each code occurred, kept
     */
    public static Histogram ofCodes(long[] counts) {
        Histogram histogram = new Histogram(-0.5, 1, counts);
        for (int code = 0; code < counts.length; code++) {
            histogram.sum += (double) counts[code] * code;
            histogram.squares += (double) counts[code] * code * code;
        }
        return histogram;
    }

    public int buckets() {
        return counts.length;
    }

    /** Lower edge of the first bucket. */
    public double from() {
        return from;
    }

    /** Upper edge of a bucket. */
    public double limit(int bucket) {
        return from + (bucket + 1) * width;
    }

    public long count(int bucket) {
        return counts[bucket];
    }

    public long total() {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        return total;
    }

    public double sum() {
        return sum;
    }

    public double sumOfSquares() {
        return squares;
    }
}
