package org.pixelembedding.train;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Says in plain words when a figure of {@link NetworkHealth} is one that runs do not recover from. The limits lie well outside of
 * what healthy runs show (docs/WATCHING.md has the measurements). Each kind is told once a layer.
 */
public final class HealthWarnings {
    /** Of fewer numbers a channel, a code that is rare may be missing by chance: no word about codes. */
    private static final int ENOUGH_SEEN = 500;

    private static final double DEAD = 0.5;
    private static final double UNUSED = 0.6;
    private static final double UNUSED_TABLE = 0.5;
    private static final double SMALL_GAINS = 0.5;
    private static final double FLIPPED = 0.4;

    private final double learningRate;
    private final Set<String> told = new HashSet<>();

    /** @param learningRate the configured one, to name it in advice */
    HealthWarnings(double learningRate) {
        this.learningRate = learningRate;
    }

    /**
     * What has not been told yet, one line each.
     *
     * @param settled whether batch norm's statistics, and so the codes, are those of the weights
     */
    List<String> of(NetworkHealth health, boolean settled) {
        List<String> lines = new ArrayList<>();
        for (NetworkHealth.Activation layer : health.activations()) {
            boolean enough = settled && layer.seen() >= ENOUGH_SEEN;
            if (enough && layer.deadShare() >= DEAD) {
                add(
                        lines,
                        "dead",
                        layer.name(),
                        String.format(
                                Locale.ROOT,
                                "layer %s: %.0f %% of its channels always give the same code, mostly code %d - the network is dying"
                                        + " there; %s",
                                layer.name(),
                                layer.deadShare() * 100,
                                layer.deadCode(),
                                smallerRate()));
            } else if (enough && layer.unusedShare() >= UNUSED) {
                add(
                        lines,
                        "unused",
                        layer.name(),
                        String.format(
                                Locale.ROOT,
                                "layer %s: %.0f %% of its codes are never used - its bits carry little; %s",
                                layer.name(),
                                layer.unusedShare() * 100,
                                smallerRate()));
            }
            if (layer.smallGainShare() >= SMALL_GAINS) {
                add(
                        lines,
                        "gains",
                        layer.name(),
                        String.format(
                                Locale.ROOT,
                                "layer %s: %.0f %% of its batch-norm gains are near 0 - its channels hardly depend on the picture"
                                        + " any more; %s",
                                layer.name(),
                                layer.smallGainShare() * 100,
                                smallerRate()));
            }
        }
        double allFlipped = health.figures().flippedSigns();
        if (allFlipped >= FLIPPED) {
            add(lines, "flips", "", flips("all layers", allFlipped)); // and not a line for each of them
        } else {
            for (NetworkHealth.Weights layer : health.weights()) {
                if (layer.flippedShare() >= FLIPPED) {
                    add(lines, "flips", layer.name(), flips("layer " + layer.name(), layer.flippedShare()));
                }
            }
        }
        if (health.unusedTableCodes() >= UNUSED_TABLE) {
            add(
                    lines,
                    "table",
                    "",
                    String.format(
                            Locale.ROOT,
                            "the table: %.0f %% of its codes are given to no pixel value - it tells colours apart badly; try a"
                                    + " smaller tableFactor",
                            health.unusedTableCodes() * 100));
        }
        return lines;
    }

    /** What the figures of a whole network say; a line of {@code metrics.csv} has no more. */
    public static List<String> ofNetwork(HealthFigures figures) {
        List<String> lines = new ArrayList<>();
        share(lines, figures.deadChannels(), DEAD, "of all channels always give the same code: the network is dying");
        share(
                lines,
                figures.unusedCodes(),
                UNUSED,
                "of the activations' codes are never used: their bits carry little");
        share(lines, figures.smallGains(), SMALL_GAINS, "of the batch-norm gains are near 0");
        share(
                lines,
                figures.flippedSigns(),
                FLIPPED,
                "of the weights changed sign in one epoch: they are thrown about, not learned");
        share(lines, figures.unusedTableCodes(), UNUSED_TABLE, "of the table's codes are given to no pixel value");
        return lines;
    }

    private static void share(List<String> lines, double share, double limit, String what) {
        if (share >= limit) {
            lines.add(String.format(Locale.ROOT, "%.0f %% %s", share * 100, what));
        }
    }

    private String flips(String where, double share) {
        return String.format(
                Locale.ROOT,
                "%s: %.0f %% of the weights changed sign in one epoch - they are thrown about, not learned; %s",
                where,
                share * 100,
                smallerRate());
    }

    private void add(List<String> lines, String kind, String layer, String line) {
        if (told.add(kind + " " + layer)) {
            lines.add("Warning: " + line);
        }
    }

    private String smallerRate() {
        return "try a smaller learningRate than " + learningRate;
    }
}
