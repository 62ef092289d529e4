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

    /** Whether the graph takes the codes that a table makes of the pixels, not the pixels. */
    boolean startsBehindTable();

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
     * @throws ExportException if the target cannot express so many levels; names the layer
     */
    void threshold(GraphBuilder graph, String name, Edge sums, Thresholds thresholds, TensorSpec codes)
            throws ExportException;

    /**
     * Sums of all pixels of a channel.
     *
     * @param name of the tensor to be made, [batch][channel][1][1]
     * @param sums of a type that holds the result
     */
    void sumPixels(GraphBuilder graph, String name, Edge sums, TensorSpec out);

    /** What the graph gives, of the last layer. */
    void answer(GraphBuilder graph, Edge last);

    /**
     * Says which whole numbers a tensor holds, where the target has a place for that.
     *
     * @param layout what its dimensions are, a letter each: N for the batch, C, H, W; empty for others
     */
    void describe(GraphBuilder graph, String tensor, long least, long most, String layout);

    /** The same of what a layer gives: [batch][channel][y][x]. */
    default void describe(GraphBuilder graph, Edge edge) {
        TensorSpec spec = edge.spec();
        long least = spec.kind() == TensorSpec.Kind.SUMS ? -(long) spec.bound() : 0;
        describe(graph, edge.tensor(), least, spec.bound(), "NCHW");
    }

    /**
     * Whether sums may leave float32.
     *
     * @throws ExportException if the target has no other type; names the layer
     */
    void allowWide(Node node) throws ExportException;
}
