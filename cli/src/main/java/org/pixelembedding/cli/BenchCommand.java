package org.pixelembedding.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.pixelembedding.format.ModelWriter;
import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.kernel.BitKernels;
import org.pixelembedding.model.Model;
import org.pixelembedding.train.NetworkSpec;
import org.pixelembedding.train.RandomNetwork;
import org.pixelembedding.train.TrainingConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Times on this machine. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Times the engine on a model, or on a network with random weights beside its twin with float ends.",
            "With --training: training steps beside the full-precision twin (float pixels and weights, ReLU), in turns",
            "in one process. Every answer is checked before it is timed."
        },
        footer = {
            "",
            "Lines take turns in blocks of about a second; p50 and images/s are medians",
            "over these rounds. With several threads latencies are those of one session",
            "that spreads each picture over all of them; images/s are the better of that",
            "and one session a thread. Before anything else, a fresh classifier's first",
            "pictures are timed as a program would meet them.",
            "",
            "Examples:",
            "  pixemb bench runs/quickstart/model.pxm",
            "  pixemb bench --network ern18 --size 224 --threads 1,2",
            "  pixemb bench --network ern18 --compare onnxruntime",
            "  pixemb bench --training --network tiny"
        })
final class BenchCommand implements Callable<Integer> {
    @Parameters(index = "0", arity = "0..1", paramLabel = "MODEL", description = "A model file (.pxm).")
    private Optional<Path> file = Optional.empty();

    @Option(names = "--network", description = "Instead of a model: a network's name or YAML file.")
    private Optional<String> network = Optional.empty();

    @Option(names = "--training", description = "Time training steps instead of the engine.")
    private boolean training;

    @Option(
            names = "--memory",
            description = "With --training: the most memory of steps, beside what they need by their shapes.")
    private boolean memory;

    @Option(
            names = "--data",
            paramLabel = "DATA",
            description = "With --training: steps on these pictures beside steps on one repeated batch.")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--width",
            defaultValue = "1",
            description = "With --training: factor on the network's channels (default: ${DEFAULT-VALUE}).")
    private double width;

    @Option(
            names = "--dimensions",
            defaultValue = "21",
            description = "With --training: codes per colour value of the table (default: ${DEFAULT-VALUE}).")
    private int dimensions;

    @Option(
            names = "--size",
            defaultValue = "0",
            description = "Height and width of the pictures; 0 takes the network's (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(
            names = "--threads",
            split = ",",
            description = "Numbers of threads to time (default: 1 and all; 2 for --training).")
    private List<Integer> threads = List.of();

    @Option(
            names = "--kernels",
            split = ",",
            description = "Kernels to time, or scalar and vector (default: the best).")
    private List<String> kernels = List.of();

    @Option(
            names = "--seconds",
            defaultValue = "3",
            description = "Timed seconds per line, at least 3 rounds in turns (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--batch",
            defaultValue = "64",
            description = "Pictures per training step (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--rounds",
            defaultValue = "20",
            description = "Timed training steps of each kind (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--compare",
            split = ",",
            paramLabel = "ENGINE",
            description = "Also time the same topology elsewhere: onnxruntime (random weights, float32 and int8).")
    private List<String> compare = List.of();

    @Option(
            names = "--save",
            paramLabel = "MODEL",
            description = "Also write the --network with random weights that is timed to this file (.pxm).")
    private Optional<Path> save = Optional.empty();

    @Option(names = "--json", description = "One JSON object on stdout.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (rounds < 1 || rounds > 100_000 || !(seconds > 0 && seconds <= 3600)) {
            throw usage("want --rounds 1..100000 and --seconds up to 3600, got " + rounds + " and " + seconds);
        }
        if (threads.stream().anyMatch(t -> t < 1 || t > 1024)) {
            throw usage("--threads is " + threads + ", want numbers 1..1024");
        }
        if (!compare.isEmpty() && !compare.equals(List.of("onnxruntime"))) {
            throw usage("--compare is " + compare + ", want onnxruntime");
        }
        if (file.isPresent() == network.isPresent() && !(training && file.isEmpty())) {
            throw usage("want either a MODEL or --network");
        }
        if (!training && (memory || data.isPresent())) {
            throw usage("--memory and --data go with --training");
        }
        if (save.isPresent() && (training || network.isEmpty())) {
            throw usage("--save goes with --network and without --training");
        }
        return training ? training() : engine();
    }

    private int training() throws IOException {
        TrainingConfig config = TrainingConfig.parse(
                "bench",
                "size: " + size + "\nbatch: " + batch + "\nthreads: " + (threads.isEmpty() ? 2 : threads.getFirst())
                        + "\nwidth: " + width + "\ndimensions: " + dimensions + "\nnetwork: \"" + network.orElse("tiny")
                        + "\"\n");
        TrainingBench bench =
                new TrainingBench(config, rounds, spec.commandLine().getOut(), json);
        if (memory) {
            bench.memory();
        } else if (data.isPresent()) {
            bench.pipeline(data.get(), spec.commandLine().getErr());
        } else {
            bench.speed();
        }
        return 0;
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private int engine() throws IOException {
        Model model;
        Optional<Model> twin = Optional.empty();
        if (file.isPresent()) {
            model = ModelFile.read(file.get());
        } else {
            NetworkSpec named = NetworkSpec.load(network.get());
            model = RandomNetwork.frozen(named, size, "pixel-embedding");
            twin = Optional.of(RandomNetwork.frozen(named, size, "float"));
            if (save.isPresent()) {
                ModelWriter.write(model, save.get());
            }
        }
        ColdStart cold = ColdStart.measure(model, EngineBench.picture(model));
        List<EngineBench> benches = new ArrayList<>();
        List<BenchLine> lines = new ArrayList<>();
        Optional<OnnxRuntimeLines> others = Optional.empty();
        try {
            for (BitKernel kernel : chosenKernels()) {
                lines.addAll(lines(benches, "pixemb", model, kernel));
                if (twin.isPresent()) {
                    lines.addAll(lines(benches, "pixemb-float-ends", twin.get(), kernel));
                }
            }
            EngineBench main = benches.getFirst();
            others = compare.isEmpty() ? Optional.empty() : Optional.of(onnxRuntime(model, main.picture()));
            others.ifPresent(other -> lines.addAll(other.lines()));
            BenchLine.inTurns(lines, seconds);
            List<BenchRow> rows = BenchLine.rows(lines);
            Optional<Map<String, Object>> runtime = others.map(OnnxRuntimeLines::description);
            List<EngineBench.LayerTime> layers = main.layers(seconds);
            if (json) {
                spec.commandLine().getOut().println(Json.of(answer(rows, layers, cold, runtime)));
            } else {
                print(rows, layers, cold, runtime);
            }
        } finally {
            lines.forEach(BenchLine::close);
            benches.forEach(EngineBench::close);
            others.ifPresent(OnnxRuntimeLines::close);
        }
        return 0;
    }

    /** The lines of a model whose answer was checked. */
    private List<BenchLine> lines(List<EngineBench> benches, String engine, Model model, BitKernel kernel) {
        EngineBench bench = new EngineBench(model, kernel);
        benches.add(bench);
        bench.check();
        return threadCounts().stream()
                .flatMap(count -> bench.lines(engine, kernel.name(), count).stream())
                .toList();
    }

    private OnnxRuntimeLines onnxRuntime(Model model, byte[] picture) throws IOException {
        try {
            return new OnnxRuntimeLines(model, picture, threadCounts());
        } catch (NoClassDefFoundError e) {
            throw new IOException("--compare onnxruntime: ONNX Runtime is not on the class path; the launcher ./pixemb"
                    + " puts it there (cli/target/compare-lib) when --compare is given");
        } catch (LinkageError e) {
            throw new IOException("--compare onnxruntime: its native library does not load on this machine: " + e);
        }
    }

    private List<Integer> threadCounts() {
        int all = Runtime.getRuntime().availableProcessors();
        return !threads.isEmpty() ? threads : all == 1 ? List.of(1) : List.of(1, all);
    }

    private List<BitKernel> chosenKernels() {
        if (kernels.isEmpty()) {
            return List.of(BitKernels.best());
        }
        try {
            return kernels.stream()
                    .map(name -> name.equals("vector") ? BitKernels.vector() : BitKernels.named(name))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw usage("--kernels: " + e.getMessage());
        }
    }

    private static Map<String, Object> answer(
            List<BenchRow> rows,
            List<EngineBench.LayerTime> layers,
            ColdStart cold,
            Optional<Map<String, Object>> runtime) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("results", rows.stream().map(BenchRow::toMap).toList());
        answer.put("start", cold.toMap());
        double total = total(layers);
        answer.put(
                "layers",
                layers.stream()
                        .map(time -> {
                            Map<String, Object> line = new LinkedHashMap<>();
                            line.put("name", time.step().layer());
                            line.put("how", time.step().how());
                            line.put("macs", time.step().macs());
                            line.put("micros", time.micros());
                            line.put("share", time.micros() / total);
                            line.put("gmacPerSecond", time.step().macs() / time.micros() * 1e-3);
                            return line;
                        })
                        .toList());
        runtime.ifPresent(description -> answer.put("onnxruntime", description));
        answer.put("machine", Machine.toMap());
        return answer;
    }

    private static double total(List<EngineBench.LayerTime> layers) {
        return layers.stream().mapToDouble(EngineBench.LayerTime::micros).sum();
    }

    private void print(
            List<BenchRow> rows,
            List<EngineBench.LayerTime> layers,
            ColdStart cold,
            Optional<Map<String, Object>> runtime) {
        PrintWriter out = spec.commandLine().getOut();
        TextTable table = new TextTable("", "kernels", "threads", "p50", "p90", "p99", "images/s", "images/s by");
        for (BenchRow row : rows) {
            table.row(
                    row.engine(),
                    row.kernels(),
                    row.threads(),
                    String.format("%.0f us", row.medianMicros()),
                    String.format("%.0f us", row.p90Micros()),
                    String.format("%.0f us", row.p99Micros()),
                    String.format("%.0f", row.imagesPerSecond()),
                    row.form());
        }
        out.print(table);
        out.println();
        TextTable each = new TextTable("layer", "how", "MMAC", "time", "share", "GMAC/s");
        double total = total(layers);
        for (EngineBench.LayerTime time : layers) {
            each.row(
                    time.step().layer(),
                    time.step().how(),
                    String.format("%.2f", time.step().macs() * 1e-6),
                    String.format("%.1f us", time.micros()),
                    String.format("%.1f %%", time.micros() / total * 100),
                    String.format("%.1f", time.step().macs() / time.micros() * 1e-3));
        }
        out.print(each);
        out.println();
        out.println(cold);
        out.println(BitKernels.reason());
        runtime.ifPresent(description -> out.println("ONNX Runtime " + description));
        out.println(Machine.line());
    }
}
