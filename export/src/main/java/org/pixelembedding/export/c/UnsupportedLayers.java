package org.pixelembedding.export.c;

import org.pixelembedding.export.ExportException;
import org.pixelembedding.export.Exporter;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.Node;

/** What the kernels of exported C are not written for: floats, and input layers that are no table of one colour. */
public final class UnsupportedLayers {
    private static final int FLOAT_BITS = 32;

    private UnsupportedLayers() {}

    /**
     * Refuses a model that has any.
     *
     * @throws ExportException names the first such layer and says what to do instead
     */
    public static void refuse(Exporter exporter, Model model) throws ExportException {
        for (Node node : model.nodes()) {
            switch (node.layer().kind()) {
                case ORDERED_DITHER, JOINT_EMBEDDING, BIT_PLANE_CONV_2D ->
                    throw ExportException.ofInput(exporter, node);
                default -> {
                    // CPlan has a case for each of the others.
                }
            }
            if (node.layer().weightBits() == FLOAT_BITS) {
                throw ExportException.ofFloats(exporter, node);
            }
        }
    }
}
