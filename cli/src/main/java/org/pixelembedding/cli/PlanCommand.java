package org.pixelembedding.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.pixelembedding.train.NetworkPlan;
import org.pixelembedding.train.NetworkPlan.PlannedLayer;
import org.pixelembedding.train.PlanSubject;
import org.pixelembedding.train.TrainingConfig;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a configuration or a network before anything is trained, and says what would come out. */
@Command(
        name = "plan",
        modelTransformer = PlanCommand.KeyOptions.class,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Checks a training configuration or a network before training starts: prints shapes, bits,",
            "multiply-accumulates, packed bytes and accumulators of every layer."
        },
        footer = {
            "",
            "Examples:",
            "  pixemb plan tiny",
            "  pixemb plan mine.yaml --size 96 --input float",
            "  pixemb plan ern18 --classes 1000 --dimensions 10 --json"
        })
final class PlanCommand implements Callable<Integer> {
    /** Keys of the configuration on which a plan depends. */
    private static final List<String> KEYS = List.of(
            "size",
            "input",
            "dimensions",
            "width",
            "bits",
            "tableBits",
            "classifier",
            "classifierCodes",
            "classifierBits");

    @Parameters(
            paramLabel = "CONFIG|NETWORK",
            description = "YAML file of a training configuration or a network, or the name of a shipped network.")
    private String subject;

    @Option(
            names = "--classes",
            defaultValue = "10",
            paramLabel = "N",
            description = "Number of classes; the data decide in training (default: ${DEFAULT-VALUE}).")
    private int classes;

    @Option(names = "--json", description = "One JSON object on stdout.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** Adds an option for each key. */
    static final class KeyOptions implements CommandLine.IModelTransformer {
        @Override
        public CommandSpec transform(CommandSpec spec) {
            return ConfigOptions.add(spec, KEYS);
        }
    }

    @Override
    public Integer call() throws IOException {
        if (classes < 2 || classes > 1_000_000) {
            throw new ParameterException(spec.commandLine(), "--classes is " + classes + ", want 2..1000000");
        }
        PlanSubject read = PlanSubject.read(subject);
        TrainingConfig config = ConfigOptions.over(read.config(), spec);
        NetworkPlan plan = NetworkPlan.of(config, read.network(), classes);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.of(answer(plan, config)));
        } else {
            print(out, plan, config);
        }
        return 0;
    }

    private static Map<String, Object> answer(NetworkPlan plan, TrainingConfig config) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("network", plan.network());
        answer.put("size", plan.size());
        answer.put("classes", plan.classes());
        answer.put("input", config.input().option());
        List<Object> layers = new ArrayList<>();
        for (PlannedLayer layer : plan.layers()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("name", layer.name());
            row.put("kind", layer.kind());
            row.put(
                    "shape",
                    List.of(
                            layer.output().height(),
                            layer.output().width(),
                            layer.output().channels()));
            row.put("weightBits", layer.weightBits());
            row.put("activationBits", layer.activationBits());
            row.put("macs", layer.macs());
            row.put("bytes", layer.bytes());
            row.put("bound", layer.bound());
            row.put("accumulatorBits", layer.accumulatorBits());
            layers.add(row);
        }
        answer.put("layers", layers);
        answer.put("macs", plan.macs());
        answer.put("parameters", plan.parameters());
        answer.put("lowBitParameters", plan.lowBitParameters());
        answer.put("binaryParameters", plan.binaryParameters());
        answer.put("headerBytes", plan.headerBytes());
        answer.put("modelBytes", plan.modelBytes());
        return answer;
    }

    private static void print(PrintWriter out, NetworkPlan plan, TrainingConfig config) {
        out.printf(
                "%s at %dx%d, %s, %d classes%n%n",
                plan.network(), plan.size(), plan.size(), config.input().option(), plan.classes());
        TextTable table = new TextTable(
                "layer",
                "kind",
                "output",
                "weight bits",
                "activation bits",
                "MACs",
                "bytes",
                "largest sum",
                "accumulator");
        for (PlannedLayer layer : plan.layers()) {
            table.row(
                    layer.name(),
                    layer.kind(),
                    layer.output(),
                    unlessZero(layer.weightBits()),
                    unlessZero(layer.activationBits()),
                    unlessZero(layer.macs()),
                    unlessZero(layer.bytes()),
                    unlessZero(layer.bound()),
                    layer.accumulatorBits() == 0 ? "" : "int" + layer.accumulatorBits());
        }
        out.print(table);
        out.println();
        out.printf(
                "%,d parameters, %,d of them binary weights%s; %,d multiply-accumulates a picture%n",
                plan.parameters(),
                plan.binaryParameters(),
                plan.lowBitParameters() == plan.binaryParameters()
                        ? ""
                        : String.format(
                                " and %,d weights of more bits", plan.lowBitParameters() - plan.binaryParameters()),
                plan.macs());
        out.printf(
                "Model file: %,d bytes = layers %,d + header %,d (which depends on the labels a little)%n",
                plan.modelBytes(), plan.modelBytes() - plan.headerBytes(), plan.headerBytes());
    }

    private static String unlessZero(long number) {
        return number == 0 ? "" : String.format("%,d", number);
    }
}
