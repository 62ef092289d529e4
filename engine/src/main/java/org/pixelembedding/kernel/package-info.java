/**
 * Inner loops on plain arrays. {@link org.pixelembedding.kernel.BitKernel} is what an implementation must do;
 * {@link org.pixelembedding.kernel.ScalarBitKernel} is the one that is always there;
 * {@link org.pixelembedding.kernel.BitKernels} chooses and says why. Kernels allocate nothing and check nothing: the
 * planner has checked.
 */
package org.pixelembedding.kernel;
