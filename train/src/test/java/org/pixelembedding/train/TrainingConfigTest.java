package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingConfigTest {
    private static final TrainingConfig DEFAULT = TrainingConfig.parse("test", "");

    @Test
    void writingAndReadingGivesTheSame() {
        TrainingConfig config =
                DEFAULT.with("network", "\"a b'c.yaml\"").with("seed", "-7").with("width", "0.5");
        TrainingConfig again = TrainingConfig.parse("again", config.toYaml());
        assertThat(again).isEqualTo(config);
        assertThat(again.hash()).isEqualTo(config.hash()).hasSize(64).isNotEqualTo(DEFAULT.hash());
        assertThat(config.values().keySet()).containsExactlyElementsOf(TrainingConfig.KEYS);
    }

    @Test
    void floatInputBringsTheFloatClassifierUnlessToldOtherwise() {
        assertThat(DEFAULT.floatClassifier()).isFalse();
        assertThat(DEFAULT.with("input", "float").floatClassifier()).isTrue();
        assertThat(DEFAULT.with("input", "float").with("classifier", "binary").floatClassifier())
                .isFalse();
        assertThat(DEFAULT.with("classifier", "float")
                        .with("input", "float")
                        .with("input", "direct")
                        .floatClassifier())
                .isFalse();
    }

    @Test
    void everyProblemIsNamedAtOnce() {
        assertThatThrownBy(
                        () -> TrainingConfig.parse("mine.yaml", "epoch: 3\nbits: 9\ninput: pixel-embeding\nflip: 1\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("mine.yaml: ")
                .hasMessageContaining("key 'epoch' is unknown, did you mean epochs?")
                .hasMessageContaining("bits is 9, want a whole number 1..8")
                .hasMessageContaining("input 'pixel-embeding' is unknown, did you mean pixel-embedding?")
                .hasMessageContaining("flip is 1, want true or false");
    }

    @Test
    void notYamlIsSaidInOneLine() {
        assertThatThrownBy(() -> TrainingConfig.parse("mine.yaml", "a: [1\nb: }"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("mine.yaml: not readable as YAML: ")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void differencesNameKeysAndBothValues() {
        assertThat(DEFAULT.differences(DEFAULT.with("epochs", "41"))).containsExactly("epochs (40, 41)");
        assertThat(DEFAULT.differences(DEFAULT)).isEmpty();
    }

    @Test
    void severalKeysAreSetAtOnceAndAllTheirProblemsTold() {
        TrainingConfig config = TrainingConfig.parse("test", "").with(Map.of("epochs", "3", "input", "float"));
        assertThat(config.epochs()).isEqualTo(3);
        assertThat(config.floatClassifier()).as("follows the input").isTrue();
        assertThat(TrainingConfig.parse("test", "")
                        .with(Map.of("input", "float", "classifier", "binary"))
                        .floatClassifier())
                .isFalse();
        assertThatThrownBy(() -> config.with(Map.of("epochs", "many", "bits", "9")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("options: ", "epochs is many, want a whole number", "bits is 9, want");
        assertThatThrownBy(() -> config.with(Map.of("epoch", "1"))).hasMessageContaining("did you mean epochs?");
    }
}
