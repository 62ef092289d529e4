package org.pixelembedding.run;

import org.pixelembedding.model.Model;

/**
 * What the nodes of a model gave for one picture. An executor that fuses layers, or that began in the middle, does not
 * have every node's numbers: ask {@link #has} first.
 */
public final class NodeValues {
    private final Model model;
    private final int[][] values;
    private final float[] logits;

    /** Takes over the arrays; a node without numbers is an array of length 0, so are logits of an integer model. */
    NodeValues(Model model, int[][] values, float[] logits) {
        this.model = model;
        this.values = values;
        this.logits = logits;
    }

    public boolean has(int nodeIndex) {
        return values[nodeIndex].length > 0;
    }

    /**
     * Codes or sums of one node, order {@code [y][x][channel]}; not a copy.
     *
     * @throws IllegalArgumentException if the executor did not keep that node
     */
    public int[] values(int nodeIndex) {
        if (!has(nodeIndex)) {
            throw new IllegalArgumentException("the numbers of layer '"
                    + model.nodes().get(nodeIndex).name() + "' were not kept; ask has() first");
        }
        return values[nodeIndex];
    }

    /** Class sums of an integer model. */
    public int[] sums() {
        return values(values.length - 1);
    }

    /** Class scores of a model with a float classifier; empty for an integer model. */
    public float[] logits() {
        return logits;
    }
}
