/**
 * The network of a model as ONNX Runtime would like it best, to be timed beside ours.
 *
 * <p>Start at {@link org.pixelembedding.compare.TwinNetwork}: it takes the topology of a model and says what was changed
 * in ONNX Runtime's favour. {@link org.pixelembedding.compare.FloatTwin} and
 * {@link org.pixelembedding.compare.Int8Twin} are that network with random weights; both know their answer from plain
 * loops. {@link org.pixelembedding.compare.CheckedTwin} compares ONNX Runtime's answer with it and only then hands out
 * {@link org.pixelembedding.compare.RuntimeSession}s to be timed.
 *
 * <p>And exported files in their real runtime: {@link org.pixelembedding.compare.OnnxTarget} is {@code onnx} and {@code
 * onnx-int2} of {@code verify --targets}. Nothing else in the project knows ONNX Runtime.
 */
package org.pixelembedding.compare;
