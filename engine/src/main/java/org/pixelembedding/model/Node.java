package org.pixelembedding.model;

import java.util.List;

/**
 * A layer in its place in the network.
 *
 * @param name unique, letters, digits and {@code . _ -}; used in messages, files and reports
 * @param inputs names of the nodes it reads, in order; {@link Model#INPUT} is the picture
 */
public record Node(String name, Layer layer, List<String> inputs) {
    public Node {
        if (!name.matches("[A-Za-z0-9._-]{1,100}")) {
            throw new ShapeException("layer name '" + name + "': want 1 to 100 letters, digits, '.', '_' or '-'");
        }
        inputs = List.copyOf(inputs);
    }
}
