package org.pixelembedding.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.pixelembedding.kernel.BitKernels;

/** Keeps every benchmark alive: each one's check runs once, nothing is timed but one call through the program. */
class BenchmarksTest {
    private static final Set<Class<?>> CHECKED = Set.of(
            KernelBenchmark.class,
            FirstLayerBenchmark.class,
            NetworkBenchmark.class,
            FloatStemBenchmark.class,
            OnnxRuntimeLayerBenchmark.class,
            OnnxRuntimeFirstLayerBenchmark.class,
            OnnxRuntimeNetworkBenchmark.class);

    @Test
    void everyBenchmarkIsCheckedHere() throws IOException {
        try (InputStream list = BenchmarksTest.class.getResourceAsStream("/META-INF/BenchmarkList")) {
            assertThat(list).as("written by JMH's annotation processor").isNotNull();
            Set<String> found = new TreeSet<>();
            // Each class name stands as "class, space, its length, space, name".
            for (String word : new String(list.readAllBytes(), StandardCharsets.UTF_8).split("\\s+", -1)) {
                if (word.matches("org\\.pixelembedding\\.bench\\.\\w+Benchmark")) {
                    found.add(word);
                }
            }
            assertThat(found)
                    .containsExactlyInAnyOrderElementsOf(
                            CHECKED.stream().map(Class::getName).toList());
        }
    }

    @Test
    void runsOnVectorKernels() {
        assertThat(BitKernels.best().name()).startsWith("vector-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"design-section-6", "ern18-224", "resnet20-cifar", "tiny-64"})
    void shapesFilesAreRead(String file) {
        assertThat(LayerShape.lines(file).stream().map(LayerShape::parse).toList())
                .hasSizeGreaterThan(5)
                .allMatch(shape -> shape.macs() > 0);
    }

    @Test
    void kernelsAreChecked() {
        for (String line : LayerShape.lines("resnet20-cifar")) {
            KernelBenchmark benchmark = new KernelBenchmark();
            benchmark.layer = line;
            benchmark.kernel = "best";
            benchmark.check();
            assertThat(benchmark.codes()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LOOK_UP,best",
        "BIT_SERIAL,best",
        "JOINT,best",
        "DITHER,best",
        "BIT_PLANES,best",
        "FLOAT,best",
        "LOOK_UP,scalar",
        "BIT_SERIAL,scalar",
        "JOINT,scalar",
        "DITHER,scalar",
        "BIT_PLANES,scalar",
        "FLOAT,scalar"
    })
    void firstLayersAreChecked(String kind, String kernel) {
        FirstLayerBenchmark benchmark = new FirstLayerBenchmark();
        benchmark.first = "63 32 32 32 3 2 2";
        benchmark.kind = kind;
        benchmark.kernel = kernel;
        benchmark.check();
        assertThat(benchmark.codes().sums()).hasSize(1);
    }

    @Test
    void floatStemsAreChecked() {
        FloatStemBenchmark benchmark = new FloatStemBenchmark();
        benchmark.first = "3 32 32 32 3 2 2";
        benchmark.check();
        assertThat(LongStream.of(benchmark.codes()).filter(word -> word != 0).count())
                .isPositive();
    }

    @Test
    void networksAreChecked() {
        NetworkBenchmark benchmark = new NetworkBenchmark();
        benchmark.network = "tiny@64";
        benchmark.check();
        assertThat(benchmark.picture().sums()).hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "int8"})
    void onnxRuntimeIsChecked(String type) {
        OnnxRuntimeLayerBenchmark layer = new OnnxRuntimeLayerBenchmark();
        layer.layer = LayerShape.lines("tiny-64").getFirst();
        layer.type = type;
        layer.check();
        assertThat(layer.run().scores()).isNotEmpty();
        layer.close();
        OnnxRuntimeFirstLayerBenchmark first = new OnnxRuntimeFirstLayerBenchmark();
        first.first = "3 32 32 32 3 2 2";
        first.type = type;
        first.check();
        assertThat(first.run().scores()).isNotEmpty();
        first.close();
        OnnxRuntimeNetworkBenchmark network = new OnnxRuntimeNetworkBenchmark();
        network.network = "tiny@64";
        network.type = type;
        network.check();
        assertThat(network.run().scores()).isNotEmpty();
        network.close();
    }

    @Test
    void theProgramPrintsGmacs() throws RunnerException, CommandLineOptionException {
        String table = Benchmarks.describe(Benchmarks.run(
                "shapes=tiny-64",
                "-f",
                "0",
                "-wi",
                "0",
                "-i",
                "1",
                "-r",
                "1ms",
                "-v",
                "SILENT",
                "KernelBenchmark.codes"));
        List<String> lines = table.strip().lines().toList();
        assertThat(lines).hasSize(1 + LayerShape.lines("tiny-64").size());
        assertThat(lines.getFirst()).contains("GMAC/s");
        assertThat(lines.get(1))
                .matches("KernelBenchmark.codes +(best +)?32 64 16 16 3 1 2 +(best +)?[0-9.]+ +[0-9.]+");
    }

    @Test
    void badShapesAreRefused() {
        assertThatThrownBy(() -> LayerShape.parse("64 64 56"))
                .hasMessage("layer '64 64 56': want channels in, channels out, height, width, kernel, stride, bits");
        assertThatThrownBy(() -> LayerShape.lines("none")).hasMessageContaining("no shapes file 'none'");
    }
}
