package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingConfigTest {
    private static final TrainingConfig DEFAULT = TrainingConfig.parse("test", "");

    @Test
    void codesOfDifferentStepsAreNotCountedTogether() {
        assertThatThrownBy(() -> TrainingConfig.parse("test", "classifierCodes: 2\nquantizer: learned-step"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("classifierCodes is 2 and quantizer is learned-step, want one of them");
        TrainingConfig floats = TrainingConfig.parse("test", "classifierCodes: 2\ninput: float");
        assertThat(floats.keysWithoutEffect()).contains("classifierCodes");
        assertThat(TrainingConfig.parse("test", "classifierCodes: 1").hash())
                .isEqualTo(DEFAULT.forClasses(10).hash())
                .isNotEqualTo(TrainingConfig.parse("test", "classifierCodes: 2").hash());
    }

    @Test
    void manyClassesGetSeveralCodesOfAChannelWhereThatIsLeftOpen() throws IOException {
        assertThat(DEFAULT.classifierCodes()).isZero();
        assertThat(DEFAULT.forClasses(32).classifierCodes()).isEqualTo(1);
        assertThat(DEFAULT.forClasses(33).classifierCodes()).isEqualTo(4);
        assertThat(DEFAULT.with("classifierCodes", "2").forClasses(100).classifierCodes())
                .isEqualTo(2);
        assertThat(DEFAULT.with("input", "float").forClasses(100).classifierCodes())
                .isEqualTo(1);
        assertThat(DEFAULT.with("quantizer", "learned-step").forClasses(100).classifierCodes())
                .isEqualTo(1);
        // Records of before there was a choice keep what they did.
        assertThat(TrainingConfig.recorded("old", "epochs: 3").classifierCodes())
                .isEqualTo(1);
        List<String> layers = NetworkPlan.of(DEFAULT, NetworkSpec.load("tiny"), 100).layers().stream()
                .map(NetworkPlan.PlannedLayer::name)
                .toList();
        assertThat(layers).contains("classifier4");
        assertThat(NetworkPlan.of(DEFAULT, NetworkSpec.load("tiny"), 10).layers())
                .noneMatch(layer -> layer.name().equals("classifier2"));
    }

    @Test
    void theCodesThatAClassifierReadsHaveBitsOfTheirOwn() throws IOException {
        TrainingConfig four = TrainingConfig.parse("test", "classifierBits: 4");
        Topology topology = TrainedNetwork.topology(four, NetworkSpec.load("tiny"), 10);
        List<Integer> bits = topology.steps().stream()
                .filter(Topology.Step.Activation.class::isInstance)
                .map(step -> ((Topology.Step.Activation) step)
                        .quantizer(TrainedNetwork.quantizer(four))
                        .bits())
                .toList();
        assertThat(bits.subList(0, bits.size() - 1)).containsOnly(2);
        assertThat(bits.getLast()).isEqualTo(4);
        assertThat(TrainingConfig.parse("test", "classifierBits: 0").hash())
                .isEqualTo(DEFAULT.hash())
                .isNotEqualTo(four.hash());
    }

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
    void configurationsWithoutTheLaterKeysKeepTheirHash() {
        // SHA-256 of the text that the first release wrote for its defaults, which were these.
        String first = "thresholds: quantile\ntableFactor: 3\ntableSmoothing: 3\n";
        assertThat(TrainingConfig.recorded("first", first).hash())
                .isEqualTo("54702c03414e6646db8a26c5c1e67d6ea6119739b1db81c1783a02c91e8c5a75")
                .isNotEqualTo(TrainingConfig.parse("today", first).hash());
        assertThat(DEFAULT.with("policy", "1").hash()).isNotEqualTo(DEFAULT.hash());
        assertThat(DEFAULT.with("perClass", "5").hash()).isNotEqualTo(DEFAULT.hash());
        assertThat(DEFAULT.with("tableStart", "ramp").hash()).isNotEqualTo(DEFAULT.hash());
        assertThat(DEFAULT.with("bodyFactor", "0.5").hash()).isNotEqualTo(DEFAULT.hash());
        assertThat(DEFAULT.toYaml()).contains("policy: 0", "erasing: 0.0", "balanced: false");
    }

    @Test
    void recordsThatDoNotKnowAKeyHaveWhatWasGoneByThen() {
        assertThat(DEFAULT.stemTie()).isEqualTo(1);
        assertThat(TrainingConfig.recorded("old", "epochs: 3").stemTie()).isZero();
        assertThat(TrainingConfig.recorded("new", "stemTie: 0.5").stemTie()).isEqualTo(0.5);
        assertThat(TrainingConfig.recorded("written", DEFAULT.toYaml())).isEqualTo(DEFAULT);
    }

    /** Sixty-four digits, or digits with one e among them, are numbers to YAML. */
    @Test
    void hashesThatLookLikeNumbersComeBack() {
        for (String hash : new String[] {"1".repeat(64), "1".repeat(62) + "e5", "0".repeat(64)}) {
            TrainingConfig config = DEFAULT.with("fromSha256", "\"" + hash + "\"");
            assertThat(TrainingConfig.parse("again", config.toYaml())).isEqualTo(config);
            assertThat(config.transfer().fromSha256()).isEqualTo(hash);
        }
        assertThat(TrainingConfig.OPTIONS).doesNotContain("fromSha256");
    }

    @Test
    void whereATeacherLiesDoesNotChangeTheHashButWhatItHoldsDoes() {
        TrainingConfig taught = DEFAULT.with("teacher", "runs/a b");
        assertThat(taught.hash()).isEqualTo(DEFAULT.with("teacher", "elsewhere").hash());
        assertThat(taught.differences(DEFAULT.with("teacher", "elsewhere"))).isEmpty();
        String digits = "\"" + "12".repeat(32) + "\"";
        assertThat(taught.with("teacherHash", digits).hash()).isNotEqualTo(taught.hash());
        assertThat(TrainingConfig.parse(
                        "again", taught.with("teacherHash", digits).toYaml()))
                .isEqualTo(taught.with("teacherHash", digits));
        assertThatThrownBy(() -> TrainingConfig.parse("mine.yaml", "quantizer: learnt-step\nteacherHash: \"12\"\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("did you mean learned-step?")
                .hasMessageContaining("teacherHash is 12, want 64 hexadecimal digits")
                .hasMessageContaining("teacherHash is given and teacher is not");
    }

    @Test
    void augmentationIsChecked() {
        TrainingConfig config = TrainingConfig.parse("mine.yaml", "flipVertical: true\nrandomCrop: 0.25\npolicy: 2\n");
        assertThat(config.augmentation().verticalFlip()).isTrue();
        assertThat(config.augmentation().randomCrop()).isEqualTo(0.25);
        assertThat(config.augmentation().policyStrength()).isEqualTo(9);
        assertThatThrownBy(() ->
                        TrainingConfig.parse("mine.yaml", "randomCrop: 0\nerasing: 1.5\npolicy: 9\nsaturaton: 0.1\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("randomCrop is 0, want a number 0.01..1.0")
                .hasMessageContaining("erasing is 1.5, want a number 0.0..1.0")
                .hasMessageContaining("policy is 9, want a whole number 0..8")
                .hasMessageContaining("did you mean saturation?");
        assertThatThrownBy(() -> TrainingConfig.parse("mine.yaml", "classWeights: true\nbalanced: true\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("mine.yaml: classWeights and balanced are both true, want at most one:"
                        + " either evens out the classes");
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
