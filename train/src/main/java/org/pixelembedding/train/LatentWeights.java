package org.pixelembedding.train;

/**
 * Latent weights that quantize to given levels: {@link Folding#levels} the other way round. One bit: the sign times the mean.
 * More bits: the step is a share of mean|W|, so a latent is put at the same relative place of its level's interval
 * everywhere, the place that gives this mean; where that place lies outside the interval, the latents of the two outermost levels, which
 * have no outer border, make up the difference.
 */
final class LatentWeights {
    private LatentWeights() {}

    /**
     * The latents.
     *
     * @param levels odd whole numbers of at most 2^bits - 1
     * @param group how many of them share a step
     * @param mean of the absolute latents of every group, above 0
     */
    static float[] of(int[] levels, int bits, int group, double mean) {
        WeightQuantizer quantizer = new WeightQuantizer(bits);
        double step = quantizer.stepShare() * mean;
        float[] latents = new float[levels.length];
        for (int from = 0; from < levels.length; from += group) {
            double sum = 0;
            int outermost = 0;
            for (int i = from; i < from + group; i++) {
                sum += Math.abs(levels[i]);
                outermost += Math.abs(levels[i]) == quantizer.maxLevel() ? 1 : 0;
            }
            // In units of the step |w| - 1 is the inner border of a level, |w| + 1 the outer one.
            double wanted = 1 / quantizer.stepShare();
            double place = wanted - (sum / group - 1);
            double extra = 0;
            if (outermost > 0 && place > 1.5) {
                extra = (place - 1) * group / outermost;
                place = 1;
            }
            for (int i = from; i < from + group; i++) {
                int size = Math.abs(levels[i]);
                double units = size - 1 + place + (size == quantizer.maxLevel() ? extra : 0);
                latents[i] = (float) (Integer.signum(levels[i]) * units * step);
            }
        }
        return latents;
    }

    /** Size of latents as a training starts with: mean of the absolute value of N(0, sqrt(2 / fan_in)). */
    static double usualMean(int fanIn) {
        return StrictMath.sqrt(2.0 / fanIn) * StrictMath.sqrt(2 / StrictMath.PI);
    }
}
