package org.pixelembedding.model;

/**
 * The activation quantizer in plain Java: {@code q(x) = floor(clip(x, 0, m) * (float) (n / m) + 0.5f)}, in that order
 * of operations and in float32; {@code n = 2^bits - 1}, {@code m} the ceiling. Linear mid-tread half quantizer of
 * Efficiera Residual Networks (arXiv 2410.11553).
 *
 * @param bits bits of a code, 1 to 8
 * @param ceiling m, the value of the largest code; above 0
 */
public record LinearQuantizer(int bits, float ceiling) {
    /** Two bits up to 2.0, what every network here starts from. */
    public static final LinearQuantizer DEFAULT = new LinearQuantizer(2, 2.0f);

    public LinearQuantizer {
        if (bits < 1 || bits > 8 || !(ceiling > 0) || Float.isInfinite(ceiling)) {
            throw new IllegalArgumentException(
                    "want 1..8 bits and a finite ceiling above 0, got " + bits + " bits, ceiling " + ceiling);
        }
    }

    /** n, the largest code. */
    public int maxCode() {
        return (1 << bits) - 1;
    }

    /** {@code (float) (n / m)}: codes per unit. */
    public float codesPerUnit() {
        return (float) ((double) maxCode() / ceiling);
    }

    /** {@code (float) (m / n)}: the value of code 1. */
    public float step() {
        return (float) ((double) ceiling / maxCode());
    }

    /** The code of x; NaN gives 0. */
    public int code(float x) {
        float clipped = x > 0 ? Math.min(x, ceiling) : 0f;
        // At least 0, so the cast is the floor.
        return (int) (clipped * codesPerUnit() + 0.5f);
    }
}
