package org.pixelembedding.run;

import java.util.List;
import java.util.Optional;
import org.pixelembedding.kernel.BitPlaneLayout;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.TensorSpec;

/**
 * How one model runs at one picture size: operations in order, weights in the kernels' layouts, the shape of every
 * buffer. Immutable; shared by threads, each with a {@link Session} of its own.
 */
public final class Plan {
    private final Model model;
    private final int height;
    private final int width;
    private final List<TensorSpec> specs;
    private final List<Optional<BitPlaneLayout>> layouts;
    private final boolean[] sumsKept;
    private final List<Operation> operations;

    Plan(
            Model model,
            int height,
            int width,
            List<TensorSpec> specs,
            List<Optional<BitPlaneLayout>> layouts,
            boolean[] sumsKept,
            List<Operation> operations) {
        this.model = model;
        this.height = height;
        this.width = width;
        this.specs = specs;
        this.layouts = List.copyOf(layouts);
        this.sumsKept = sumsKept;
        this.operations = List.copyOf(operations);
    }

    public Model model() {
        return model;
    }

    /** Height of the pictures that it takes. */
    public int height() {
        return height;
    }

    /** Width of the pictures that it takes. */
    public int width() {
        return width;
    }

    /** A session for one thread; allocates all of its buffers now. */
    public Session newSession() {
        return new Session(this);
    }

    /** One line per operation: the layer whose result it gives, what runs and how. For people. */
    public List<String> describe() {
        return operations.stream()
                .map(operation -> model.nodes().get(operation.node()).name() + ": " + operation.description())
                .toList();
    }

    List<TensorSpec> specs() {
        return specs;
    }

    List<Operation> operations() {
        return operations;
    }

    /** Layout of a node's codes, if it makes codes that are materialised. */
    Optional<BitPlaneLayout> layout(int node) {
        return layouts.get(node);
    }

    boolean keepsSums(int node) {
        return sumsKept[node];
    }

    Buffers allocate() {
        long[][] codes = new long[specs.size()][];
        int[][] sums = new int[specs.size()][];
        int widest = 1;
        int unpacked = 0;
        for (int i = 0; i < specs.size(); i++) {
            TensorSpec spec = specs.get(i);
            codes[i] = new long[layouts.get(i).map(BitPlaneLayout::longs).orElse(0)];
            sums[i] = new int[sumsKept[i] ? spec.size() : 0];
            widest = Math.max(widest, spec.channels());
            if (model.nodes().get(i).layer().weightBits() == 32 && spec.kind() == TensorSpec.Kind.CODES) {
                unpacked = Math.max(unpacked, spec.size());
            }
        }
        TensorSpec last = specs.get(specs.size() - 1);
        return new Buffers(codes, sums, widest, unpacked, last.kind() == TensorSpec.Kind.LOGITS ? last.channels() : 0);
    }
}
