package org.pixelembedding.train;

/**
 * Learning rate of every step: it rises in equal parts to its full value (arXiv 1706.02677, 2.2) and falls to 0 along half
 * a cosine (arXiv 1608.03983) over the steps that are left.
 *
 * @param full what it rises to
 * @param warmUpSteps the last of them is the first with the full rate; 0 begins with it
 * @param steps of the whole run
 */
record LearningRateSchedule(double full, long warmUpSteps, long steps) {
    static LearningRateSchedule of(TrainingConfig config, int stepsPerEpoch) {
        long steps = (long) stepsPerEpoch * config.epochs();
        long warmUp = Math.round(config.recipe().warmUp() * stepsPerEpoch);
        return new LearningRateSchedule(config.learningRate(), Math.min(warmUp, steps - 1), steps);
    }

    /**
     * The rate of one step.
     *
     * @param step counted from 0; {@link #steps} itself gives 0
     */
    double at(long step) {
        if (step < warmUpSteps) {
            return full * ((double) (step + 1) / warmUpSteps);
        }
        double share = (double) (step - warmUpSteps) / ((double) steps - warmUpSteps);
        return full * 0.5 * (1 + StrictMath.cos(StrictMath.PI * share));
    }
}
