package org.pixelembedding.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pixelembedding.export.verify.ComparisonReport;
import org.pixelembedding.export.verify.EngineTarget;
import org.pixelembedding.export.verify.PictureSequence;
import org.pixelembedding.export.verify.TargetComparison;
import org.pixelembedding.export.verify.TargetProgram;
import org.pixelembedding.export.verify.TargetResult;
import org.pixelembedding.export.verify.VerifyTarget;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.PlantedFaults;
import org.pixelembedding.model.RandomModels;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.model.SampleModels;
import org.pixelembedding.run.Difference;

/** ONNX Runtime among the targets that are verified. */
class OnnxTargetTest {
    private static final Model MODEL = SampleModels.integers();

    @TempDir
    Path place;

    static List<VerifyTarget> targets() {
        return OnnxTarget.all();
    }

    private static ComparisonReport compare(VerifyTarget target) throws IOException {
        PictureSequence pictures = new PictureSequence() {
            @Override
            public int count() {
                return 70;
            }

            @Override
            public String name(int index) {
                return "picture " + index;
            }

            @Override
            public RgbImage picture(int index) {
                return RandomModels.picture(MODEL, index);
            }
        };
        TargetComparison.Progress nobody = new TargetComparison.Progress() {
            @Override
            public void starting(String name) {}

            @Override
            public void compared(int done, int total) {}
        };
        return TargetComparison.of(MODEL, List.of(EngineTarget.scalar(), target), pictures, false, nobody);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void allPicturesGiveTheEnginesSums(VerifyTarget target) throws IOException {
        TargetResult result = compare(target).targets().getLast();
        assertThat(result.status()).isEqualTo(TargetResult.Status.SAME);
        assertThat(result.images()).isEqualTo(70);
        assertThat(result.name()).isIn("onnx", "onnx-int2");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void aFlippedWeightInTheFileIsFoundAndNamed(VerifyTarget target) throws IOException {
        VerifyTarget planted = new VerifyTarget() {
            @Override
            public String name() {
                return target.name();
            }

            @Override
            public TargetProgram start(Model model, Path workspace) throws IOException {
                return target.start(PlantedFaults.flippedWeight(model, "conv", 7, 3), workspace);
            }
        };
        ComparisonReport report = compare(planted);
        assertThat(report.passed()).isFalse();
        Difference first = report.targets().getLast().first().orElseThrow();
        assertThat(first.layer()).as(first.toString()).isEqualTo("conv");
        assertThat(first.channel()).isEqualTo(7);
        assertThat(first.executor()).isEqualTo(target.name());
    }

    @ParameterizedTest
    @MethodSource("targets")
    void floatLayersAreRefusedByName(VerifyTarget target) {
        assertThatThrownBy(() -> target.start(SampleModels.floatEnds(), place)).hasMessageContaining("layer 'stem'");
    }
}
