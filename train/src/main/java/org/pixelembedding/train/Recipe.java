package org.pixelembedding.train;

/**
 * The levers of low-bit training beside learning rates and augmentation. All fold away at freezing: a frozen model is
 * made of the same integers whatever it was trained with. docs/TRAINING.md has the formulas.
 *
 * @param ewgs delta of element-wise gradient scaling (arXiv 2104.00903) at all weight and activation quantizers; 0 is the
 *     plain straight-through gradient
 * @param labelSmoothing share of each target that is spread evenly over the classes (arXiv 1512.00567), 0 is none
 * @param warmUp epochs, parts of them too, over which the learning rate rises to its full value
 * @param gradientClip largest norm of all gradients of a step together (arXiv 1211.5063); 0 is no limit
 * @param averaging decay d of the moving average of all learned numbers, which then is what is validated and frozen; 0 is none
 * @param activationsFirst share of the epochs, from the first, in which weights stay in full precision
 * @param stemCommon share of the random number that the first-layer latents of one colour and tap start from in common: 0.75
 *     is 3 to 1
 * @param stemTie share of their gradients that the first-layer latents of one colour and tap take in common; at 1 they keep
 *     the distances that they started with, and their signs count a weight of d + 1 levels
 * @param patience epochs without a better validation after which the run ends; 0 is never
 * @param tableFrom share of the run after which the table begins to learn
 * @param tableTo share of the run after which it stays as it is
 * @param renewStatistics whether batch norm is re-estimated on the float32 path when the training ends
 */
public record Recipe(
        double ewgs,
        double labelSmoothing,
        double warmUp,
        double gradientClip,
        double averaging,
        double activationsFirst,
        double stemCommon,
        double stemTie,
        int patience,
        double tableFrom,
        double tableTo,
        boolean renewStatistics) {
    /** Epochs of full-precision weights, from the first on; always fewer than there are. */
    int fullPrecisionEpochs(int epochs) {
        return Math.min(epochs - 1, (int) StrictMath.rint(activationsFirst * epochs));
    }

    /** The first step, counted from 0, in which the table learns. */
    long firstTableStep(long steps) {
        return (long) StrictMath.ceil(tableFrom * steps);
    }

    /** Whether the table learns in that step, counted from 0. */
    boolean learnsTable(long step, long steps) {
        return step >= firstTableStep(steps) && step < tableTo * steps;
    }

    /**
     * Whether a run has waited long enough for a better epoch. Epochs of full-precision weights say nothing about the
     * quantized network, so the waiting begins after them.
     *
     * @param epoch that has just been validated, counted from 1
     * @param bestEpoch the best so far, this one included
     */
    boolean outOfPatience(int epoch, int bestEpoch, int epochs) {
        return patience > 0 && epoch - Math.max(bestEpoch, fullPrecisionEpochs(epochs)) >= patience;
    }
}
