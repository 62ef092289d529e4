package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.pixelembedding.data.UnreadablePolicy;

/** Which pixels thresholds, mean and deviation come from. */
class PixelStatisticsTest {
    private static final int SIDE = 16;
    private static final int PICTURES = 60;
    private static final String VARIED_LIGHT = "brightness: 0.5\ncontrast: 0.5\n";

    private static PixelStatistics counted(String augmentation) throws IOException {
        TrainingConfig config = config(augmentation);
        return data(config).statistics(config.augmentation(), config.seed());
    }

    private static TrainingConfig config(String augmentation) {
        return TrainingConfig.parse("test", "size: 16\nwidth: 0.25\nbatch: 8\nvalidation: 0\n" + augmentation);
    }

    private static TrainingData data(TrainingConfig config) throws IOException {
        return TrainingData.of(new PaintedSource(PICTURES, 6, SIDE, 5), config, SIDE, UnreadablePolicy.FAIL);
    }

    @Test
    void movesErasingAndNoiseLeaveTheCountsOfTheFiles() throws IOException {
        TrainingData data = data(config(""));
        PixelStatistics plain = new PixelStatistics();
        for (int i = 0; i < PICTURES; i++) {
            plain.add(data.train().pixels(i));
        }
        PixelStatistics counted = counted("crop: 4\nturns: true\nerasing: 1\nnoise: 8\nrandomCrop: 0.3\n");
        for (int colour = 0; colour < 3; colour++) {
            assertThat(counted.histogram(colour)).isEqualTo(plain.histogram(colour));
        }
    }

    @Test
    void variedLightWidensTheRangeAndIsTheSameEveryTime() throws IOException {
        PixelStatistics plain = counted("");
        PixelStatistics varied = counted(VARIED_LIGHT);
        PixelStatistics again = counted(VARIED_LIGHT);
        for (int colour = 0; colour < 3; colour++) {
            assertThat(varied.histogram(colour)).isEqualTo(again.histogram(colour));
            double[] before = Thermometer.range(plain.histogram(colour), 63);
            double[] after = Thermometer.range(varied.histogram(colour), 63);
            assertThat(after[0]).isLessThan(before[0]);
            assertThat(after[62]).isGreaterThan(before[62]);
            assertThat(varied.deviation(colour)).isGreaterThan(plain.deviation(colour));
        }
    }

    @Test
    void aNetworkStartsFromTheVariedLight() throws IOException {
        TrainingConfig config = config(VARIED_LIGHT);
        PixelStatistics varied = counted(VARIED_LIGHT);
        float[] normalization =
                TrainedNetwork.start(config, data(config)).checkpoint().arrays().get(InputLayers.NORMALIZATION);
        for (int colour = 0; colour < 3; colour++) {
            assertThat(normalization[colour]).isEqualTo(varied.mean(colour));
            assertThat(normalization[3 + colour]).isEqualTo(varied.deviation(colour));
        }
    }
}
