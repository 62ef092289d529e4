package org.pixelembedding.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.pixelembedding.train.TrainingConfig;
import org.pixelembedding.train.TrainingSpeed;
import org.pixelembedding.train.TrainingSpeed.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Times on this machine. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Times training steps of a network beside its full-precision twin (float pixels and weights, ReLU), in",
            "turns in one process, in float32 and bf16: whole steps, medians."
        },
        footer = {"", "Example:  pixemb bench --training --network tiny"})
final class BenchCommand implements Callable<Integer> {
    @Option(names = "--training", description = "Time training steps.")
    private boolean training;

    @Option(names = "--network", defaultValue = "tiny", description = "Name or YAML file (default: ${DEFAULT-VALUE}).")
    private String network;

    @Option(
            names = "--size",
            defaultValue = "0",
            description = "Height and width of the pictures; 0 takes the network's (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(names = "--batch", defaultValue = "64", description = "Pictures per step (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--threads", defaultValue = "2", description = "Compute threads (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--rounds",
            defaultValue = "20",
            description = "Timed steps of each kind (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--json", description = "One JSON object on stdout.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!training) {
            throw new ParameterException(spec.commandLine(), "want --training, got nothing to time");
        }
        if (rounds < 1 || rounds > 100_000) {
            throw new ParameterException(spec.commandLine(), "--rounds is " + rounds + ", want 1..100000");
        }
        TrainingConfig config = TrainingConfig.parse(
                "bench",
                "size: " + size + "\nbatch: " + batch + "\nthreads: " + threads + "\nnetwork: \"" + network + "\"\n");
        Map<Kind, Double> speeds = TrainingSpeed.measure(config, rounds);
        boolean bf16 = config.resolved().precision().equals("bf16");
        double quantized = speeds.get(bf16 ? Kind.QUANTIZED_BF16 : Kind.QUANTIZED_FLOAT32);
        double ratio32 = speeds.get(Kind.QUANTIZED_FLOAT32) / speeds.get(Kind.FULL_PRECISION_FLOAT32);
        double ratio16 = speeds.get(Kind.QUANTIZED_BF16) / speeds.get(Kind.FULL_PRECISION_BF16);
        double speedup = speeds.get(Kind.QUANTIZED_BF16) / speeds.get(Kind.QUANTIZED_FLOAT32);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("imagesPerSecond", quantized);
            Map<String, Object> ratios = new LinkedHashMap<>();
            ratios.put("float32", ratio32);
            ratios.put("bf16", ratio16);
            answer.put("quantizedOverFloat", ratios);
            answer.put("bf16Speedup", speedup);
            out.println(Json.of(answer));
            return 0;
        }
        TextTable table = new TextTable("images/s", "quantized", "full precision", "ratio");
        table.row(
                "float32 steps",
                speed(speeds.get(Kind.QUANTIZED_FLOAT32)),
                speed(speeds.get(Kind.FULL_PRECISION_FLOAT32)),
                String.format("%.2f", ratio32));
        table.row(
                "bf16 steps",
                speed(speeds.get(Kind.QUANTIZED_BF16)),
                speed(speeds.get(Kind.FULL_PRECISION_BF16)),
                String.format("%.2f", ratio16));
        out.print(table);
        out.printf("%s, batch %d, %d threads; default here: %s%n", network, batch, threads, bf16 ? "bf16" : "float32");
        return 0;
    }

    private static String speed(double imagesPerSecond) {
        return String.format("%.0f", imagesPerSecond);
    }
}
