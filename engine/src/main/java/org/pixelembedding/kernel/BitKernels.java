package org.pixelembedding.kernel;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Which kernels there are, which is taken, and why. The choice is made once. */
public final class BitKernels {
    private static final List<BitKernel> AVAILABLE = new ArrayList<>();
    private static final String REASON;

    static {
        List<String> reasons = new ArrayList<>();
        Iterator<BitKernelProvider> providers = ServiceLoader.load(
                        BitKernelProvider.class, BitKernels.class.getClassLoader())
                .iterator();
        boolean more = true;
        while (more) {
            // A provider built for a newer Java fails with a LinkageError in here, not at the call of its methods.
            try {
                more = providers.hasNext();
                if (more) {
                    BitKernelProvider provider = providers.next();
                    provider.kernel().ifPresent(AVAILABLE::add);
                    reasons.add(provider.reason());
                }
            } catch (LinkageError | ServiceConfigurationError e) {
                reasons.add("a kernel could not be loaded: " + e);
            }
        }
        AVAILABLE.add(new ScalarBitKernel());
        REASON = reasons.isEmpty() ? "no other kernels are on the class path" : String.join("; ", reasons);
    }

    private BitKernels() {}

    /** The kernel used unless told otherwise: the first that a provider offers, else the scalar one. */
    public static BitKernel best() {
        return AVAILABLE.get(0);
    }

    /** Why {@link #best} is what it is, one line for people. */
    public static String reason() {
        return best().name() + " kernels: " + REASON;
    }

    /**
     * The best kernel on vectors.
     *
     * @throws IllegalArgumentException if there is none; says why
     */
    public static BitKernel vector() {
        return AVAILABLE.stream()
                .filter(kernel -> kernel.name().startsWith("vector-"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no vector kernels: " + REASON));
    }

    /**
     * A kernel by name.
     *
     * @throws IllegalArgumentException if there is none of that name; lists those there are
     */
    public static BitKernel named(String name) {
        return AVAILABLE.stream()
                .filter(kernel -> kernel.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no kernel '" + name + "', there are "
                        + AVAILABLE.stream().map(BitKernel::name).collect(Collectors.joining(", ")) + " ("
                        + REASON + ")"));
    }
}
