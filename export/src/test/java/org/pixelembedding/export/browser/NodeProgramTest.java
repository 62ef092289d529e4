package org.pixelembedding.export.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pixelembedding.export.c.TraceChecks;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RandomModels;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.run.NodeValues;
import org.pixelembedding.run.ReferenceInterpreter;

/** Exported WebAssembly in Node, against the oracle. */
class NodeProgramTest {
    private static final long SEED = Long.getLong("pixemb.seed", 0x5EED);
    private static final int MODELS = 40;

    @TempDir
    private Path directory;

    @BeforeEach
    void wantsNode() {
        NodeProgram.missing().ifPresent(why -> Assumptions.abort("skipped: " + why));
    }

    @ParameterizedTest
    @EnumSource
    void randomModelsGiveTheOraclesSums(NodeProgram.Kernels kernels) throws IOException {
        for (int round = 0; round < MODELS; round++) {
            Model model = RandomModels.of(SEED + round);
            List<byte[]> pictures = new ArrayList<>();
            List<int[]> expected = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                RgbImage picture = RandomModels.picture(model, SEED + round + i);
                pictures.add(picture.rgb());
                expected.add(new ReferenceInterpreter(model).run(picture).sums());
            }
            Path here = Files.createDirectory(directory.resolve("model" + round));
            assertThat(new NodeProgram(model, kernels, here).sums(pictures))
                    .as("%s, -Dpixemb.seed=%d", kernels, SEED + round)
                    .usingElementComparator(Arrays::compare)
                    .isEqualTo(expected);
        }
    }

    @Test
    void aTraceTellsEveryLayerThatIsKept() throws IOException {
        for (int round = 0; round < 4; round++) {
            Model model = RandomModels.of(SEED + round);
            RgbImage picture = RandomModels.picture(model, SEED);
            NodeValues expected = new ReferenceInterpreter(model).run(picture);
            Path here = Files.createDirectory(directory.resolve("trace" + round));
            List<int[]> trace = new NodeProgram(model, NodeProgram.Kernels.SIMD, here).trace(picture.rgb());
            TraceChecks.assertKeptLayersAre(model, expected, trace, SEED + round);
        }
    }
}
