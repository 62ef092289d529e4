package org.pixelembedding.run;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.pixelembedding.kernel.BitPlaneLayout;
import org.pixelembedding.kernel.KernelScratch;
import org.pixelembedding.model.TensorSpec;

/**
 * One thread's workplace for a plan: owns every buffer, so that running a picture allocates nothing. Use by two threads
 * at the same time is detected and refused. A session made with an executor shares each picture's work with its threads.
 */
public final class Session {
    private static final int[] NOTHING = {};

    private final Plan plan;
    private final Buffers buffers;
    private final KernelScratch scratch = new KernelScratch();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Optional<Team> team;
    private int ranFrom;

    Session(Plan plan) {
        this.plan = plan;
        buffers = plan.allocate();
        team = Optional.empty();
    }

    Session(Plan plan, Executor executor, int threads) {
        this.plan = plan;
        buffers = plan.allocate();
        team = threads == 1 ? Optional.empty() : Optional.of(new Team(executor, threads, plan.operations(), buffers));
    }

    /**
     * Runs one picture of the plan's size.
     *
     * @param rgb order {@code [y][x][colour]}; not kept
     * @throws IllegalArgumentException if it is of another size
     * @throws IllegalStateException if another thread is inside this session
     */
    public void run(byte[] rgb) {
        enter(rgb);
        try {
            run(-1);
        } finally {
            busy.set(false);
        }
    }

    /**
     * Runs one picture and adds the time of each operation, in nanoseconds, to {@code nanos}.
     *
     * @param nanos one per {@link Plan#steps}
     * @throws IllegalArgumentException if the picture is of another size
     * @throws IllegalStateException if another thread is inside this session
     */
    public void runTimed(byte[] rgb, long[] nanos) {
        enter(rgb);
        try {
            ranFrom = -1;
            for (int i = 0; i < nanos.length; i++) {
                long start = System.nanoTime();
                plan.operations().get(i).run(buffers, 0, 1, scratch);
                nanos[i] += System.nanoTime() - start;
            }
        } finally {
            busy.set(false);
        }
    }

    /**
     * Takes {@code codes} as the output of one node and runs only what comes after it.
     *
     * @param codes order {@code [y][x][channel]}
     * @throws IllegalArgumentException if that node's codes are not materialised in this plan, or the number is wrong
     */
    public void runFrom(String nodeName, int[] codes) {
        int node = plan.model().indexOf(nodeName);
        TensorSpec spec = plan.specs().get(node);
        BitPlaneLayout layout = plan.layout(node)
                .orElseThrow(() -> new IllegalArgumentException("layer '" + nodeName + "' (" + spec
                        + ") keeps no codes in this plan; plan with planKeepingAll"));
        if (codes.length != spec.size()) {
            throw new IllegalArgumentException(
                    "want " + spec.size() + " codes for layer '" + nodeName + "' (" + spec + "), got " + codes.length);
        }
        enter();
        try {
            layout.pack(codes, buffers.codes);
            run(node);
        } finally {
            busy.set(false);
        }
    }

    /** Bytes of a picture: height * width * 3. */
    int pictureBytes() {
        return plan.height() * plan.width() * 3;
    }

    private void enter(byte[] rgb) {
        if (rgb.length != pictureBytes()) {
            throw new IllegalArgumentException("want " + plan.height() + "x" + plan.width() + "x3 = " + pictureBytes()
                    + " bytes, got " + rgb.length);
        }
        enter();
        buffers.rgb = rgb;
    }

    private void enter() {
        if (!busy.compareAndSet(false, true)) {
            throw new IllegalStateException("a session belongs to one thread, and another thread is inside it; "
                    + "make one with Plan.newSession for each thread");
        }
    }

    private void run(int after) {
        ranFrom = after;
        if (team.isPresent()) {
            team.get().run(after, scratch);
            return;
        }
        List<Operation> operations = plan.operations();
        for (int i = 0; i < operations.size(); i++) {
            Operation operation = operations.get(i);
            if (operation.node() > after) {
                operation.run(buffers, 0, 1, scratch);
            }
        }
    }

    /** Class sums of the last picture, a copy; empty for a model with a float classifier. */
    public int[] sums() {
        return buffers.sums[buffers.sums.length - 1].clone();
    }

    /** Copies the class sums of the last picture into {@code target}, which allocates nothing. */
    public void sums(int[] target) {
        int[] sums = buffers.sums[buffers.sums.length - 1];
        System.arraycopy(sums, 0, target, 0, sums.length);
    }

    /** Class scores of the last picture, a copy; empty for an integer model. */
    public float[] logits() {
        return buffers.logits.clone();
    }

    /** What the nodes gave for the last picture, unpacked: those that this plan materialises. */
    public NodeValues trace() {
        int[][] values = new int[plan.specs().size()][];
        Arrays.fill(values, NOTHING);
        for (int i = Math.max(0, ranFrom); i < values.length; i++) {
            if (plan.keepsSums(i)) {
                values[i] = buffers.narrowSums[i].length > 0 ? widen(buffers.narrowSums[i]) : buffers.sums[i].clone();
            } else if (plan.keepsCodes(i)) {
                values[i] = plan.layout(i).get().unpack(buffers.codes);
            }
        }
        return new NodeValues(plan.model(), values, buffers.logits.clone());
    }

    private static int[] widen(short[] sums) {
        int[] wide = new int[sums.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = sums[i];
        }
        return wide;
    }
}
