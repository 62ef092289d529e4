package org.pixelembedding.train;

import org.pixelembedding.model.PixelEmbedding;

/**
 * Fixed codes that grow with the pixel value: nd thresholds over 0..256, shared out to d dimensions of n levels; the
 * code of a dimension is the number of its thresholds that the value reaches. The idea of the generalized thermometer
 * (arXiv 2410.11553) with thresholds that do not saturate at any d; it is also where a learned table starts.
 */
public final class Thermometer {
    /** The outermost of so many equal parts of the pixels are outside the range. */
    private static final int RANGE_PARTS = 200;

    private Thermometer() {}

    /** t_j = 256 j / (count + 1), j = 1..count. */
    public static double[] uniform(int count) {
        double[] thresholds = new double[count];
        for (int j = 1; j <= count; j++) {
            thresholds[j - 1] = 256.0 * j / (count + 1);
        }
        return thresholds;
    }

    /**
     * Evenly spaced over the values that occur: t_j = low + (high - low) (j - 1/2) / count, with the 0.5 and 99.5 % quantiles
     * of pixel values. As linear in the pixel as {@link #uniform}, and finer wherever pictures do not use all values.
     *
     * @param histogram how often each of the 256 values occurs; not all 0
     */
    public static double[] range(long[] histogram, int count) {
        double[] ends = quantiles(histogram, RANGE_PARTS - 1);
        double low = ends[0];
        double high = ends[ends.length - 1];
        double[] thresholds = new double[count];
        for (int j = 1; j <= count; j++) {
            thresholds[j - 1] = low + (high - low) * (j - 0.5) / count;
        }
        return thresholds;
    }

    /**
     * The j / (count + 1) quantiles of pixel values, linear inside a grey level, so that each interval holds about
     * equally many training pixels.
     *
     * @param histogram how often each of the 256 values occurs; not all 0
     */
    public static double[] quantiles(long[] histogram, int count) {
        long total = 0;
        for (long n : histogram) {
            total += n;
        }
        if (total == 0) {
            throw new IllegalArgumentException("want a histogram of at least one pixel, got none");
        }
        double[] thresholds = new double[count];
        int value = 0;
        long below = 0;
        for (int j = 1; j <= count; j++) {
            double wanted = (double) total * j / (count + 1);
            while (below + histogram[value] < wanted) {
                below += histogram[value++];
            }
            thresholds[j - 1] = value + (wanted - below) / histogram[value];
        }
        return thresholds;
    }

    /**
     * The codes of one table.
     *
     * @param thresholds d * (2^bits - 1), ascending
     * @param interleaved dimension i owns thresholds i, i + d, i + 2d, ...: each is a coarse version of the whole range,
     *     shifted; otherwise it owns n consecutive ones
     * @return order {@code [value][dimension]}
     */
    public static byte[] codes(double[] thresholds, int dimensions, int bits, boolean interleaved) {
        int levels = (1 << bits) - 1;
        if (thresholds.length != dimensions * levels) {
            throw new IllegalArgumentException("want " + dimensions * levels + " thresholds, got " + thresholds.length);
        }
        byte[] codes = new byte[PixelEmbedding.VALUES * dimensions];
        for (int value = 0; value < PixelEmbedding.VALUES; value++) {
            for (int i = 0; i < dimensions; i++) {
                int code = 0;
                for (int level = 0; level < levels; level++) {
                    if (value >= thresholds[interleaved ? i + level * dimensions : i * levels + level]) {
                        code++;
                    }
                }
                codes[value * dimensions + i] = (byte) code;
            }
        }
        return codes;
    }
}
