package org.pixelembedding.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.format.ModelWriter;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RandomModels;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.model.SampleModels;

class ClassifierTest {
    @Test
    void loadsAndAnswersFromSeveralThreads(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("model.pxm");
        Model model = SampleModels.integers();
        ModelWriter.write(model, file);
        Classifier classifier = Classifier.load(file);
        ReferenceInterpreter oracle = new ReferenceInterpreter(model);
        IntStream.range(0, 64).parallel().forEach(i -> {
            RgbImage picture = RandomModels.picture(model, i);
            int[] sums = oracle.run(picture).sums();
            Prediction prediction = classifier.classify(picture);
            for (int k = 0; k < sums.length; k++) {
                assertThat(prediction.score(k)).isEqualTo(sums[k]);
            }
            assertThat(sums[prediction.classIndex()])
                    .isEqualTo(IntStream.of(sums).max().orElseThrow());
        });
    }

    @Test
    void classifiesManyInTheirOrder() throws InterruptedException {
        Model model = SampleModels.integers();
        Classifier classifier = Classifier.of(model);
        ReferenceInterpreter oracle = new ReferenceInterpreter(model);
        ExecutorService executor = Executors.newFixedThreadPool(3);
        try {
            List<RgbImage> pictures = IntStream.range(0, 50)
                    .mapToObj(i -> RandomModels.picture(model, i))
                    .collect(Collectors.toList());
            List<Prediction> predictions = classifier.classifyAll(pictures, executor);
            assertThat(predictions).hasSize(50);
            for (int i = 0; i < 50; i++) {
                assertThat((int) predictions.get(i).score(1))
                        .as("picture %d", i)
                        .isEqualTo(oracle.run(pictures.get(i)).sums()[1]);
            }
            pictures.add(new RgbImage(2, 2, new byte[12]));
            assertThatThrownBy(() -> classifier.classifyAll(pictures, executor))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("got 2x2");
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void anotherSizeIsRefusedWithAWayOut() {
        Classifier classifier = Classifier.of(SampleModels.integers());
        assertThatThrownBy(() -> classifier.classify(new byte[12], 2, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("want a picture of 8x10")
                .hasMessageContaining("got 2x2")
                .hasMessageContaining("org.pixelembedding.image.Resize");
    }

    @Test
    void tiesGoToTheLowestIndexAndProbabilitiesAreASoftmax() {
        Model model = SampleModels.integers();
        Prediction tie = Prediction.ofSums(model, new int[] {5, 9, 9});
        assertThat(tie.classIndex()).isEqualTo(1);
        assertThat(tie.label()).isEqualTo("Hund");
        assertThat(tie.top(3)).extracting(Prediction.Ranked::classIndex).containsExactly(1, 2, 0);
        Prediction clear = Prediction.ofSums(model, new int[] {0, 100, -100});
        double scale = model.logitScale();
        double total = 1 + Math.exp(100 * scale) + Math.exp(-100 * scale);
        // Both sides are the same formula in double, up to the order of a few operations.
        assertThat(clear.probability(0)).isCloseTo(1 / total, within(1e-12));
        assertThat(clear.probability(1)).isCloseTo(Math.exp(100 * scale) / total, within(1e-12));
        assertThat(Prediction.ofSums(model, new int[] {0, Integer.MAX_VALUE, 0}).probability(1))
                .isEqualTo(1.0);
    }
}
