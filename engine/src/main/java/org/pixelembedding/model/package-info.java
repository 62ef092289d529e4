/**
 * What a frozen network <em>is</em>: immutable, and integers only except where a layer says "float" in its name.
 *
 * <p>Start at {@link org.pixelembedding.model.Model}: a list of {@link org.pixelembedding.model.Node}s in the order in
 * which they run, each a {@link org.pixelembedding.model.Layer} with the names of its inputs. {@code Layer} is sealed;
 * a new layer breaks the build in every executor and exporter until each says what it does with it.
 *
 * <p>What travels along an edge is told by {@link org.pixelembedding.model.TensorSpec}: pixels, codes, sums or logits.
 * Arrays that describe weights ({@link org.pixelembedding.model.PackedWeights}) and thresholds
 * ({@link org.pixelembedding.model.Thresholds}) are owned by their classes and never handed out unless copied.
 */
package org.pixelembedding.model;
