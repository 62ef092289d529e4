package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.zip.CRC32C;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pixelembedding.data.UnreadablePolicy;

/**
 * The bytes of augmented batches, as the first release made them: runs of older configurations must come out the same.
 * The checksums were taken before random crops, colours, erasing and policies existed.
 */
class BatchBytesTest {
    private static final int SIDE = 16;

    @ParameterizedTest
    @CsvSource({
        "'', 35a0e8a1",
        "'turns: true', 3564c5f3",
        "'flip: false', fd305342",
        "'crop: 2', 9d386695",
        "'seed: 9', b7e99aa1"
    })
    void olderSettingsGiveTheBytesTheyGave(String settings, String checksum) throws IOException {
        TrainingConfig config = TrainingConfig.parse("test", settings + "\nbatch: 8\n");
        TrainingData data = TrainingData.of(new PaintedSource(61, 12, SIDE, 4), config, SIDE, UnreadablePolicy.FAIL);
        TrainingBatches batches = new TrainingBatches(config, data.train(), SIDE);
        CRC32C crc = new CRC32C();
        for (int epoch = 0; epoch < 3; epoch++) {
            for (int step = 0; step < batches.perEpoch(); step++) {
                batches.load(epoch, step);
                crc.update(batches.pixels());
                for (int label : batches.labels()) {
                    crc.update(label);
                }
            }
        }
        assertThat(Long.toHexString(crc.getValue())).isEqualTo(checksum);
    }
}
