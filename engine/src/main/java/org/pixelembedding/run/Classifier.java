package org.pixelembedding.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.pixelembedding.format.ModelReader;
import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.kernel.BitKernels;
import org.pixelembedding.kernel.ScalarBitKernel;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RgbImage;

/**
 * A model that answers: pixels in, class out. Safe for use by several threads; each call takes a session that is free,
 * or makes one.
 *
 * <p>The first answers come from the scalar kernel, which is fast from its first picture on. Where there is a better one,
 * a daemon thread gets it up to speed (the JVM takes a second or so to compile vector code) and answers come from it
 * from then on: the same numbers, sooner.
 *
 * <pre>
 * Classifier classifier = Classifier.load(Path.of("model.pxm"));
 * Prediction prediction = classifier.classify(image);
 * prediction.label();
 * </pre>
 */
public final class Classifier {
    private static final int WARM_UP_ROUNDS = 100;

    private volatile Lane lane;

    /** A plan and its sessions that nobody is in. */
    private record Lane(Plan plan, ConcurrentLinkedQueue<Session> free) {
        Lane(Plan plan) {
            this(plan, new ConcurrentLinkedQueue<>());
        }
    }

    private Classifier(Plan plan) {
        lane = new Lane(plan);
    }

    /**
     * Reads a model file and plans it for its own picture size.
     *
     * @throws org.pixelembedding.format.ModelFormatException if the file is no model, damaged, or too new
     */
    public static Classifier load(Path file) throws IOException {
        return of(ModelReader.read(file));
    }

    /** Plans a model for its own picture size. */
    public static Classifier of(Model model) {
        Classifier classifier = of(model, new ScalarBitKernel());
        Thread thread = new Thread(() -> classifier.lane = classifier.warmedUp(), "pixemb-warm-up");
        thread.setDaemon(true);
        thread.start();
        return classifier;
    }

    /** Plans a model for one kernel, from the first picture to the last. */
    public static Classifier of(Model model, BitKernel kernel) {
        return new Classifier(Planner.plan(model, model.inputHeight(), model.inputWidth(), kernel));
    }

    /** The best kernel's lane once that is faster than what there is; what there is if that does not happen. */
    private Lane warmedUp() {
        Lane now = lane;
        BitKernel best = BitKernels.best();
        if (best.name().equals(now.plan.kernel())) {
            return now;
        }
        Model model = now.plan.model();
        Plan better = Planner.plan(model, model.inputHeight(), model.inputWidth(), best);
        long limit = fastest(now.plan.newSession(), 10);
        Session session = better.newSession();
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            if (fastest(session, 10) <= limit) {
                return new Lane(better);
            }
        }
        return now;
    }

    /** Nanoseconds of the fastest of some runs. */
    private static long fastest(Session session, int runs) {
        byte[] black = new byte[session.pictureBytes()];
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < runs; i++) {
            long start = System.nanoTime();
            session.run(black);
            fastest = Math.min(fastest, System.nanoTime() - start);
        }
        return fastest;
    }

    public Model model() {
        return lane.plan.model();
    }

    /** Name of the kernel that the next picture will meet. */
    public String kernel() {
        return lane.plan.kernel();
    }

    /**
     * Classifies a picture.
     *
     * @throws IllegalArgumentException if it is not of the model's size
     */
    public Prediction classify(RgbImage picture) {
        return classify(picture.rgb(), picture.height(), picture.width());
    }

    /**
     * Classifies a picture.
     *
     * @param rgb unsigned bytes, order {@code [y][x][colour]}; not kept
     * @throws IllegalArgumentException if it is not of the model's size
     */
    public Prediction classify(byte[] rgb, int height, int width) {
        Lane current = lane;
        Plan plan = current.plan;
        if (height != plan.height() || width != plan.width() || rgb.length != height * width * 3) {
            throw new IllegalArgumentException("want a picture of " + plan.height() + "x" + plan.width()
                    + " (height x width, 3 bytes a pixel), got " + height + "x" + width + " in " + rgb.length
                    + " bytes; org.pixelembedding.image.Resize brings pictures to size");
        }
        Session pooled = current.free.poll();
        Session session = pooled == null ? plan.newSession() : pooled;
        try {
            session.run(rgb);
            return session.logits().length > 0
                    ? Prediction.ofLogits(plan.model(), session.logits())
                    : Prediction.ofSums(plan.model(), session.sums());
        } finally {
            current.free.add(session);
        }
    }

    /**
     * Classifies pictures side by side, as many at a time as the executor has threads.
     *
     * @return one prediction per picture, in their order
     * @throws IllegalArgumentException if one is not of the model's size
     * @throws InterruptedException if interrupted while waiting; what was not begun is not
     */
    public List<Prediction> classifyAll(List<RgbImage> pictures, ExecutorService executor) throws InterruptedException {
        List<Callable<Prediction>> tasks = new ArrayList<>();
        for (RgbImage picture : pictures) {
            tasks.add(() -> classify(picture));
        }
        List<Prediction> predictions = new ArrayList<>();
        for (Future<Prediction> future : executor.invokeAll(tasks)) {
            try {
                predictions.add(future.get());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IllegalArgumentException) {
                    throw new IllegalArgumentException(e.getCause().getMessage(), e);
                }
                throw new IllegalStateException("a picture could not be classified", e.getCause());
            }
        }
        return predictions;
    }
}
