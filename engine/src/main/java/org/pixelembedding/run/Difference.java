package org.pixelembedding.run;

import org.pixelembedding.model.Node;
import org.pixelembedding.model.TensorSpec;

/**
 * One number that two executors of a model give differently.
 *
 * @param image name of the picture
 * @param executor who gives {@code actual}, for example {@code engine} or {@code c-gcc}
 * @param against who gives {@code expected}, for example {@code training graph}
 */
public record Difference(
        String image,
        String layer,
        int y,
        int x,
        int channel,
        String executor,
        int actual,
        String against,
        int expected) {

    /**
     * A difference in one layer's output.
     *
     * @param spec what the layer gives
     * @param index place of the number, order {@code [y][x][channel]}
     */
    public static Difference in(
            String image,
            Node layer,
            TensorSpec spec,
            int index,
            String executor,
            int actual,
            String against,
            int expected) {
        int pixel = index / spec.channels();
        return new Difference(
                image,
                layer.name(),
                pixel / spec.width(),
                pixel % spec.width(),
                index % spec.channels(),
                executor,
                actual,
                against,
                expected);
    }

    /** One line: where, what was wanted, what came. */
    @Override
    public String toString() {
        return image + ", layer '" + layer + "', y " + y + ", x " + x + ", channel " + channel + ": " + against + " "
                + expected + ", " + executor + " " + actual;
    }
}
