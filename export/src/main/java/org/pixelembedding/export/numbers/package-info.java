/**
 * The numbers of a model for programs that compute with arrays: table codes, weights, thresholds, scales in natural units and
 * shapes, as {@code .npy} files, one safetensors file or one JSON file, each with the same manifest.
 *
 * <p>Start at {@link org.pixelembedding.export.numbers.ModelArrays}.
 */
package org.pixelembedding.export.numbers;
