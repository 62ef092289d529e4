package org.pixelembedding.train;

/**
 * What an input layer that learns keeps from step to step.
 *
 * <p>Owns its arrays, which change while it learns.
 *
 * @param latents that the codes are made of
 * @param first Adam's first moment, as long as the latents
 * @param second Adam's second moment, shared by latents as the input layer says
 * @param initialCodes the codes at the start of training, to tell how many have changed; never changes
 */
@SuppressWarnings("ArrayRecordComponent") // state, never compared
public record LearnedState(float[] latents, float[] first, float[] second, byte[] initialCodes) {
    /**
     * This state, checked.
     *
     * @throws IllegalArgumentException if an array is of another length
     */
    LearnedState require(int latentCount, int secondMoments, int codes) {
        if (latents.length != latentCount
                || first.length != latentCount
                || second.length != secondMoments
                || initialCodes.length != codes) {
            throw new IllegalArgumentException("want " + latentCount + " latents and first moments, " + secondMoments
                    + " second moments and " + codes + " codes, got " + latents.length + ", " + first.length + ", "
                    + second.length + " and " + initialCodes.length);
        }
        return this;
    }

    /** Share of codes that are not what they were at the start, 0 to 1. */
    double changedShare(byte[] codes) {
        int changed = 0;
        for (int i = 0; i < codes.length; i++) {
            changed += codes[i] != initialCodes[i] ? 1 : 0;
        }
        return (double) changed / codes.length;
    }
}
