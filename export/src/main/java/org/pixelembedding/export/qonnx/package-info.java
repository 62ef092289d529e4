/**
 * Runs exported QONNX files.
 *
 * <p>Start at {@link org.pixelembedding.export.qonnx.QonnxInterpreter}: the few operators that our files consist of, one number at
 * a time as their definitions say. No other runtime that can be called from Java knows QONNX's operators.
 */
package org.pixelembedding.export.qonnx;
