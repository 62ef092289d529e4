package org.pixelembedding.kernel;

import java.util.Optional;

/** Offers a kernel to {@link BitKernels}; found by {@link java.util.ServiceLoader}. */
public interface BitKernelProvider {
    /** Its kernel, or empty if this machine or JVM cannot run it. */
    Optional<BitKernel> kernel();

    /** Why {@link #kernel} is empty or what it will be, for people. */
    String reason();
}
