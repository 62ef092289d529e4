package org.pixelembedding.train.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.train.events.EventReader.Message;

/** What is written is what readers of TensorBoard's formats find. */
class EventFileTest {
    @TempDir
    private Path directory;

    /** The check value of CRC-32C (RFC 3720 and others give 0xe3069283 for "123456789"), masked by hand. */
    @Test
    void theReadersOwnChecksumIsThePublishedOne() {
        int masked = EventReader.maskedCrc("123456789".getBytes(StandardCharsets.US_ASCII));
        assertThat(Integer.rotateLeft(masked - 0xa282ead8, 15)).isEqualTo(0xe3069283);
    }

    @Test
    void everyKindOfValueComesBack() throws IOException {
        byte[] png = {1, 2, 3};
        double before = System.currentTimeMillis() * 1e-3;
        try (EventFile file = EventFile.create(directory, 1)) {
            file.add(
                    7,
                    List.of(
                            new SummaryValue.Scalar("a/b", 0.25),
                            new SummaryValue.Distribution("codes", Histogram.ofCodes(new long[] {5, 0, 2, 1})),
                            new SummaryValue.Picture("table", 4, 6, png)));
        }
        List<Path> files = EventFile.in(directory);
        assertThat(files).containsExactly(directory.resolve("events.out.tfevents.000001"));
        List<Message> events = EventReader.read(files.getFirst());
        assertThat(events).hasSize(3);
        assertThat(events.get(0).text(3)).isEqualTo("brain.Event:2");
        assertThat(events.get(1).number(2)).isEqualTo(1);
        assertThat(events.get(1).message(7).number(1)).as("session start").isEqualTo(1);
        assertThat((double) events.get(2).one(1)).as("wall time").isBetween(before, before + 3600);
        assertThat(events.get(2).number(2)).isEqualTo(7);
        List<Message> values = events.get(2).message(5).messages(1);
        assertThat(values.get(0).text(1)).isEqualTo("a/b");
        assertThat(values.get(0).one(2)).isEqualTo(0.25f);
        Message histogram = values.get(1).message(5);
        assertThat(histogram.one(1)).isEqualTo(-0.5);
        assertThat(histogram.one(2)).isEqualTo(3.5);
        assertThat(histogram.one(3)).as("number").isEqualTo(8.0);
        assertThat(histogram.one(4)).as("sum").isEqualTo(7.0);
        assertThat(histogram.one(5)).as("sum of squares").isEqualTo(17.0);
        assertThat(histogram.doubles(6)).containsExactly(0.5, 1.5, 2.5, 3.5);
        assertThat(histogram.doubles(7)).containsExactly(5, 0, 2, 1);
        Message picture = values.get(2).message(4);
        assertThat(List.of(picture.number(1), picture.number(2), picture.number(3)))
                .containsExactly(4L, 6L, 3L);
        assertThat(picture.bytes(4)).isEqualTo(png);
    }

    @Test
    void histogramsCountEveryNumber() {
        float[] values = new float[1000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i - 300) / 100f;
        }
        Histogram histogram = Histogram.of(values);
        assertThat(histogram.total()).isEqualTo(1000);
        assertThat(histogram.from()).isEqualTo(-3);
        assertThat(histogram.limit(histogram.buckets() - 1)).isCloseTo(6.99, within(1e-6));
        assertThat(histogram.count(0)).as("a thirtieth of an even spread").isBetween(33L, 34L);
        Histogram constant = Histogram.of(new float[] {2, 2, 2});
        assertThat(constant.buckets()).isOne();
        assertThat(constant.count(0)).isEqualTo(3);
    }

    @Test
    void nothingIsHalfWrittenAndALaterFileReplacesSteps() throws IOException {
        EventFile killed = EventFile.create(directory, 1);
        killed.add(1, List.of(new SummaryValue.Scalar("loss", 3)));
        killed.add(2, List.of(new SummaryValue.Scalar("loss", 2)));
        Path first = EventFile.in(directory).getFirst();
        assertThat(Files.size(first)).as("before flush").isZero();
        killed.flush();
        killed.add(3, List.of(new SummaryValue.Scalar("loss", 1))); // lost
        assertThat(EventReader.scalars(directory).get("loss")).containsOnlyKeys(1L, 2L);
        try (EventFile resumed = EventFile.create(directory, 2)) {
            resumed.add(2, List.of(new SummaryValue.Scalar("loss", 2.5)));
            resumed.add(3, List.of(new SummaryValue.Scalar("loss", 1.5)));
        }
        assertThat(EventReader.scalars(directory).get("loss"))
                .containsEntry(1L, 3f)
                .containsEntry(2L, 2.5f)
                .containsEntry(3L, 1.5f)
                .hasSize(3);
        killed.close();
    }
}
