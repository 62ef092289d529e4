package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentTest {
    private static final Environment HERE =
            Environment.here(TrainingConfig.parse("test", "threads: 3\nprecision: float32\n"));

    @Test
    void recordsWhatMayChangeBytes() {
        assertThat(HERE.entries())
                .containsEntry("threads", "3")
                .containsEntry("precision", "float32")
                .containsKeys("cpu", "instructions", "architecture", "library", "program", "java", "system");
        assertThat(HERE.entries().get("library")).contains("pytorch");
        assertThat(Environment.parse(HERE.toText())).isEqualTo(HERE);
        assertThat(HERE.differences(HERE)).isEmpty();
    }

    @Test
    void tellsWhatWasOtherwiseThere() {
        Environment there = Environment.parse("cpu: Another One\njava: 99\nlibrary: pytorch 1\n");
        assertThat(new Environment(Map.of("cpu", "This One", "java", "25", "library", "pytorch 1")).differences(there))
                .as("the JVM computes alike in all versions")
                .containsExactly("cpu (Another One, This One)");
        assertThat(HERE.differences(Environment.parse("")))
                .as("version 2 did not know")
                .isEmpty();
    }
}
