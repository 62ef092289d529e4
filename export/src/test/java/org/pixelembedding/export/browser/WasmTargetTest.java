package org.pixelembedding.export.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pixelembedding.export.verify.ComparisonReport;
import org.pixelembedding.export.verify.EngineTarget;
import org.pixelembedding.export.verify.PictureSequence;
import org.pixelembedding.export.verify.TargetComparison;
import org.pixelembedding.export.verify.TargetProgram;
import org.pixelembedding.export.verify.TargetResult;
import org.pixelembedding.export.verify.VerifyTarget;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.RandomModels;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.model.SampleModels;
import org.pixelembedding.model.Thresholds;
import org.pixelembedding.run.Difference;

/** Exported WebAssembly among the targets that are verified. */
class WasmTargetTest {
    private static final Model MODEL = SampleModels.integers();
    private static final int PICTURES = 70;
    private static final int CHANNEL = 2;

    @TempDir
    private Path directory;

    private static ComparisonReport compare(VerifyTarget target) throws IOException {
        target.missing().ifPresent(why -> Assumptions.abort("skipped: " + why));
        PictureSequence pictures = new PictureSequence() {
            @Override
            public int count() {
                return PICTURES;
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
    @EnumSource
    void allPicturesGiveTheEnginesSums(NodeProgram.Kernels kernels) throws IOException {
        TargetResult result = compare(new WasmTarget(kernels)).targets().getLast();
        assertThat(result.status()).isEqualTo(TargetResult.Status.SAME);
        assertThat(result.images()).isEqualTo(PICTURES);
        assertThat(result.name()).isIn("wasm", "wasm-plain");
    }

    @ParameterizedTest
    @EnumSource
    void aWrongThresholdInTheFileIsFoundAndNamed(NodeProgram.Kernels kernels) throws IOException {
        Node layer = MODEL.nodes().stream()
                .filter(node -> node.layer() instanceof MultiThreshold)
                .findFirst()
                .orElseThrow();
        WasmTarget target = new WasmTarget(kernels);
        ComparisonReport report = compare(new VerifyTarget() {
            @Override
            public String name() {
                return target.name();
            }

            @Override
            public Optional<String> missing() {
                return target.missing();
            }

            @Override
            public TargetProgram start(Model model, Path workspace) throws IOException {
                return target.start(planted(model, layer), workspace);
            }
        });
        assertThat(report.passed()).isFalse();
        Difference first = report.targets().getLast().first().orElseThrow();
        assertThat(first.layer()).as(first.toString()).isEqualTo(layer.name());
        assertThat(first.channel()).isEqualTo(CHANNEL);
        assertThat(first.executor()).isEqualTo(target.name());
    }

    /** All levels of one channel are reached by every sum; it is one whose codes the answer depends on. */
    private static Model planted(Model model, Node layer) {
        Thresholds thresholds = ((MultiThreshold) layer.layer()).thresholds();
        int levels = thresholds.levels();
        int[] values = new int[thresholds.channels() * levels];
        boolean[] falling = new boolean[thresholds.channels()];
        for (int i = 0; i < values.length; i++) {
            int channel = i / levels;
            falling[channel] = thresholds.falling(channel);
            int always = falling[channel] ? 1 << 30 : -(1 << 30);
            values[i] = channel == CHANNEL ? always : thresholds.threshold(channel, i % levels);
        }
        MultiThreshold wrong = new MultiThreshold(new Thresholds(thresholds.bits(), values, falling));
        return new Model(
                model.name(),
                model.inputHeight(),
                model.inputWidth(),
                model.nodes().stream()
                        .map(node -> node == layer ? new Node(node.name(), wrong, node.inputs()) : node)
                        .toList(),
                model.labels(),
                model.logitScale(),
                model.provenance());
    }

    @ParameterizedTest
    @EnumSource
    void floatLayersAreRefusedByName(NodeProgram.Kernels kernels) {
        assertThatThrownBy(() -> new WasmTarget(kernels).start(SampleModels.floatEnds(), directory))
                .hasMessageContaining("layer 'stem'");
    }
}
