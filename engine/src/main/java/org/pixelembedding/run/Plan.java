package org.pixelembedding.run;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
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
    private final String kernel;
    private final int height;
    private final int width;
    private final List<TensorSpec> specs;
    private final CodeArena arena;
    /** Node in whose buffer the sums of each node are at the end, or -1. */
    private final int[] sumsIn;
    /** Whether the sums of each node are kept in 16 bits. */
    private final boolean[] narrow;

    private final List<Operation> operations;

    Plan(
            Model model,
            String kernel,
            int height,
            int width,
            List<TensorSpec> specs,
            CodeArena arena,
            int[] sumsIn,
            boolean[] narrow,
            List<Operation> operations) {
        this.model = model;
        this.kernel = kernel;
        this.height = height;
        this.width = width;
        this.specs = specs;
        this.arena = arena;
        this.sumsIn = sumsIn;
        this.narrow = narrow;
        this.operations = List.copyOf(operations);
    }

    public Model model() {
        return model;
    }

    /** Name of the kernel that it was planned for. */
    public String kernel() {
        return kernel;
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
     * A session whose pictures are worked on by several threads: the caller's, and {@code threads - 1} tasks of the
     * executor for as long as a picture takes. A busy executor makes it slower, never wrong, and never waits for it.
     *
     * @param threads 1 to 64
     */
    public Session newSession(Executor executor, int threads) {
        if (threads < 1 || threads > 64) {
            throw new IllegalArgumentException("want 1 to 64 threads, got " + threads);
        }
        return new Session(this, executor, threads);
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
        return arena.layout(node);
    }

    /** Whether a node's codes are there when all is done: they are materialised, and no later ones lie in their place. */
    boolean keepsCodes(int node) {
        return arena.keeps(node);
    }

    /** Whether a node's sums are there when all is done: nobody went on in its buffer. */
    boolean keepsSums(int node) {
        return sumsIn[node] >= 0
                && IntStream.range(node + 1, sumsIn.length).noneMatch(later -> sumsIn[later] == sumsIn[node]);
    }

    Buffers allocate() {
        int[][] sums = new int[specs.size()][];
        short[][] narrowSums = new short[specs.size()][];
        for (int i = 0; i < specs.size(); i++) {
            // A residual add may go on in the buffer of one of its addends, which comes before it.
            int size = sumsIn[i] == i ? specs.get(i).size() : 0;
            boolean shared = sumsIn[i] >= 0 && sumsIn[i] < i;
            sums[i] = shared ? sums[sumsIn[i]] : new int[narrow[i] ? 0 : size];
            narrowSums[i] = shared ? narrowSums[sumsIn[i]] : new short[narrow[i] ? size : 0];
        }
        int values = 0;
        int pixels = 0;
        int channels = 0;
        for (Operation operation : operations) {
            if (operation instanceof LookUpConvolution lookUp) {
                values = Math.max(values, lookUp.valueCount());
            } else if (operation instanceof FloatStemOperation stem) {
                pixels = stem.pixelCount();
            } else if (operation instanceof FloatClassifierOperation classifier) {
                channels = classifier.channelCount();
            }
        }
        TensorSpec last = specs.get(specs.size() - 1);
        int logits = last.kind() == TensorSpec.Kind.LOGITS ? last.channels() : 0;
        return new Buffers(arena.longs(), sums, narrowSums, values, pixels, channels, logits);
    }
}
