package org.pixelembedding.cli.report;

import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.train.EpochMetrics;

/**
 * A training as its run directory shows it at one moment.
 *
 * @param wanted epochs that it will have
 * @param epochs finished ones, in order
 * @param losses of the training steps by step, the epoch under way included
 * @param before the table at the start, if it learns
 * @param now the table in the newest checkpoint
 * @param running whether a process of this machine trains in it
 * @param warnings in plain words
 */
public record LiveRun(
        String name,
        int wanted,
        List<EpochMetrics> epochs,
        NavigableMap<Long, Double> losses,
        Optional<PixelEmbedding> before,
        Optional<PixelEmbedding> now,
        boolean running,
        List<String> warnings) {
    private static final int PACE_EPOCHS = 5;

    public LiveRun {
        epochs = List.copyOf(epochs);
        warnings = List.copyOf(warnings);
    }

    boolean finished() {
        return epochs.size() >= wanted;
    }

    /** Seconds that the rest takes at the pace of the last epochs; NaN before the first is over. */
    double secondsLeft() {
        if (epochs.isEmpty()) {
            return Double.NaN;
        }
        double pace = epochs.subList(Math.max(0, epochs.size() - PACE_EPOCHS), epochs.size()).stream()
                .mapToDouble(EpochMetrics::seconds)
                .average()
                .orElseThrow();
        return pace * (wanted - epochs.size());
    }
}
