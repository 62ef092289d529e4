package org.pixelembedding.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.pixelembedding.data.Distortion;
import org.pixelembedding.data.ImageSet;
import org.pixelembedding.data.SizedImages;
import org.pixelembedding.data.UnreadablePolicy;
import org.pixelembedding.run.Classifier;

/** A model's accuracy on pictures that were made darker, paler or worse than those that it learned. */
final class Robustness {
    private Robustness() {}

    /**
     * Top-1 accuracy of the engine after each of {@link Distortion#ALL}, in that order.
     *
     * @param policy whether unreadable pictures are left out or refused
     * @param progress hears a line for people before each
     */
    static Map<Distortion, Double> of(
            Classifier classifier,
            ImageSet pictures,
            String source,
            int threads,
            UnreadablePolicy policy,
            Consumer<String> progress)
            throws IOException {
        int height = classifier.model().inputHeight();
        int width = classifier.model().inputWidth();
        Map<Distortion, Double> accuracies = new LinkedHashMap<>();
        for (Distortion distortion : Distortion.ALL) {
            progress.accept(accuracies.size() + 1 + " of " + Distortion.ALL.size() + ": " + name(distortion) + " "
                    + distortion.number());
            SizedImages distorted = SizedImages.of(distortion.of(pictures), height, width, UnreadablePolicy.FAIL);
            accuracies.put(
                    distortion,
                    Confusion.of(classifier, distorted, source, threads, policy, done -> {})
                            .top1());
        }
        return accuracies;
    }

    private static String name(Distortion distortion) {
        return distortion.kind() == Distortion.Kind.JPEG
                ? "JPEG of quality"
                : distortion.kind().option() + " x";
    }

    /** For people. */
    static String table(Map<Distortion, Double> accuracies, double undistorted) {
        TextTable table = new TextTable("pictures changed", "by", "top-1", "points lost");
        accuracies.forEach((distortion, accuracy) -> table.row(
                name(distortion),
                distortion.number(),
                String.format("%.2f %%", accuracy * 100),
                String.format("%.2f", (undistorted - accuracy) * 100)));
        return table.toString();
    }

    /** For machines: {@code [{kind, strength, top1}]}. */
    static List<Map<String, Object>> answer(Map<Distortion, Double> accuracies) {
        List<Map<String, Object>> list = new ArrayList<>();
        accuracies.forEach((distortion, accuracy) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("kind", distortion.kind().option());
            one.put("strength", distortion.strength());
            one.put("top1", accuracy);
            list.add(one);
        });
        return list;
    }
}
