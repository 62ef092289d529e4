package org.pixelembedding.train;

import org.pixelembedding.model.LinearQuantizer;

/**
 * Bits that a block of a network asks for. Both numbers hold for every convolution of the block, the 1x1 of a skip
 * included.
 *
 * @param weight bits per weight, 1 to 8; 0 is the default, 1
 * @param activation bits of the codes that the block's convolutions read, 1 to 8: of every quantizer inside the block
 *     (each stands in front of a convolution), for a stem of the input table; 0 is the default, {@code bits} of the
 *     configuration
 */
public record LayerBits(int weight, int activation) {
    /** Nothing asked for. */
    public static final LayerBits DEFAULT = new LayerBits(0, 0);

    /** Keys in a network's file. */
    static final String WEIGHT_KEY = "weight-bits";

    static final String ACTIVATION_KEY = "activation-bits";

    public LayerBits {
        if (weight < 0 || weight > 8 || activation < 0 || activation > 8) {
            throw new IllegalArgumentException(
                    "want bits 1..8, or 0 for the default, got weight " + weight + ", activation " + activation);
        }
    }

    /** Sign planes of a weight: 1 to 8. */
    public int weightBits() {
        return weight == 0 ? 1 : weight;
    }

    /** A quantizer with these activation bits, or the given one where none are asked for; the ceiling is its own. */
    static LinearQuantizer quantizer(int activationBits, LinearQuantizer base) {
        return activationBits == 0 ? base : new LinearQuantizer(activationBits, base.ceiling());
    }

    static LayerBits read(YamlSection line) {
        return new LayerBits(
                line.integer(WEIGHT_KEY, 1, 8).orElse(0),
                line.integer(ACTIVATION_KEY, 1, 8).orElse(0));
    }

    /** What {@link #read} takes back: nothing for the default. */
    String toYaml() {
        return (weight == 0 ? "" : ", " + WEIGHT_KEY + ": " + weight)
                + (activation == 0 ? "" : ", " + ACTIVATION_KEY + ": " + activation);
    }
}
