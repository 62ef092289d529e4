package org.pixelembedding.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.pixelembedding.data.CacheFolder;
import org.pixelembedding.data.DecodedCache;
import org.pixelembedding.data.ImageSource;
import org.pixelembedding.data.UnreadablePolicy;
import org.pixelembedding.train.NetworkSpec;
import org.pixelembedding.train.TrainedNetwork;
import org.pixelembedding.train.TrainingConfig;
import org.pixelembedding.train.TrainingData;
import org.pixelembedding.train.TrainingMemory;
import org.pixelembedding.train.TrainingSpeed;
import org.pixelembedding.train.TrainingSpeed.Kind;
import org.pixelembedding.train.TrainingSpeed.Speed;
import org.pixelembedding.train.torch.StageTimes;

/** {@code bench --training}: what steps cost, in time, in memory, and for their data. */
final class TrainingBench {
    private final TrainingConfig config;
    private final int rounds;
    private final PrintWriter out;
    private final boolean json;

    TrainingBench(TrainingConfig config, int rounds, PrintWriter out, boolean json) {
        this.config = config;
        this.rounds = rounds;
        this.out = out;
        this.json = json;
    }

    /** Quantized steps beside full-precision ones, and beside the library's matrix products. */
    void speed() throws IOException {
        Map<Kind, Speed> speeds = TrainingSpeed.measure(config, EnumSet.allOf(Kind.class), rounds);
        TrainingSpeed.Products products = TrainingSpeed.products(config, rounds);
        boolean bf16 = config.resolved().precision().equals("bf16");
        double ratio32 = speedUp(speeds, Kind.FULL_PRECISION_FLOAT32, Kind.QUANTIZED_FLOAT32);
        double ratio16 = speedUp(speeds, Kind.FULL_PRECISION_BF16, Kind.QUANTIZED_BF16);
        double gain = speedUp(speeds, Kind.QUANTIZED_BF16, Kind.QUANTIZED_FLOAT32);
        double reached = products.gigaflops(speeds.get(Kind.QUANTIZED_FLOAT32));
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put(
                    "imagesPerSecond",
                    speeds.get(bf16 ? Kind.QUANTIZED_BF16 : Kind.QUANTIZED_FLOAT32)
                            .imagesPerSecond());
            Map<String, Object> ratios = new LinkedHashMap<>();
            ratios.put("float32", ratio32);
            ratios.put("bf16", ratio16);
            answer.put("quantizedOverFloat", ratios);
            answer.put("bf16Speedup", gain);
            answer.put("gigaflops", reached);
            answer.put("matrixProductGigaflops", products.gigaflops());
            out.println(Json.of(answer));
            return;
        }
        List<String> head = new ArrayList<>(List.of("step", "images/s", "time / full precision"));
        for (StageTimes.Stage stage : StageTimes.Stage.values()) {
            head.add(stage.name().toLowerCase(Locale.ROOT));
        }
        TextTable table = new TextTable(head.toArray(String[]::new));
        speeds.forEach((kind, speed) -> {
            List<String> row = new ArrayList<>();
            row.add(kind.name().toLowerCase(Locale.ROOT).replace('_', ' '));
            row.add(String.format("%.0f", speed.imagesPerSecond()));
            row.add(
                    switch (kind) {
                        case QUANTIZED_FLOAT32 -> String.format("%.2f", ratio32);
                        case QUANTIZED_BF16 -> String.format("%.2f", ratio16);
                        case FULL_PRECISION_FLOAT32, FULL_PRECISION_BF16 -> "1";
                    });
            speed.shares().forEach(share -> row.add(String.format("%.1f %%", share * 100)));
            table.row(row.toArray());
        });
        out.print(table);
        out.printf(
                "bf16 over float32, quantized: %.2f, full precision: %.2f%n",
                gain, speedUp(speeds, Kind.FULL_PRECISION_BF16, Kind.FULL_PRECISION_FLOAT32));
        out.printf(
                "quantized float32: %.0f GFLOP/s in %.1f MMAC behind the stem, %.0f %% of the library's matrix products (%.0f)%n",
                reached, products.macs() * 1e-6, reached / products.gigaflops() * 100, products.gigaflops());
        out.printf(
                "%s, batch %d, %d threads; default here: %s%n",
                config.network(), config.batch(), config.threads(), bf16 ? "bf16" : "float32");
        out.println(Machine.line());
    }

    /** Peak memory of steps beside what their shapes want. */
    void memory() throws IOException {
        TrainingSpeed.Memory memory = TrainingSpeed.memory(config, rounds);
        TrainingMemory worked = memory.worked();
        double share = (double) (memory.peak() - memory.floor()) / worked.total();
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("parameterBytes", worked.parameters());
            answer.put("gradientBytes", worked.gradients());
            answer.put("optimizerBytes", worked.optimizer());
            answer.put("activationBytes", worked.activations());
            answer.put("floorBytes", memory.floor());
            answer.put("peakBytes", memory.peak());
            answer.put("peakOverWorkedOut", share);
            out.println(Json.of(answer));
            return;
        }
        TextTable table = new TextTable("memory", "MB");
        table.row("parameters", megabytes(worked.parameters()));
        table.row("gradients", megabytes(worked.gradients()));
        table.row("optimizer", megabytes(worked.optimizer()));
        table.row("saved activations", megabytes(worked.activations()));
        table.row("worked out", megabytes(worked.total()));
        table.row("idle process", megabytes(memory.floor()));
        table.row("peak above it", megabytes(memory.peak() - memory.floor()));
        out.print(table);
        out.printf(
                "peak above idle over worked out: %.2f; %s%n",
                share, config.resolved().precision());
    }

    /** Steps on pictures beside steps on one repeated batch. */
    void pipeline(Path path, PrintWriter err) throws IOException {
        int size = TrainedNetwork.sizeOf(config, NetworkSpec.load(config.network()));
        CacheFolder cache = CacheFolder.ofUser();
        TrainingSpeed.Pipeline pipeline;
        try (ImageSource pictures =
                DecodedCache.open(ImageSource.open(path, cache), size, size, cache, new CacheNotes(err))) {
            TrainingData training = TrainingData.of(pictures, config, size, UnreadablePolicy.FAIL);
            pipeline = TrainingSpeed.pipeline(config, training, rounds);
        }
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("stepSecondsWithData", pipeline.withData());
            answer.put("stepSecondsRepeated", pipeline.repeated());
            answer.put("pipelineCost", pipeline.cost());
            out.println(Json.of(answer));
            return;
        }
        out.printf(
                "step with data %.1f ms, on one repeated batch %.1f ms; pipeline cost %.3f (median of %d pairs of blocks)%n",
                pipeline.withData() * 1e3, pipeline.repeated() * 1e3, pipeline.cost(), rounds);
        out.printf(
                "%s, batch %d, %d threads, %s%n",
                config.network(),
                config.batch(),
                config.threads(),
                config.resolved().precision());
        out.println(Machine.line());
    }

    private static String megabytes(long bytes) {
        return String.format("%.1f", bytes * 1e-6);
    }

    /** Images per second of {@code kind} over those of {@code base}: how often the time of the one goes into the other's. */
    private static double speedUp(Map<Kind, Speed> speeds, Kind kind, Kind base) {
        return speeds.get(kind).imagesPerSecond() / speeds.get(base).imagesPerSecond();
    }
}
