package org.pixelembedding.export.c;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RandomModels;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.run.ReferenceInterpreter;

/** Exported C, compiled by each toolchain that is here and run, against the oracle. */
class CTargetsTest {
    private static final long SEED = Long.getLong("pixemb.seed", 0x5EED);

    @TempDir
    private Path directory;

    static List<CToolchain> toolchains() {
        return CToolchains.all();
    }

    @ParameterizedTest
    @MethodSource("toolchains")
    void randomModelsGiveTheOraclesSums(CToolchain toolchain) throws IOException {
        toolchain.missing().ifPresent(why -> Assumptions.abort("skipped: " + why));
        for (int round = 0; round < 3; round++) {
            check(SEED + round, toolchain);
        }
    }

    private void check(long seed, CToolchain toolchain) throws IOException {
        Model model = RandomModels.of(seed);
        List<byte[]> pictures = new ArrayList<>();
        List<int[]> expected = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            RgbImage picture = RandomModels.picture(model, seed + i);
            pictures.add(picture.rgb());
            expected.add(new ReferenceInterpreter(model).run(picture).sums());
        }
        Path here = java.nio.file.Files.createDirectory(directory.resolve(toolchain.name() + seed));
        assertThat(CProgram.build(model, toolchain, here).sums(pictures))
                .as("%s, -Dpixemb.seed=%d", toolchain.name(), seed)
                .usingElementComparator(java.util.Arrays::compare)
                .isEqualTo(expected);
    }
}
