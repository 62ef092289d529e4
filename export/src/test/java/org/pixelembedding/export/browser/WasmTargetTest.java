package org.pixelembedding.export.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RandomModels;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.model.SampleModels;
import org.pixelembedding.run.ReferenceInterpreter;

/** Exported WebAssembly as a target of verify; that faults in it are found is in {@code TargetComparisonTest}. */
class WasmTargetTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void allPicturesGiveTheOraclesSums(NodeProgram.Kernels kernels) throws IOException {
        WasmTarget target = new WasmTarget(kernels);
        target.missing().ifPresent(why -> Assumptions.abort("skipped: " + why));
        Model model = SampleModels.integers();
        List<RgbImage> pictures = new ArrayList<>();
        List<int[]> expected = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            pictures.add(RandomModels.picture(model, i));
            expected.add(new ReferenceInterpreter(model).run(pictures.get(i)).sums());
        }
        assertThat(target.name()).isIn("wasm", "wasm-plain");
        assertThat(target.start(model, directory).sums(pictures))
                .usingElementComparator(Arrays::compare)
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void floatLayersAreRefusedByName(NodeProgram.Kernels kernels) {
        assertThatThrownBy(() -> new WasmTarget(kernels).start(SampleModels.floatEnds(), directory))
                .hasMessageContaining("layer 'stem'");
    }
}
