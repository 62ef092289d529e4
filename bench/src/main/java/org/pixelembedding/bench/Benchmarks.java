package org.pixelembedding.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.pixelembedding.compare.TwinNetwork;
import org.pixelembedding.run.Plan;
import org.pixelembedding.run.Planner;

/**
 * The program: {@code java -jar bench/target/benchmarks.jar [shapes=FILE] [JMH's options and patterns]}. Runs the
 * benchmarks and prints GMAC/s, products of one weight and one activation per nanosecond, beside JMH's times.
 * {@code shapes} names the file of layers, by default {@code design-section-6}. JMH's {@code -prof gc} shows bytes
 * allocated per operation.
 */
public final class Benchmarks {
    private static final String SHAPES = "shapes=";

    private final Map<String, Long> macs = new HashMap<>();

    private Benchmarks() {}

    /** Runs what the arguments ask for. */
    public static void main(String[] args) throws RunnerException, CommandLineOptionException {
        System.out.print(new Benchmarks().table(run(args)));
    }

    static Collection<RunResult> run(String... args) throws RunnerException, CommandLineOptionException {
        String file = "design-section-6";
        List<String> rest = new ArrayList<>();
        for (String arg : args) {
            if (arg.startsWith(SHAPES)) {
                file = arg.substring(SHAPES.length());
            } else {
                rest.add(arg);
            }
        }
        CommandLineOptions options = new CommandLineOptions(rest.toArray(String[]::new));
        OptionsBuilder all = new OptionsBuilder();
        all.parent(options);
        if (!options.getParameter("layer").hasValue()) {
            all.param("layer", LayerShape.lines(file).toArray(String[]::new));
        }
        return new Runner(all).run();
    }

    /** One line per result: time, GMAC/s, and bytes per operation if the profiler counted them. */
    static String describe(Collection<RunResult> results) {
        return new Benchmarks().table(results);
    }

    private String table(Collection<RunResult> results) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"benchmark", "parameters", "us", "+-", "GMAC/s", "B/op"});
        for (RunResult result : results) {
            BenchmarkParams params = result.getParams();
            Result<?> primary = result.getPrimaryResult();
            StringBuilder parameters = new StringBuilder();
            params.getParamsKeys()
                    .forEach(key -> parameters.append(params.getParam(key)).append("  "));
            long products = products(params);
            Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
            rows.add(new String[] {
                params.getBenchmark()
                        .substring(params.getBenchmark()
                                        .lastIndexOf('.', params.getBenchmark().lastIndexOf('.') - 1)
                                + 1),
                parameters.toString().strip(),
                number("%.2f", primary.getScore()),
                number("%.2f", primary.getScoreError()),
                products == 0 ? "" : number("%.1f", products / (primary.getScore() * 1000)),
                bytes == null ? "" : number("%.0f", bytes.getScore())
            });
        }
        int[] widths = new int[rows.getFirst().length];
        rows.forEach(row -> Arrays.setAll(widths, i -> Math.max(widths[i], row[i].length())));
        StringBuilder text = new StringBuilder("\n");
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                String pad = " ".repeat(widths[i] - row[i].length());
                line.append(i < 2 ? row[i] + pad : pad + row[i]).append("  ");
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
    }

    /** Products of a call, as the layer itself has them (the first layer's depend on what it reads); 0 for none. */
    private long products(BenchmarkParams params) {
        if (params.getBenchmark().endsWith(".thresholds")) {
            return 0;
        }
        String key = params.getParamsKeys().stream()
                .filter(List.of("layer", "first", "network")::contains)
                .findFirst()
                .orElseThrow();
        String value = params.getParam(key);
        if (!key.equals("network")) {
            LayerShape shape = LayerShape.parse(value);
            boolean float3 = "FLOAT".equals(params.getParam("kind"));
            return float3 ? shape.macs() / shape.channelsIn() * 3 : shape.macs();
        }
        boolean ours = params.getParam("type") == null;
        return macs.computeIfAbsent(value + ours, _ -> {
            var model = Networks.of(value);
            if (!ours) {
                return TwinNetwork.of(model).macs();
            }
            return Planner.plan(model, model.inputHeight(), model.inputWidth()).steps().stream()
                    .mapToLong(Plan.Step::macs)
                    .sum();
        });
    }
}
