/**
 * Bytes of a model file, {@code .pxm}: a safetensors container whose metadata hold the network. docs/FORMAT.md is the
 * specification. {@link org.pixelembedding.format.ModelWriter} writes, {@link org.pixelembedding.format.ModelReader}
 * reads and validates; there is exactly one file for a model, so the reader can refuse every other.
 */
package org.pixelembedding.format;
