package org.pixelembedding.run;

import java.util.List;
import java.util.stream.IntStream;
import org.pixelembedding.model.Model;

/**
 * The answer for one picture: the class with the largest sum (the lowest index of several), and what is known of the
 * others. Sums are integers; probabilities are made from them here, at the API's edge, and nowhere else.
 */
public final class Prediction {
    private final Model model;
    private final double[] scores;
    private final double[] probabilities;
    private final int classIndex;

    /**
     * One class in the order of likelihood.
     *
     * @param probability 0 to 1
     * @param score the integer class sum, or the float logit of a model with a float classifier
     */
    public record Ranked(int classIndex, String label, double probability, double score) {}

    private Prediction(Model model, double[] scores, double scale) {
        this.model = model;
        this.scores = scores;
        int best = 0;
        for (int k = 1; k < scores.length; k++) {
            if (scores[k] > scores[best]) {
                best = k;
            }
        }
        classIndex = best;
        probabilities = new double[scores.length];
        double total = 0;
        for (int k = 0; k < scores.length; k++) {
            probabilities[k] = Math.exp((scores[k] - scores[best]) * scale);
            total += probabilities[k];
        }
        for (int k = 0; k < scores.length; k++) {
            probabilities[k] /= total;
        }
    }

    static Prediction ofSums(Model model, int[] sums) {
        return new Prediction(model, IntStream.of(sums).asDoubleStream().toArray(), model.logitScale());
    }

    static Prediction ofLogits(Model model, float[] logits) {
        double[] scores = new double[logits.length];
        for (int k = 0; k < scores.length; k++) {
            scores[k] = logits[k];
        }
        return new Prediction(model, scores, 1);
    }

    /** Index of the class in {@link Model#labels}. */
    public int classIndex() {
        return classIndex;
    }

    public String label() {
        return model.labels().get(classIndex);
    }

    /** Softmax of the scaled sums, 0 to 1. */
    public double probability(int index) {
        return probabilities[index];
    }

    /** The integer class sum (whole, whatever the type), or the float logit of a model with a float classifier. */
    public double score(int index) {
        return scores[index];
    }

    /** The {@code count} likeliest classes, or all there are; ties in the order of the index. */
    public List<Ranked> top(int count) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted((a, b) -> scores[a] == scores[b] ? Integer.compare(a, b) : Double.compare(scores[b], scores[a]))
                .limit(count)
                .map(k -> new Ranked(k, model.labels().get(k), probabilities[k], scores[k]))
                .toList();
    }

    @Override
    public String toString() {
        return label() + " (" + Math.round(probabilities[classIndex] * 1000) / 10.0 + " %)";
    }
}
