package org.pixelembedding.train;

/**
 * An input layer that learns with the network: latents of its own, its own Adam, and the codes it started from. Plain Java
 * on plain arrays.
 */
public sealed interface LearnedInput permits LookupEmbedding, LearnedThermometer, JointInput {
    /**
     * One step of learning from a batch.
     *
     * @param gradient with respect to what stands for a value, summed over pixels, order {@code [colour][value][dimension]};
     *     joint tables have as many dimensions as there are channels
     * @param step counts updates from 1
     */
    void learn(float[] gradient, double learningRate, long step);

    /** Latents, moments and the codes at the start; read only. */
    LearnedState state();

    /** Share of codes that are no longer what they were at the start, 0 to 1. */
    double changedShare();

    /** The latents themselves: read only. */
    default float[] latents() {
        return state().latents();
    }

    /** Codes at the start of training, each a byte, order {@code [table][value][dimension]} unless said otherwise; a copy. */
    default byte[] initialCodes() {
        return state().initialCodes().clone();
    }

    /** The same at the beginning of another training: no moments yet, and its codes are those it starts from. */
    InputLayer startingHere(TrainingConfig config);
}
