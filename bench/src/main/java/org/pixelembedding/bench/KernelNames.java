package org.pixelembedding.bench;

import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.kernel.BitKernels;

/** What benchmarks call kernels. */
final class KernelNames {
    private KernelNames() {}

    /**
     * A kernel by name.
     *
     * @param name {@code best} is this JVM's best
     */
    static BitKernel kernel(String name) {
        return name.equals("best") ? BitKernels.best() : BitKernels.named(name);
    }
}
