package org.pixelembedding.cli.report;

import java.util.List;
import java.util.stream.IntStream;
import org.pixelembedding.model.RgbImage;

/**
 * Answers to labelled pictures.
 *
 * @param source of the pictures, for people
 * @param labels in the model's order
 * @param counts {@code [true class][answer]}; the array itself
 * @param top5 share of pictures whose class is among the five largest sums
 * @param mistakes the most confident ones first
 */
@SuppressWarnings("ArrayRecordComponent") // read by the sections of a page, never compared
public record Answers(String source, List<String> labels, int[][] counts, double top5, List<Mistake> mistakes) {
    /**
     * A picture whose answer is wrong.
     *
     * @param probability that the model gave its answer, 0 to 1
     */
    public record Mistake(RgbImage picture, String name, int truth, int answer, double probability) {}

    /** Two classes of which one is taken for the other. */
    record Pair(int truth, int answer, int count) {}

    public Answers {
        labels = List.copyOf(labels);
        mistakes = List.copyOf(mistakes);
    }

    int images() {
        return IntStream.range(0, counts.length).map(this::images).sum();
    }

    int images(int truth) {
        return IntStream.of(counts[truth]).sum();
    }

    int answered(int answer) {
        return IntStream.range(0, counts.length)
                .map(truth -> counts[truth][answer])
                .sum();
    }

    double top1() {
        return (double) IntStream.range(0, counts.length).map(k -> counts[k][k]).sum() / images();
    }

    /** Share of a class's pictures that were given its name; NaN without pictures. */
    double recall(int k) {
        return (double) counts[k][k] / images(k);
    }

    /** Share of the pictures given a class's name that are of it; NaN if the name was never given. */
    double precision(int k) {
        return (double) counts[k][k] / answered(k);
    }

    /** Wrong pairs, the most frequent first. */
    List<Pair> pairs() {
        return IntStream.range(0, counts.length)
                .boxed()
                .flatMap(truth -> IntStream.range(0, counts.length)
                        .filter(answer -> answer != truth && counts[truth][answer] > 0)
                        .mapToObj(answer -> new Pair(truth, answer, counts[truth][answer])))
                .sorted((a, b) -> Integer.compare(b.count(), a.count()))
                .toList();
    }
}
