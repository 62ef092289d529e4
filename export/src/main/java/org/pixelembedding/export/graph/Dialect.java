package org.pixelembedding.export.graph;

import org.pixelembedding.export.ExportException;
import org.pixelembedding.export.Exporter;
import org.pixelembedding.export.onnx.OnnxValue;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.TensorSpec;
import org.pixelembedding.model.Thresholds;

/** In which operators a target says what a layer is. */
interface Dialect {
    /** For messages. */
    Exporter target();

    /** How many pictures the graph takes. */
    OnnxValue.Size batch();

    /**
     * Constants of a table.
     *
     * @return a float32 tensor [table and value][dimension]
     */
    String table(GraphBuilder graph, String name, PixelEmbedding table);

    /**
     * Constants of a convolution.
     *
     * @param from first input channel that is wanted
     * @param channels how many from there on
     * @return a float32 tensor [output][channel][ky][kx] of whole numbers
     */
    String weights(GraphBuilder graph, String name, PackedWeights weights, int from, int channels);

    /**
     * Codes of sums.
     *
     * @param name of the tensor to be made, of type float32
     */
    void threshold(GraphBuilder graph, String name, Edge sums, Thresholds thresholds, TensorSpec codes);

    /**
     * Says what the numbers of a tensor are, where the target has a place for that.
     */
    void describe(GraphBuilder graph, String tensor, TensorSpec spec);

    /**
     * Whether sums may leave float32.
     *
     * @throws ExportException if the target has no other type; names the layer
     */
    void allowWide(Node node) throws ExportException;
}
