package org.pixelembedding.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pixelembedding.compare.RuntimeSession;
import org.pixelembedding.compare.TwinNetwork;
import org.pixelembedding.export.ExportFolder;
import org.pixelembedding.export.ExportOptions;
import org.pixelembedding.export.c.CExporter;
import org.pixelembedding.format.ModelReader;
import org.pixelembedding.kernel.BitKernels;
import org.pixelembedding.model.Model;

/**
 * Exported C beside the engine and ONNX Runtime's int8, one thread each, in turns:
 *
 * <pre>{@code
 * java --add-modules=jdk.incubator.vector -cp bench/target/benchmarks.jar org.pixelembedding.bench.CAgainstEngine MODEL [ROUNDS]
 * }</pre>
 *
 * <p>In a round every line runs once: some pictures, of which the median counts. Time is that of the processor, so that other
 * programs on the machine take less part in it. Every answer is checked before it is timed.
 */
public final class CAgainstEngine {
    private static final int PICTURES = 60;
    /** Pictures until the engine's kernels are compiled. */
    private static final int WARM_UP = 400;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private CAgainstEngine() {}

    /** One line's block: median microseconds a picture. */
    private interface Line {
        double medianMicros() throws IOException;
    }

    /** Times and prints a table. */
    public static void main(String[] args) throws IOException {
        Model model = ModelReader.read(Path.of(args[0]));
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 7;
        Path folder = Files.createTempDirectory("pixemb-c");
        CExporter exporter = new CExporter();
        ExportFolder.write(exporter, model, ExportOptions.of(exporter, Map.of()), folder, true);

        Map<String, Line> lines = new LinkedHashMap<>();
        CheckedSession engine = new CheckedSession(model);
        for (int i = 0; i < WARM_UP; i++) {
            engine.run();
        }
        lines.put("engine, " + BitKernels.best().name(), () -> median(engine::run));
        for (String compiler : List.of("gcc", "clang")) {
            add(lines, new CompiledC(folder, compiler, List.of("-march=native")));
            add(lines, new CompiledC(folder, compiler, List.of("-mavx2", "-mpopcnt")));
        }
        try (RuntimeSession int8 = OnnxRuntimeCase.checked(TwinNetwork.of(model), "int8")) {
            lines.put("ONNX Runtime " + RuntimeSession.version() + " int8", () -> median(int8::run));
            time(lines, rounds);
        }
    }

    private static void add(Map<String, Line> lines, CompiledC program) {
        lines.put(program.name(), () -> program.medianMicros(PICTURES));
    }

    private static void time(Map<String, Line> lines, int rounds) throws IOException {
        Map<String, List<Double>> micros = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, Line> line : lines.entrySet()) {
                micros.computeIfAbsent(line.getKey(), _ -> new ArrayList<>())
                        .add(line.getValue().medianMicros());
            }
        }
        double engine = Double.NaN;
        System.out.printf("%-36s %10s %10s %10s %8s%n", "", "median us", "least", "most", "engine/");
        for (Map.Entry<String, List<Double>> line : micros.entrySet()) {
            double[] sorted = line.getValue().stream()
                    .mapToDouble(Double::doubleValue)
                    .sorted()
                    .toArray();
            double median = sorted[sorted.length / 2];
            engine = Double.isNaN(engine) ? median : engine;
            System.out.printf(
                    "%-36s %10.1f %10.1f %10.1f %8.2f%n",
                    line.getKey(), median, sorted[0], sorted[sorted.length - 1], engine / median);
        }
    }

    private static double median(Runnable picture) {
        double[] micros = new double[PICTURES];
        for (int i = 0; i < PICTURES; i++) {
            long from = THREADS.getCurrentThreadCpuTime();
            picture.run();
            micros[i] = (THREADS.getCurrentThreadCpuTime() - from) / 1e3;
        }
        Arrays.sort(micros);
        return micros[PICTURES / 2];
    }
}
