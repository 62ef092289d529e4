package org.pixelembedding.export.c;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pixelembedding.export.ExportFolder;
import org.pixelembedding.export.ExportOptions;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RandomModels;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.model.SampleModels;
import org.pixelembedding.run.NodeValues;
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
        Path here = Files.createDirectory(directory.resolve(toolchain.name() + seed));
        assertThat(CProgram.build(model, toolchain, here).sums(pictures))
                .as("%s, -Dpixemb.seed=%d", toolchain.name(), seed)
                .usingElementComparator(Arrays::compare)
                .isEqualTo(expected);
    }

    /**
     * Other builds for this machine: 32-bit words without a popcount instruction, sanitizers. Debian's clang comes without the
     * run-time library of its sanitizers, so there undefined behaviour is a trap, and addresses are gcc's part.
     */
    static List<CToolchain> otherBuilds() {
        List<String> portable = List.of("-DMODEL_WORD_BITS=32", "-mno-popcnt");
        CToolchain gcc = CToolchains.all().get(0);
        CToolchain clang = CToolchains.all().get(1);
        return List.of(
                gcc.with("c-gcc-32", portable),
                clang.with("c-clang-32", portable),
                gcc.with("c-gcc-sanitized", List.of("-fsanitize=address,undefined", "-fno-sanitize-recover=all")),
                clang.with("c-clang-sanitized", List.of("-fsanitize=undefined", "-fsanitize-trap=all")));
    }

    @ParameterizedTest
    @MethodSource("otherBuilds")
    void otherWordsAndSanitizersGiveThemToo(CToolchain toolchain) throws IOException {
        randomModelsGiveTheOraclesSums(toolchain);
    }

    @Test
    void aTraceTellsEveryLayerThatIsKept() throws IOException {
        CToolchain gcc = CToolchains.all().get(0);
        gcc.missing().ifPresent(why -> Assumptions.abort("skipped: " + why));
        for (int round = 0; round < 4; round++) {
            Model model = RandomModels.of(SEED + round);
            RgbImage picture = RandomModels.picture(model, SEED);
            NodeValues expected = new ReferenceInterpreter(model).run(picture);
            Path here = Files.createDirectory(directory.resolve("trace" + round));
            List<int[]> trace = CProgram.buildTracing(model, gcc, here).trace(picture.rgb());
            int kept = 0;
            for (int node = 0; node < trace.size(); node++) {
                if (trace.get(node).length > 0) {
                    kept++;
                    assertThat(trace.get(node))
                            .as(
                                    "layer '%s', -Dpixemb.seed=%d",
                                    model.nodes().get(node).name(), SEED + round)
                            .isEqualTo(expected.values(node));
                }
            }
            assertThat(kept).isGreaterThanOrEqualTo(2);
            assertThat(trace.get(trace.size() - 1)).isEqualTo(expected.sums());
        }
    }

    @Test
    void anExportedFolderBuildsAsItsReadmeSays() throws IOException, InterruptedException {
        CToolchain gcc = CToolchains.all().get(0);
        gcc.missing().ifPresent(why -> Assumptions.abort("skipped: " + why));
        CExporter exporter = new CExporter();
        Path folder = directory.resolve("folder");
        ExportFolder.write(exporter, SampleModels.integers(), ExportOptions.of(exporter, Map.of()), folder, false);
        Path said = directory.resolve("said");
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "gcc " + String.join(" ", CToolchain.STRICT)
                                + " -O2 model.c selftest.c main.c -o classify && ./classify && ./classify selftest.rgb")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        int code = process.waitFor();
        assertThat(Files.readString(said)).contains("all 3 sums are right");
        assertThat(code).isZero();
    }

    @Test
    void floatLayersAreRefusedByName() {
        CExporter exporter = new CExporter();
        assertThatThrownBy(() -> ExportFolder.write(
                        exporter,
                        SampleModels.floatEnds(),
                        ExportOptions.of(exporter, Map.of()),
                        directory.resolve("float"),
                        false))
                .hasMessageContaining("layer 'stem'")
                .hasMessageContaining("onnx");
        assertThat(directory.resolve("float")).doesNotExist();
    }
}
