package org.pixelembedding.train.torch;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** Where the time of training steps goes. Reading the clock at each stage's end costs nothing measurable. */
public final class StageTimes {
    /** Parts of a step, in order. */
    public enum Stage {
        /** Writing out float pixels; nothing for codes, which the stem looks up. */
        ENCODE,
        /** Latent weights to the weights that convolutions take. */
        WEIGHTS,
        /** The stem's sums. */
        STEM,
        /** From there to the loss. */
        FORWARD,
        /** Back to the stem's sums. */
        BACKWARD,
        /** From there to the gradients of the stem's weights and of the table; the table's update. */
        TABLE,
        /** Of all weights. */
        UPDATE
    }

    private final Map<Stage, Long> nanos = new EnumMap<>(Stage.class);
    private long last;

    /** A stage begins now. */
    void start() {
        last = System.nanoTime();
    }

    /** The stage ends now, and the next begins. */
    void end(Stage stage) {
        long now = System.nanoTime();
        nanos.merge(stage, now - last, Long::sum);
        last = now;
    }

    /** Share of each stage in all time since {@link #reset}, in the order of {@link Stage}. */
    public double[] shares() {
        double total =
                Math.max(1, nanos.values().stream().mapToLong(Long::longValue).sum());
        return Arrays.stream(Stage.values())
                .mapToDouble(stage -> nanos.getOrDefault(stage, 0L) / total)
                .toArray();
    }

    /** Forgets what was timed so far. */
    public void reset() {
        nanos.clear();
    }
}
