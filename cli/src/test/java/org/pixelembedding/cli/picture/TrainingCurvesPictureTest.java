package org.pixelembedding.cli.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.train.EpochMetrics;
import org.pixelembedding.train.HealthFigures;

/** The picture holds a curve for what was measured and none for what was not. */
class TrainingCurvesPictureTest {
    private static final int TRAINING = 0x214fa8;
    private static final int VALIDATION = 0xd96a0b;

    @TempDir
    private Path directory;

    private static EpochMetrics epoch(int number, double loss, double validationLoss, double validationAccuracy) {
        return new EpochMetrics(
                number,
                loss,
                0.5,
                validationLoss,
                validationAccuracy,
                0.001,
                0,
                100,
                1,
                Double.NaN,
                HealthFigures.UNKNOWN,
                Double.NaN);
    }

    private BufferedImage draw(List<EpochMetrics> epochs) throws IOException {
        Path file = directory.resolve("curves.png");
        TrainingCurvesPicture.write(epochs, file);
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(TrainingCurvesPicture.WIDTH);
        assertThat(image.getHeight()).isEqualTo(TrainingCurvesPicture.HEIGHT);
        return image;
    }

    /** Pixels of a colour in the left half (loss) or in the right one (accuracy). */
    private static long count(BufferedImage image, int rgb, boolean right) {
        int half = image.getWidth() / 2;
        return IntStream.range(0, half * image.getHeight())
                .filter(i -> (image.getRGB(i % half + (right ? half : 0), i / half) & 0xffffff) == rgb)
                .count();
    }

    @Test
    void fourCurvesWithAValidationPart() throws IOException {
        BufferedImage image = draw(IntStream.rangeClosed(1, 60)
                .mapToObj(i -> epoch(i, 2.0 / i, 2.2 / i, 0.4))
                .toList());
        for (boolean right : new boolean[] {false, true}) {
            assertThat(count(image, TRAINING, right)).isGreaterThan(100);
            assertThat(count(image, VALIDATION, right)).isGreaterThan(100);
        }
    }

    @Test
    void noneForAPartThatIsNotThere() throws IOException {
        BufferedImage image = draw(List.of(epoch(1, 2, Double.NaN, Double.NaN), epoch(2, 1, Double.NaN, Double.NaN)));
        assertThat(count(image, TRAINING, false)).isPositive();
        assertThat(count(image, VALIDATION, false)).isZero();
        assertThat(count(image, VALIDATION, true)).isZero();
    }

    @Test
    void oneEpochIsSeenAsAPoint() throws IOException {
        BufferedImage image = draw(List.of(epoch(1, 2, 2.5, 0.3)));
        assertThat(count(image, TRAINING, false)).isPositive();
        assertThat(count(image, VALIDATION, true)).isPositive();
    }

    @Test
    void aLossThatIsNoNumberLeavesItsEpochOut() throws IOException {
        BufferedImage image = draw(List.of(epoch(1, 2, 2.5, 0.3), epoch(2, Double.POSITIVE_INFINITY, Double.NaN, 0.2)));
        assertThat(count(image, TRAINING, false)).isPositive();
    }
}
