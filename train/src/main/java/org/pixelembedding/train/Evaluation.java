package org.pixelembedding.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.pixelembedding.data.SizedImages;
import org.pixelembedding.train.torch.ExactGraph;
import org.pixelembedding.train.torch.TrainingGraph;

/**
 * Accuracy of the exact graph, which is the accuracy that the frozen model has; or of a full-precision network.
 *
 * @param loss mean cross-entropy
 * @param accuracy 0 to 1 (top 1)
 * @param topFive share of pictures whose class is among the five with the largest logits
 * @param classes the same for each class, in the order of the labels
 */
public record Evaluation(double loss, double accuracy, double topFive, List<ClassResult> classes) {
    /** Of no pictures. */
    static final Evaluation NONE = new Evaluation(Double.NaN, Double.NaN, Double.NaN, List.of());

    /**
     * One class.
     *
     * @param images pictures of it
     * @param correct those of them that were right
     */
    public record ClassResult(int images, int correct) {
        /** 0 to 1; NaN without pictures. */
        public double accuracy() {
            return (double) correct / images;
        }
    }

    /** Pictures of a set whose codes are shown to an observer, if there are so many. */
    private static final int SHOWN = 100;

    /** Small, because its codes as floats are 63 numbers a pixel: 100 pictures of 64x64 were 100 MB to fill and to copy. */
    static final int BATCH = 20;

    /** Mean accuracy over the classes that have pictures; NaN if none has. */
    public double macroAccuracy() {
        return classes.stream()
                .filter(each -> each.images() > 0)
                .mapToDouble(ClassResult::accuracy)
                .average()
                .orElse(Double.NaN);
    }

    /** Logits, order {@code [image][class]}, of pictures, order {@code [image][y][x][colour]}. */
    @FunctionalInterface
    private interface Answers {
        float[] to(byte[] pixels, int images);
    }

    /**
     * Runs all pictures of a set through a full-precision network.
     *
     * @param graph made for batches of {@link #BATCH}
     */
    static Evaluation of(TrainingGraph graph, InputLayer input, SizedImages images) throws IOException {
        int size = images.height() * images.width() * InputLayer.COLOURS;
        return of(images, (pixels, count) -> {
            graph.encode(input, pixels, count * size);
            return graph.logits(count);
        });
    }

    /** Runs all pictures of a set. */
    public static Evaluation of(ExactGraph graph, InputLayer input, SizedImages images) throws IOException {
        return of(graph, input, images, 0, (_, _) -> {});
    }

    /** The same, showing the codes of about a hundred pictures, spread over the set, on the way. */
    static Evaluation of(ExactGraph graph, InputLayer input, SizedImages images, ExactGraph.CodeObserver observer)
            throws IOException {
        int batches = Math.ceilDiv(images.size(), BATCH);
        return of(graph, input, images, Math.clamp(Math.ceilDiv(SHOWN, Math.max(1, batches)), 1, BATCH), observer);
    }

    private static Evaluation of(
            ExactGraph graph, InputLayer input, SizedImages images, int shown, ExactGraph.CodeObserver observer)
            throws IOException {
        int size = images.height() * images.width() * InputLayer.COLOURS;
        FloatBuffer encoded = FloatBuffer.allocate(BATCH * size * input.dimensions());
        return of(images, (pixels, count) -> {
            input.encode(pixels, count * size, encoded);
            return graph.logits(encoded.array(), count, images.height(), images.width(), shown, observer);
        });
    }

    private static Evaluation of(SizedImages images, Answers answers) throws IOException {
        int[] total = new int[images.labels().size()];
        int[] right = new int[total.length];
        double loss = 0;
        int correct = 0;
        int inTopFive = 0;
        byte[] pixels = new byte[BATCH * images.height() * images.width() * InputLayer.COLOURS];
        for (int from = 0; from < images.size(); from += BATCH) {
            int count = Math.min(BATCH, images.size() - from);
            read(images, from, count, pixels);
            float[] logits = answers.to(pixels, count);
            int classes = logits.length / count;
            for (int i = 0; i < count; i++) {
                int label = images.label(from + i);
                loss += crossEntropy(logits, i * classes, classes, label);
                int before = before(logits, i * classes, classes, label);
                correct += before == 0 ? 1 : 0;
                total[label]++;
                right[label] += before == 0 ? 1 : 0;
                inTopFive += before < 5 ? 1 : 0;
            }
        }
        return new Evaluation(
                loss / images.size(),
                (double) correct / images.size(),
                (double) inTopFive / images.size(),
                IntStream.range(0, total.length)
                        .mapToObj(k -> new ClassResult(total[k], right[k]))
                        .toList());
    }

    /**
     * Shows the codes of a few pictures, spread over a set, and evaluates nothing else: for sets that are not evaluated.
     *
     * @param most how many pictures
     */
    static void show(ExactGraph graph, InputLayer input, SizedImages images, int most, ExactGraph.CodeObserver observer)
            throws IOException {
        int count = Math.min(most, images.size());
        int size = images.height() * images.width() * 3;
        FloatBuffer encoded = FloatBuffer.allocate(size * input.dimensions());
        for (int i = 0; i < count; i++) {
            byte[] pixels = images.pixels((int) ((long) i * images.size() / count));
            input.encode(pixels, size, encoded);
            graph.logits(encoded.array(), 1, images.height(), images.width(), 1, observer);
        }
    }

    /** Pictures {@code from .. from + count - 1} one behind the other, decoded on all cores. */
    static void read(SizedImages images, int from, int count, byte[] target) throws IOException {
        int size = images.height() * images.width() * 3;
        try {
            IntStream.range(0, count).parallel().forEach(i -> {
                try {
                    System.arraycopy(images.pixels(from + i), 0, target, i * size, size);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static double crossEntropy(float[] logits, int from, int classes, int label) {
        double max = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < classes; k++) {
            max = Math.max(max, logits[from + k]);
        }
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            sum += Math.exp(logits[from + k] - max);
        }
        return max + Math.log(sum) - logits[from + label];
    }

    /** How many classes come before one: larger logits, and equal ones of a lower index. All, if there is no number. */
    static int before(float[] logits, int from, int classes, int label) {
        float own = logits[from + label];
        int before = 0;
        for (int k = 0; k < classes; k++) {
            float other = logits[from + k];
            before += other < own || (other == own && k >= label) ? 0 : 1;
        }
        return before;
    }
}
