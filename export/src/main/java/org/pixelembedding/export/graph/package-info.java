/**
 * A model as a graph of ONNX operators, in three dialects: standard operators ({@code onnx}), the same with constants of few
 * bits ({@code onnx-int2}), and QONNX for compilers of hardware ({@code qonnx}).
 *
 * <p>Start at {@link org.pixelembedding.export.graph.ModelGraph}, which walks the layers; what differs between the targets is
 * in the implementations of {@link org.pixelembedding.export.graph.Dialect}.
 */
package org.pixelembedding.export.graph;
