package org.pixelembedding.train;

/**
 * Low-bit weights: odd levels {@code w} from -(2^k - 1) to 2^k - 1, which are the sums of +-2^i over k sign planes; the
 * value of a weight is {@code step * w} (or w / 32 in a constant-scale convolution).
 *
 * <p>{@code w = clip(2 floor(W / (2 step)) + 1)}: the odd whole number nearest to W / step, a tie (an even one) going
 * up. With k = 1 that is the sign, +1 for 0 and -0.0, and the step is mean|W| (arXiv 2410.11553). For more bits the step
 * is the one of the uniform quantizer of 2^k levels with the least squared error on normally distributed numbers (J. Max,
 * "Quantizing for minimum distortion", 1960, table II: half of his spacing), written as a share of mean|W|, which is
 * sqrt(2/pi) of their deviation.
 *
 * @param bits k, 1 to 8
 */
public record WeightQuantizer(int bits) {
    private static final double[] SHARES = {1, 0.6240, 0.3672, 0.2101, 0.1179, 0.0652, 0.0357, 0.0193};

    public WeightQuantizer {
        if (bits < 1 || bits > SHARES.length) {
            throw new IllegalArgumentException("want 1..8 weight bits, got " + bits);
        }
    }

    /** Step over mean|W|: 1 for one bit. */
    public double stepShare() {
        return SHARES[bits - 1];
    }

    /** Largest level: 2^k - 1. */
    public int maxLevel() {
        return (1 << bits) - 1;
    }

    /**
     * The level of one weight.
     *
     * @param step half the distance between two levels; 0, which is that of weights that are all 0, gives +1
     */
    public int level(float latent, double step) {
        if (bits == 1 || step == 0) {
            return latent >= 0 ? 1 : -1;
        }
        double level = 2 * Math.floor(latent / (2 * step)) + 1;
        return (int) Math.max(-maxLevel(), Math.min(maxLevel(), level));
    }
}
