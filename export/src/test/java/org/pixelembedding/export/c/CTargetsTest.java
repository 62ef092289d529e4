package org.pixelembedding.export.c;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
     * Other builds for this machine: 32-bit words without a popcount instruction, 64-bit words without vectors, each kind of
     * vectors, sanitizers. Debian's clang comes without the run-time library of its sanitizers, so there undefined behaviour is
     * a trap, and addresses are gcc's part.
     */
    static List<CToolchain> otherBuilds() {
        List<String> words32 = List.of("-DMODEL_WORD_BITS=32", "-mno-popcnt", "-mno-avx");
        List<String> avx2 = List.of("-march=x86-64", "-mavx2", "-mpopcnt");
        List<String> counting = List.of("-march=x86-64", "-mavx512f", "-mavx512vpopcntdq", "-mpopcnt");
        List<String> vbmi = List.of("-march=x86-64", "-mavx512bw", "-mavx512vbmi", "-mpopcnt");
        List<String> gccSanitizers = List.of("-fsanitize=address,undefined", "-fno-sanitize-recover=all");
        List<String> clangSanitizers = List.of("-fsanitize=undefined", "-fsanitize-trap=all");
        CToolchain gcc = CToolchains.all().get(0);
        CToolchain clang = CToolchains.all().get(1);
        return List.of(
                gcc.with("c-gcc-32", words32),
                clang.with("c-clang-32", words32),
                gcc.with("c-gcc-portable", List.of("-DMODEL_PORTABLE")),
                gcc.with("c-gcc-portable-plain", List.of("-DMODEL_PORTABLE", "-march=x86-64")),
                gcc.with("c-gcc-avx2", avx2),
                clang.with("c-clang-avx2", avx2),
                gcc.with("c-gcc-avx512vpopcntdq", counting),
                clang.with("c-clang-avx512vpopcntdq", counting),
                gcc.with("c-gcc-avx512vbmi", vbmi),
                clang.with("c-clang-avx512vbmi", vbmi),
                gcc.with("c-gcc-32-sanitized", join(words32, gccSanitizers)),
                gcc.with("c-gcc-avx2-sanitized", join(avx2, gccSanitizers)),
                gcc.with("c-gcc-avx512vbmi-sanitized", join(vbmi, gccSanitizers)),
                clang.with("c-clang-avx2-sanitized", join(avx2, clangSanitizers)),
                clang.with("c-clang-sanitized", clangSanitizers));
    }

    private static List<String> join(List<String> some, List<String> more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    /** Why this machine cannot run a build for such vectors; x86-64 Linux says what its CPU has. */
    private static Optional<String> cpuLacks(CToolchain build) throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        String has = Files.exists(info) ? Files.readString(info).replace("_", "") : "";
        for (String feature : List.of("avx2", "avx512vpopcntdq", "avx512vbmi")) {
            if (build.name().contains(feature) && !has.contains(feature)) {
                return Optional.of("this CPU has no " + feature);
            }
        }
        return has.contains("avx") ? Optional.empty() : Optional.of("the flags are those of x86-64");
    }

    @ParameterizedTest
    @MethodSource("otherBuilds")
    void otherWordsVectorsAndSanitizersGiveThemToo(CToolchain toolchain) throws IOException {
        cpuLacks(toolchain).ifPresent(why -> Assumptions.abort("skipped: " + why));
        randomModelsGiveTheOraclesSums(toolchain);
    }

    /** Without a C library: big-endian words of both widths, WebAssembly with and without vectors. */
    static List<CToolchain> freestandingBuilds() throws URISyntaxException {
        Path here = Path.of(CTargetsTest.class.getResource("freestanding").toURI());
        CToolchain bigEndian = new CToolchain(
                "c-aarch64-big-endian",
                List.of(
                        "aarch64-linux-gnu-gcc",
                        "-mbig-endian",
                        "-O2",
                        "-ffreestanding",
                        "-nostdlib",
                        "-static",
                        "-isystem",
                        here.toString(),
                        here.resolve("aarch64.c").toString(),
                        "memory.c"),
                List.of("qemu-aarch64_be"),
                false,
                List.of("gcc-aarch64-linux-gnu", "qemu-user"));
        CToolchain wasm = new CToolchain(
                "c-wasm",
                List.of(
                        "clang",
                        "--target=wasm32",
                        "-O2",
                        "-ffreestanding",
                        "-nostdlib",
                        "-Wl,--no-entry",
                        "-Wl,--export=harness_main",
                        "-isystem",
                        here.toString(),
                        here.resolve("wasm.c").toString(),
                        "memory.c"),
                List.of("node", here.resolve("run.mjs").toString()),
                false,
                List.of("clang", "lld", "nodejs"));
        return List.of(
                bigEndian,
                bigEndian.with("c-aarch64-big-endian-32", List.of("-DMODEL_WORD_BITS=32")),
                wasm,
                wasm.with("c-wasm-simd", List.of("-msimd128")));
    }

    /** What the name of a build says of its vectors, or empty. */
    private static Optional<String> vectors(String build) {
        return build.contains("vbmi")
                ? Optional.of("avx512-vbmi")
                : build.contains("avx2") || build.contains("vpopcntdq")
                        ? Optional.of("avx2")
                        : build.equals("c-aarch64")
                                ? Optional.of("neon")
                                : build.equals("c-wasm-simd") ? Optional.of("wasm-simd128") : Optional.empty();
    }

    /** Otherwise a build that fell back to portable code would pass. */
    @Test
    void aBuildHasTheVectorsThatItsNameSays() throws IOException, URISyntaxException {
        Path here = Files.createDirectory(directory.resolve("macros"));
        for (Map.Entry<String, String> file :
                CFiles.model(SampleModels.integers()).entrySet()) {
            Files.writeString(here.resolve(file.getKey()), file.getValue());
        }
        List<CToolchain> builds = new ArrayList<>(otherBuilds());
        builds.addAll(freestandingBuilds());
        builds.addAll(CToolchains.all());
        int checked = 0;
        for (CToolchain build : builds) {
            if (vectors(build.name()).isEmpty() || build.missing().isPresent()) {
                continue;
            }
            List<String> command = new ArrayList<>(build.compiler());
            command.removeIf(argument -> argument.endsWith(".c"));
            command.addAll(List.of("-E", "-dM", "model.c"));
            Process process =
                    new ProcessBuilder(command).directory(here.toFile()).start();
            String macros = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(macros)
                    .as(build.name())
                    .contains("#define PIX_VECTORS \"" + vectors(build.name()).orElseThrow() + "\"");
            checked++;
        }
        Assumptions.assumeTrue(checked > 0, "skipped: no compiler is here");
    }

    @ParameterizedTest
    @MethodSource("freestandingBuilds")
    void freestandingBuildsGiveThemToo(CToolchain toolchain) throws IOException {
        randomModelsGiveTheOraclesSums(toolchain);
    }

    /** The first layer among the constants: everything that may have it, on words of 32 and 64 bits and on a board. */
    @Test
    void aFirstLayerOfTablesGivesThemToo() throws IOException {
        CToolchain gcc = CToolchains.all().get(0);
        gcc.missing().ifPresent(why -> Assumptions.abort("skipped: " + why));
        int tables = 0;
        for (int round = 0; round < 12; round++) {
            Model model = RandomModels.of(SEED + round);
            if (!CSource.of(new CPlan(model), Long.MAX_VALUE).tabled()) {
                continue;
            }
            tables++;
            RgbImage picture = RandomModels.picture(model, SEED);
            int[] expected = new ReferenceInterpreter(model).run(picture).sums();
            for (CToolchain build : List.of(
                    gcc,
                    gcc.with("portable", List.of("-DMODEL_PORTABLE")),
                    gcc.with(
                            "sanitized",
                            List.of(
                                    "-DMODEL_WORD_BITS=32",
                                    "-fsanitize=address,undefined",
                                    "-fno-sanitize-recover=all")))) {
                Path here = Files.createDirectory(directory.resolve(build.name() + round));
                assertThat(CProgram.build(model, CFiles.model(model, Long.MAX_VALUE), build, here, "program")
                                .sums(List.of(picture.rgb())))
                        .as("%s, -Dpixemb.seed=%d", build.name(), SEED + round)
                        .usingElementComparator(Arrays::compare)
                        .containsExactly(expected);
            }
        }
        assertThat(tables).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aFlashBudgetChoosesTheFirstLayersRoute() {
        CPlan plan = new CPlan(SampleModels.integers());
        CSource counted = CSource.of(plan, 0);
        CSource tabled = CSource.of(plan, Long.MAX_VALUE);
        assertThat(counted.tabled()).isFalse();
        assertThat(tabled.tabled()).isTrue();
        assertThat(tabled.constantBytes()).isGreaterThan(counted.constantBytes());
        assertThat(CSource.of(plan, tabled.constantBytes()).tabled()).isTrue();
        assertThat(CSource.of(plan, tabled.constantBytes() - 1).tabled()).isFalse();
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
            TraceChecks.assertKeptLayersAre(model, expected, trace, SEED + round);
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
                                + " -O2 model.c picture.c selftest.c main.c -o classify && ./classify && ./classify selftest.rgb")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        int code = process.waitFor();
        assertThat(Files.readString(said)).contains("all 3 sums are right");
        assertThat(code).isZero();
    }

    @Test
    void anArduinoLibraryHasItsShapeAndCompiles() throws IOException, InterruptedException {
        CExporter exporter = new CExporter();
        Path folder = directory.resolve("library");
        ExportOptions options = ExportOptions.of(exporter, Map.of("shape", "arduino"));
        ExportFolder.write(exporter, SampleModels.integers(), options, folder, false);
        String name = ArduinoLibrary.name(SampleModels.integers(), new CNames(CNames.USUAL));
        assertThat(Files.readString(folder.resolve("library.properties")))
                .contains("name=" + name, "includes=" + name + ".h");
        assertThat(folder.resolve("src/model.c")).exists();
        // What the specification of libraries wants: a tab between a word and its kind, else the IDE colours nothing.
        assertThat(Files.readAllLines(folder.resolve("keywords.txt")))
                .isNotEmpty()
                .allMatch(line -> line.matches("\\w+\t(KEYWORD[123]|LITERAL1)"));
        String sketch = Files.readString(folder.resolve("examples/SelfTest/SelfTest.ino"));
        assertThat(sketch).contains("#include <" + name + ".h>");
        CToolchain gcc = CToolchains.all().get(0);
        gcc.missing().ifPresent(why -> Assumptions.abort("skipped: " + why));
        // The IDE compiles a sketch as C++ with Arduino.h in front of it.
        Files.writeString(
                folder.resolve("sketch.cpp"),
                "#include <cstdio>\n"
                        + "struct Port { void begin(long) {} operator bool() { return true; }\n"
                        + "void print(const char *t) { std::fputs(t, stdout); } void print(long n) { std::printf(\"%ld\", n); }\n"
                        + "void print(unsigned long n) { print((long)n); } void println(const char *t) { std::puts(t); }\n"
                        + "void println(int n) { std::printf(\"%d\\n\", n); } } Serial;\n"
                        + "static unsigned long micros() { return 0; }\nstatic unsigned long millis() { return 0; }\n"
                        + sketch
                        + "\nint main() { setup(); loop(); }\n");
        Path said = directory.resolve("said");
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "gcc -c -std=c99 -O2 src/model.c src/picture.c src/selftest.c && g++ -Isrc sketch.cpp model.o selftest.o -o sketch"
                                + " && ./sketch")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        int code = process.waitFor();
        assertThat(Files.readString(said)).contains("all sums are right");
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
                .hasMessageContaining("--classifier binary");
        assertThat(directory.resolve("float")).doesNotExist();
    }
}
