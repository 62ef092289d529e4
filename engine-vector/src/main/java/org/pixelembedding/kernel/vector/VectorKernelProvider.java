package org.pixelembedding.kernel.vector;

import java.util.Optional;
import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.kernel.BitKernelProvider;

/** Offers the Vector API kernel where the JVM has the API and the CPU vectors of at least 128 bits. */
public final class VectorKernelProvider implements BitKernelProvider {
    @Override
    public Optional<BitKernel> kernel() {
        return problem().isEmpty() ? Optional.of(new VectorBitKernel()) : Optional.empty();
    }

    @Override
    public String reason() {
        return problem()
                .orElseGet(() -> "this CPU has vectors of " + Width.widest() + " bits"
                        + (Width.BITS == Width.widest() ? "" : ", " + Width.PROPERTY + " asks for " + Width.BITS));
    }

    private static Optional<String> problem() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return Optional.of("no vector kernels: start Java with --add-modules jdk.incubator.vector");
        }
        return Width.problem();
    }
}
