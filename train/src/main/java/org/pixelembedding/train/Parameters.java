package org.pixelembedding.train;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that training learns, as plain arrays by name, in a fixed order: {@code <conv>.weight} (latent, order
 * {@code [out][in][ky][kx]}), {@code <activation>.gain}, {@code .bias}, {@code .mean}, {@code .variance} (batch norm,
 * per channel), {@code <activation>.step} or {@code .intervals} (learned quantizers only, see {@link Quantizer}),
 * {@code classifier.weight} {@code [class][in]}, {@code classifier.bias} (float classifier only) and
 * {@code embedding.table} (learned table only: latents, order {@code [table][value][dimension]}).
 *
 * <p>Owns its arrays; whoever takes one may change its numbers, not its length.
 */
public final class Parameters {
    private final Map<String, float[]> arrays = new LinkedHashMap<>();

    public void put(String name, float[] values) {
        arrays.put(name, values);
    }

    /** The array itself. */
    public float[] get(String name) {
        float[] values = arrays.get(name);
        if (values == null) {
            throw new IllegalArgumentException("no parameter '" + name + "', there are " + arrays.keySet());
        }
        return values;
    }

    public boolean has(String name) {
        return arrays.containsKey(name);
    }

    /** In the order in which they were put. */
    public Set<String> names() {
        return arrays.keySet();
    }

    /** The first array that holds an infinite number or none at all, if there is one. */
    public Optional<String> firstNotFinite() {
        for (Map.Entry<String, float[]> entry : arrays.entrySet()) {
            for (float value : entry.getValue()) {
                if (!Float.isFinite(value)) {
                    return Optional.of(entry.getKey());
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Parameters that
                && arrays.keySet().equals(that.arrays.keySet())
                && arrays.keySet().stream().allMatch(name -> Arrays.equals(arrays.get(name), that.arrays.get(name)));
    }

    @Override
    public int hashCode() {
        return arrays.keySet().hashCode();
    }
}
