package org.pixelembedding.run;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
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
    /** Node in whose buffer the sums of each node are at the end, or -1. */
    private final int[] sumsIn;

    private final List<Operation> operations;

    Plan(
            Model model,
            int height,
            int width,
            List<TensorSpec> specs,
            List<Optional<BitPlaneLayout>> layouts,
            int[] sumsIn,
            List<Operation> operations) {
        this.model = model;
        this.height = height;
        this.width = width;
        this.specs = specs;
        this.layouts = List.copyOf(layouts);
        this.sumsIn = sumsIn;
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

    /**
     * One operation, for people.
     *
     * @param layer last layer whose result it gives
     * @param how what runs
     * @param macs products of one weight and one activation
     */
    public record Step(String layer, String how, long macs) {}

    /** What runs, in order. */
    public List<Step> steps() {
        return operations.stream()
                .map(operation ->
                        new Step(model.nodes().get(operation.node()).name(), operation.description(), operation.macs()))
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

    /** Whether a node's sums are there when all is done: nobody went on in its buffer. */
    boolean keepsSums(int node) {
        return sumsIn[node] >= 0
                && IntStream.range(node + 1, sumsIn.length).noneMatch(later -> sumsIn[later] == sumsIn[node]);
    }

    Buffers allocate() {
        long[][] codes = new long[specs.size()][];
        int[][] sums = new int[specs.size()][];
        int unpacked = 0;
        for (int i = 0; i < specs.size(); i++) {
            TensorSpec spec = specs.get(i);
            codes[i] = new long[layouts.get(i).map(BitPlaneLayout::longs).orElse(0)];
            // A residual add may go on in the buffer of one of its addends, which comes before it.
            sums[i] = sumsIn[i] == i ? new int[spec.size()] : sumsIn[i] < 0 ? new int[0] : sums[sumsIn[i]];
            if (model.nodes().get(i).layer().weightBits() == 32 && spec.kind() == TensorSpec.Kind.CODES) {
                unpacked = Math.max(unpacked, spec.size());
            }
        }
        int scratch = operations.stream().mapToInt(Operation::scratchInts).max().orElse(0);
        int windows = operations.stream().mapToInt(Operation::windows).max().orElse(0);
        TensorSpec last = specs.get(specs.size() - 1);
        int logits = last.kind() == TensorSpec.Kind.LOGITS ? last.channels() : 0;
        return new Buffers(codes, sums, scratch, windows, unpacked, logits);
    }
}
