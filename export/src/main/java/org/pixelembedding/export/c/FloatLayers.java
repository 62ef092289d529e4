package org.pixelembedding.export.c;

import org.pixelembedding.export.ExportException;
import org.pixelembedding.export.Exporter;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.Node;

/** The kernels of exported C compute in integers only. */
public final class FloatLayers {
    private static final int FLOAT_BITS = 32;

    private FloatLayers() {}

    /**
     * Refuses a model that has any.
     *
     * @throws ExportException names the first float layer and says what to do instead
     */
    public static void refuse(Exporter exporter, Model model) throws ExportException {
        for (Node node : model.nodes()) {
            if (node.layer().weightBits() == FLOAT_BITS) {
                throw ExportException.ofLayer(
                        exporter,
                        node,
                        "computes in floats, and C is exported without them",
                        "train with integer ends (network.ends: none), or export to onnx");
            }
        }
    }
}
