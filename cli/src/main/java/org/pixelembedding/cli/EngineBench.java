package org.pixelembedding.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.kernel.ScalarBitKernel;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.run.Plan;
import org.pixelembedding.run.Planner;
import org.pixelembedding.run.ReferenceInterpreter;
import org.pixelembedding.run.Session;

/** Times the engine on one model and one kernel, after its answer was checked. */
final class EngineBench implements AutoCloseable {
    /** Up to here the interpreter checks; above it would take minutes, and the unfused scalar engine does. */
    private static final long INTERPRETED_MACS = 300_000_000;

    private final Plan plan;
    private final byte[] picture;
    /** Threads that help a session with its picture. */
    private final ExecutorService helpers = Executors.newCachedThreadPool();

    /** Mean time of one operation, in microseconds. */
    record LayerTime(Plan.Step step, double micros) {}

    EngineBench(Model model, BitKernel kernel) {
        plan = Planner.plan(model, model.inputHeight(), model.inputWidth(), kernel);
        picture = picture(model);
    }

    /** A random picture of the model's size, always the same. */
    static byte[] picture(Model model) {
        byte[] picture = new byte[model.inputHeight() * model.inputWidth() * 3];
        new Random(1).nextBytes(picture);
        return picture;
    }

    /**
     * The engine's answer against the reference interpreter's, or the unfused scalar engine's for large models.
     *
     * @throws IllegalStateException if it is wrong: no time is worth reading then
     */
    void check() {
        Model model = plan.model();
        Session session = plan.newSession();
        session.run(picture);
        long macs = plan.steps().stream().mapToLong(Plan.Step::macs).sum();
        boolean same;
        if (macs <= INTERPRETED_MACS) {
            var expected = new ReferenceInterpreter(model).run(new RgbImage(plan.height(), plan.width(), picture));
            same = model.fullyQuantized()
                    ? Arrays.equals(session.sums(), expected.sums())
                    : Arrays.equals(session.logits(), expected.logits());
        } else {
            Session expected = Planner.planKeepingAll(model, plan.height(), plan.width(), new ScalarBitKernel())
                    .newSession();
            expected.run(picture);
            same = model.fullyQuantized()
                    ? Arrays.equals(session.sums(), expected.sums())
                    : Arrays.equals(session.logits(), expected.logits());
        }
        if (!same) {
            throw new IllegalStateException("the engine's answer is wrong for " + model);
        }
    }

    /** One session whose pictures all threads share and, if there are several threads, a session for each. */
    List<BenchLine> lines(String engine, String kernels, int threads) {
        Session shared = threads == 1 ? plan.newSession() : plan.newSession(helpers, threads);
        List<BenchLine> lines = new ArrayList<>();
        lines.add(new BenchLine(engine, kernels, threads, List.of(() -> shared.run(picture))));
        if (threads > 1) {
            List<Runnable> sessions = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                Session session = plan.newSession();
                sessions.add(() -> session.run(picture));
            }
            lines.add(new BenchLine(engine, kernels, threads, sessions));
        }
        return lines;
    }

    @Override
    public void close() {
        helpers.shutdown();
    }

    /** The picture that is timed, order {@code [y][x][colour]}; the array itself. */
    byte[] picture() {
        return picture;
    }

    /** Median time of whole pictures on one thread, after as long again for warming up. */
    double medianMicros(double seconds) {
        Session session = plan.newSession();
        List<Double> micros = new ArrayList<>();
        long start = System.nanoTime();
        long warm = start + (long) (seconds * 1e9);
        long end = start + (long) (seconds * 2e9);
        for (long now = start; now < end; ) {
            session.run(picture);
            long done = System.nanoTime();
            if (now >= warm) {
                micros.add((done - now) * 1e-3);
            }
            now = done;
        }
        Collections.sort(micros);
        return micros.get(micros.size() / 2);
    }

    /** Median time of each operation: a mean takes other programs' share of the processor for the engine's. */
    List<LayerTime> layers(double seconds) {
        Session session = plan.newSession();
        List<Plan.Step> steps = plan.steps();
        List<List<Long>> runs = new ArrayList<>();
        steps.forEach(step -> runs.add(new ArrayList<>()));
        long[] nanos = new long[steps.size()];
        long warm = System.nanoTime() + (long) (seconds * 0.5e9);
        long end = warm + (long) (seconds * 1e9);
        for (long now = System.nanoTime(); now < end || runs.get(0).isEmpty(); now = System.nanoTime()) {
            Arrays.fill(nanos, 0);
            session.runTimed(picture, nanos);
            for (int i = 0; i < nanos.length && now >= warm; i++) {
                runs.get(i).add(nanos[i]);
            }
        }
        List<LayerTime> times = new ArrayList<>();
        for (int i = 0; i < nanos.length; i++) {
            List<Long> sorted = runs.get(i).stream().sorted().toList();
            times.add(new LayerTime(steps.get(i), sorted.get(sorted.size() / 2) * 1e-3));
        }
        return times;
    }
}
