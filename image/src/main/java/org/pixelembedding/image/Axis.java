package org.pixelembedding.image;

/** Integer weights that scale one axis from {@code size} samples to {@code outputs}; see {@link Resize} for the rule. */
final class Axis {
    private final int[] first;
    private final int[][] weights;
    private final long total;

    private Axis(int[] first, int[][] weights, long total) {
        this.first = first;
        this.weights = weights;
        this.total = total;
    }

    static Axis of(int size, int outputs) {
        return size >= outputs ? area(size, outputs) : linear(size, outputs);
    }

    private static Axis area(int size, int outputs) {
        int[] first = new int[outputs];
        int[][] weights = new int[outputs][];
        for (int o = 0; o < outputs; o++) {
            long from = (long) o * size;
            long to = from + size;
            int start = (int) (from / outputs);
            int end = (int) ((to + outputs - 1) / outputs);
            first[o] = start;
            weights[o] = new int[end - start];
            for (int i = start; i < end; i++) {
                long overlap = Math.min(to, (i + 1L) * outputs) - Math.max(from, (long) i * outputs);
                weights[o][i - start] = (int) overlap;
            }
        }
        return new Axis(first, weights, size);
    }

    private static Axis linear(int size, int outputs) {
        int[] first = new int[outputs];
        int[][] weights = new int[outputs][];
        long unit = 2L * outputs;
        for (int o = 0; o < outputs; o++) {
            long at = (2L * o + 1) * size - outputs;
            long clamped = Math.max(0, Math.min(at, (size - 1) * unit));
            int low = (int) (clamped / unit);
            int high = (int) (clamped % unit);
            first[o] = low;
            weights[o] = high == 0 ? new int[] {(int) unit} : new int[] {(int) unit - high, high};
        }
        return new Axis(first, weights, unit);
    }

    int outputs() {
        return first.length;
    }

    /** First source sample of an output. */
    int first(int output) {
        return first[output];
    }

    /** Number of source samples of an output. */
    int taps(int output) {
        return weights[output].length;
    }

    int weight(int output, int tap) {
        return weights[output][tap];
    }

    /** What the weights of every output add up to. */
    long total() {
        return total;
    }

    /** Weighted sums along one row of RGB pixels, not yet divided by {@link #total}. */
    void scaleRow(byte[] rgb, int at, long[] out) {
        for (int o = 0; o < first.length; o++) {
            long red = 0;
            long green = 0;
            long blue = 0;
            int from = at + first[o] * 3;
            for (int weight : weights[o]) {
                red += (long) weight * (rgb[from] & 0xff);
                green += (long) weight * (rgb[from + 1] & 0xff);
                blue += (long) weight * (rgb[from + 2] & 0xff);
                from += 3;
            }
            out[3 * o] = red;
            out[3 * o + 1] = green;
            out[3 * o + 2] = blue;
        }
    }
}
