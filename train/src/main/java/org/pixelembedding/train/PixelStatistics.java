package org.pixelembedding.train;

/**
 * How often each value of each colour occurs in the training pixels: what quantile thresholds, mean and standard
 * deviation come from. Filled picture by picture; 3 x 256 numbers, whatever the size of the set.
 */
public final class PixelStatistics {
    private final long[][] histogram = new long[3][256];

    /** Counts one picture, order {@code [y][x][colour]}. */
    public void add(byte[] rgb) {
        for (int i = 0; i < rgb.length; i += 3) {
            histogram[0][rgb[i] & 0xff]++;
            histogram[1][rgb[i + 1] & 0xff]++;
            histogram[2][rgb[i + 2] & 0xff]++;
        }
    }

    /** Counts of one colour (0 to 2), a copy. */
    public long[] histogram(int colour) {
        return histogram[colour].clone();
    }

    /** Counts of the three colours together. */
    public long[] pooled() {
        long[] sum = new long[256];
        for (int v = 0; v < 256; v++) {
            sum[v] = histogram[0][v] + histogram[1][v] + histogram[2][v];
        }
        return sum;
    }

    /** Mean of one colour, of pixels scaled to 0..1. */
    public float mean(int colour) {
        return (float) (moment(colour, 1) / 255);
    }

    /** Standard deviation of one colour, of pixels scaled to 0..1; at least one grey level, so that it divides. */
    public float deviation(int colour) {
        double mean = moment(colour, 1);
        return (float) (Math.max(1, StrictMath.sqrt(Math.max(0, moment(colour, 2) - mean * mean))) / 255);
    }

    private double moment(int colour, int power) {
        double sum = 0;
        double count = 0;
        for (int v = 0; v < 256; v++) {
            sum += histogram[colour][v] * (power == 1 ? (double) v : (double) v * v);
            count += histogram[colour][v];
        }
        return count == 0 ? 0 : sum / count;
    }
}
