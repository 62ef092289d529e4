package org.pixelembedding.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.pixelembedding.data.SizedImages;
import org.pixelembedding.train.torch.ExactGraph;

/**
 * Accuracy of the exact graph, which is the accuracy that the frozen model has.
 *
 * @param loss mean cross-entropy
 * @param accuracy 0 to 1 (top 1)
 * @param topFive share of pictures whose class is among the five with the largest logits
 */
public record Evaluation(double loss, double accuracy, double topFive) {
    /** Small, because its codes as floats are 63 numbers a pixel: 100 pictures of 64x64 were 100 MB to fill and to copy. */
    private static final int BATCH = 20;

    /** Runs all pictures of a set. */
    public static Evaluation of(ExactGraph graph, InputLayer input, SizedImages images) throws IOException {
        double loss = 0;
        int correct = 0;
        int inTopFive = 0;
        int size = images.height() * images.width() * 3;
        byte[] pixels = new byte[BATCH * size];
        FloatBuffer encoded = FloatBuffer.allocate(BATCH * size * input.dimensions());
        for (int from = 0; from < images.size(); from += BATCH) {
            int count = Math.min(BATCH, images.size() - from);
            read(images, from, count, pixels);
            input.encode(pixels, count * size, encoded);
            float[] logits = graph.run(encoded.array(), count, images.height(), images.width(), false)
                    .logits();
            int classes = logits.length / count;
            for (int i = 0; i < count; i++) {
                int label = images.label(from + i);
                loss += crossEntropy(logits, i * classes, classes, label);
                int before = before(logits, i * classes, classes, label);
                correct += before == 0 ? 1 : 0;
                inTopFive += before < 5 ? 1 : 0;
            }
        }
        return new Evaluation(
                loss / images.size(), (double) correct / images.size(), (double) inTopFive / images.size());
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
