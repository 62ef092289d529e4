package org.pixelembedding.train;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When a training keeps a checkpoint inside its epochs. It changes no byte of what comes out, so it is no setting. */
public final class CheckpointPace {
    /** Between two checkpoints, if nobody says otherwise. */
    public static final Duration DEFAULT = Duration.ofMinutes(10);

    private final long nanos;
    private final LongSupplier clock;
    private long last;

    /**
     * A pace by another clock.
     *
     * @param nanos between two checkpoints; 0 keeps none inside epochs
     * @param clock nanoseconds from anywhere
     */
    CheckpointPace(long nanos, LongSupplier clock) {
        this.nanos = nanos;
        this.clock = clock;
        last = clock.getAsLong();
    }

    /** Counted from now; zero keeps none inside epochs. */
    public static CheckpointPace every(Duration time) {
        return new CheckpointPace(time.toNanos(), System::nanoTime);
    }

    boolean due() {
        return nanos > 0 && clock.getAsLong() - last >= nanos;
    }

    /** A checkpoint was kept, inside an epoch or at its end. */
    void kept() {
        last = clock.getAsLong();
    }
}
