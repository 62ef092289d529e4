package org.pixelembedding.train.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFollowerTest {
    @TempDir
    Path directory;

    private static List<SummaryValue> loss(double value) {
        return List.of(
                new SummaryValue.Scalar("train/loss", value),
                new SummaryValue.Distribution("codes", Histogram.ofCodes(new long[] {1, 2})),
                new SummaryValue.Picture("table", 1, 1, new byte[] {1, 2, 3}));
    }

    @Test
    void whatIsWrittenLaterIsReadLater() throws IOException {
        EventFollower follower = new EventFollower(directory);
        follower.follow();
        assertThat(follower.scalar("train/loss")).isEmpty();
        try (EventFile file = EventFile.create(directory, 0)) {
            file.add(5, loss(0.5));
            file.flush();
            follower.follow();
            assertThat(follower.scalar("train/loss")).containsExactly(java.util.Map.entry(5L, 0.5));
            file.add(10, loss(0.25));
        }
        follower.follow();
        assertThat(follower.scalar("train/loss")).containsOnlyKeys(5L, 10L);
        assertThat(follower.scalar("codes")).isEmpty();
    }

    @Test
    void aResumedRunReplacesTheStepsThatItDoesAgain() throws IOException {
        try (EventFile file = EventFile.create(directory, 0)) {
            file.add(5, loss(0.5));
            file.add(10, loss(0.25));
        }
        try (EventFile file = EventFile.create(directory, 6)) {
            file.add(9, loss(0.125));
        }
        EventFollower follower = new EventFollower(directory);
        follower.follow();
        assertThat(follower.scalar("train/loss")).containsOnlyKeys(5L, 9L);
    }

    @Test
    void halfARecordWaitsForItsOtherHalf() throws IOException {
        Path whole = directory.resolve("whole");
        Files.createDirectory(whole);
        try (EventFile file = EventFile.create(whole, 0)) {
            file.add(5, loss(0.5));
        }
        byte[] bytes = Files.readAllBytes(EventFile.in(whole).getFirst());
        Path file = directory.resolve("events.out.tfevents.000001");
        EventFollower follower = new EventFollower(directory);
        for (int length = 0; length < bytes.length; length++) {
            Files.write(file, Arrays.copyOf(bytes, length));
            follower.follow();
            assertThat(follower.scalar("train/loss")).as("%d bytes", length).isEmpty();
        }
        Files.write(file, bytes);
        follower.follow();
        assertThat(follower.scalar("train/loss")).containsOnlyKeys(5L);
    }

    @Test
    void whatIsNoEventFileIsNamed() throws IOException {
        Files.writeString(directory.resolve("events.out.tfevents.000001"), "this is a text, not an event file");
        assertThatThrownBy(() -> new EventFollower(directory).follow())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("events.out.tfevents.000001: no event file, or damaged");
    }
}
