/**
 * ONNX files, written field by field: no generated classes, no compiler of protocol buffers.
 *
 * <p>Start at {@link org.pixelembedding.export.onnx.OnnxGraph}: add inputs, initializers, nodes and outputs in the order
 * in which they run, then wrap it in an {@link org.pixelembedding.export.onnx.OnnxModel} and ask for its bytes. What the
 * names mean is told by the ONNX specification (onnx.proto, IR version 8 and later); only the parts that networks of
 * this project need are here.
 */
package org.pixelembedding.export.onnx;
