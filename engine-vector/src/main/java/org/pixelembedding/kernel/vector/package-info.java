/**
 * Kernels on the JDK's Vector API, found by {@link org.pixelembedding.kernel.BitKernels} if this module is on the class
 * path and the JVM was started with {@code --add-modules jdk.incubator.vector}. Nothing else imports that API.
 */
package org.pixelembedding.kernel.vector;
