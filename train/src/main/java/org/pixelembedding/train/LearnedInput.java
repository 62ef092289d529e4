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

    /** Share of codes that are no longer what they were at the start, 0 to 1. */
    double changedShare();

    /** The latents themselves: read only. */
    float[] latents();

    /** Adam's first moment, read only. */
    float[] first();

    /** Adam's second moment, read only. */
    float[] second();

    /** Codes at the start of training, each a byte, order {@code [table][value][dimension]} unless said otherwise; a copy. */
    byte[] initialCodes();

    /** The same at the beginning of another training: no moments yet, and its codes are those it starts from. */
    InputLayer startingHere(TrainingConfig config);
}
