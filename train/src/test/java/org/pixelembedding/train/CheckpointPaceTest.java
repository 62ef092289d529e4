package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CheckpointPaceTest {
    private final AtomicLong now = new AtomicLong(-5); // nanoTime may be negative

    @Test
    void isDueOnceTheTimeHasPassedSinceTheLast() {
        CheckpointPace pace = new CheckpointPace(10, now::get);
        assertThat(pace.due()).isFalse();
        now.set(4);
        assertThat(pace.due()).isFalse();
        now.set(5);
        assertThat(pace.due()).isTrue();
        pace.kept();
        assertThat(pace.due()).isFalse();
        now.set(15);
        assertThat(pace.due()).isTrue();
    }

    @Test
    void zeroIsNever() {
        CheckpointPace pace = new CheckpointPace(0, now::get);
        now.set(Long.MAX_VALUE / 2);
        assertThat(pace.due()).isFalse();
        assertThat(CheckpointPace.every(Duration.ZERO).due()).isFalse();
    }
}
