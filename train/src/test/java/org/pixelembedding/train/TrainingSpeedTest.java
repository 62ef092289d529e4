package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pixelembedding.train.TrainingSpeed.Kind;

class TrainingSpeedTest {
    private static final String SMALL =
            "size: 16\nwidth: 0.25\nbatch: 8\nthreads: 1\ndimensions: 4\nprecision: float32\n";

    /** The full-precision twin has nothing of what its configuration quantizes. */
    @ParameterizedTest
    @ValueSource(strings = {"", "quantizer: learned-thresholds", "quantizer: learned-step", "thresholds: random"})
    void stepsOfAllKindsAreTimedWhateverTheRecipe(String recipe) throws IOException {
        TrainingConfig config = TrainingConfig.parse("test", SMALL + recipe);
        assertThat(TrainingSpeed.measure(config, EnumSet.allOf(Kind.class), 1))
                .containsOnlyKeys(Kind.values())
                .allSatisfy((kind, speed) -> assertThat(speed.imagesPerSecond()).isPositive());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onlyWhatIsAskedForIsTimed(boolean fullPrecision) throws IOException {
        TrainingConfig config =
                TrainingConfig.parse("test", SMALL + "input: float\nfullPrecision: " + fullPrecision + "\n");
        Kind kind = Kind.of(config);
        assertThat(kind).isEqualTo(fullPrecision ? Kind.FULL_PRECISION_FLOAT32 : Kind.QUANTIZED_FLOAT32);
        assertThat(TrainingSpeed.measure(config, Set.of(kind), 1)).containsOnlyKeys(kind);
    }
}
