/**
 * Whether a model gives the same class sums everywhere.
 *
 * <p>Start at {@link org.pixelembedding.export.verify.VerifyTarget}: one way to run a model, with its name, what it needs on
 * this machine, and how to start it. {@link org.pixelembedding.export.verify.TargetComparison} runs several on the same decoded
 * pictures, compares, and on a difference goes back through the layers.
 */
package org.pixelembedding.export.verify;
