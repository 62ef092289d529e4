package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pixelembedding.data.ImageSet;
import org.pixelembedding.data.SizedImages;
import org.pixelembedding.data.UnreadableImageException;
import org.pixelembedding.data.UnreadablePolicy;
import org.pixelembedding.model.RgbImage;

/** Batches filled ahead are the batches that one thread would fill, in any order of asking. */
class TrainingBatchesTest {
    private static final int SIDE = 8;
    private static final TrainingConfig CONFIG = TrainingConfig.parse("test", """
            batch: 7
            turns: true
            crop: 2
            randomCrop: 0.5
            policy: 1
            brightness: 0.3
            erasing: 0.5
            """);

    private static SizedImages images(int count) throws IOException {
        return SizedImages.of(
                new PaintedSource(count, 3, SIDE, 4).train().orElseThrow(), SIDE, SIDE, UnreadablePolicy.FAIL);
    }

    private static List<byte[]> epochs(TrainingConfig config, int workers) throws IOException {
        TrainingBatches batches = new TrainingBatches(config, images(40), SIDE, workers);
        List<byte[]> all = new ArrayList<>();
        for (int epoch = 0; epoch < 4; epoch++) {
            for (int step = 0; step < batches.perEpoch(); step++) {
                batches.load(epoch, step);
                all.add(batches.pixels().clone());
                byte[] labels = new byte[batches.labels().length];
                for (int i = 0; i < labels.length; i++) {
                    labels[i] = (byte) batches.labels()[i];
                }
                all.add(labels);
            }
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 16})
    void theNumberOfWorkersChangesNoByte(int workers) throws IOException {
        List<byte[]> alone = epochs(CONFIG, 1);
        List<byte[]> together = epochs(CONFIG, workers);
        assertThat(together).hasSameSizeAs(alone);
        for (int i = 0; i < alone.size(); i++) {
            assertThat(together.get(i)).isEqualTo(alone.get(i));
        }
    }

    @Test
    void anyPlaceOfTheScheduleCanBeAskedForAtAnyTime() throws IOException {
        List<byte[]> straight = epochs(CONFIG, 2);
        TrainingBatches batches = new TrainingBatches(CONFIG, images(40), SIDE, 2);
        int perEpoch = batches.perEpoch();
        for (int place : new int[] {9, 10, 3, 3, 19, 0, 1, 2, 17, 4}) {
            batches.load(place / perEpoch, place % perEpoch);
            assertThat(batches.pixels()).as("batch %d", place).isEqualTo(straight.get(2 * place));
        }
    }

    @Test
    void balancedEpochsShowEveryClassEquallyOften() throws IOException {
        TrainingConfig config = TrainingConfig.parse("test", "balanced: true\nbatch: 6\nflip: false\ncrop: 0\n");
        // 2 pictures of class 0, 10 of class 1.
        SizedImages images = SizedImages.of(new Uneven(-1), SIDE, SIDE, UnreadablePolicy.FAIL);
        TrainingBatches batches = new TrainingBatches(config, images, SIDE, 2);
        int[] counts = new int[2];
        for (int step = 0; step < batches.perEpoch(); step++) {
            batches.load(3, step);
            for (int label : batches.labels()) {
                counts[label]++;
            }
        }
        assertThat(counts).containsExactly(6, 6);
    }

    @Test
    void aPictureThatTurnsUnreadableIsNamedAndTheOthersStillCome() throws IOException {
        TrainingConfig config = TrainingConfig.parse("test", "batch: 4\n");
        SizedImages images = SizedImages.of(new Uneven(5), SIDE, SIDE, UnreadablePolicy.FAIL);
        TrainingBatches batches = new TrainingBatches(config, images, SIDE, 2);
        int failures = 0;
        for (int step = 0; step < batches.perEpoch(); step++) {
            int own = step;
            try {
                batches.load(0, own);
                assertThat(batches.labels()).hasSize(4);
            } catch (UnreadableImageException e) {
                failures++;
                assertThat(e).hasMessage("picture 5: gone");
                assertThatThrownBy(() -> batches.load(0, own)).hasMessage("picture 5: gone");
            }
        }
        assertThat(failures).isEqualTo(1);
    }

    /** 12 pictures: 2 of one class, 10 of another; one may be gone. */
    private record Uneven(int gone) implements ImageSet {
        @Override
        public List<String> labels() {
            return List.of("rare", "common");
        }

        @Override
        public int size() {
            return 12;
        }

        @Override
        public int label(int index) {
            return index < 2 ? 0 : 1;
        }

        @Override
        public String name(int index) {
            return "picture " + index;
        }

        @Override
        public RgbImage read(int index) throws IOException {
            if (index == gone) {
                throw new UnreadableImageException(name(index) + ": gone");
            }
            byte[] rgb = new byte[3 * SIDE * SIDE];
            Arrays.fill(rgb, (byte) index);
            return new RgbImage(SIDE, SIDE, rgb);
        }
    }
}
