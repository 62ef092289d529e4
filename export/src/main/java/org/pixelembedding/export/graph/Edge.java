package org.pixelembedding.export.graph;

import org.pixelembedding.export.onnx.OnnxType;
import org.pixelembedding.model.TensorSpec;

/**
 * What a layer gives, as a tensor of the graph: order [batch][channel][y][x].
 *
 * @param type float32 while float32 holds every sum exactly, else int32
 */
record Edge(String tensor, OnnxType type, TensorSpec spec) {
    /** Float32 is exact for whole numbers below it, and so is every partial sum. */
    static final long EXACT_BELOW = 1L << 24;

    static OnnxType typeFor(long bound) {
        return bound < EXACT_BELOW ? OnnxType.FLOAT32 : OnnxType.INT32;
    }
}
