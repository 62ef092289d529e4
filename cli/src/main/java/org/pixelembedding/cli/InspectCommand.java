package org.pixelembedding.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.pixelembedding.format.ModelLayout;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.TensorSpec;
import org.pixelembedding.server.LayersAnswer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is in a model file. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Prints a model's layers, shapes, bits, multiply-accumulates and bytes.",
        footer = {"", "Example:  pixemb inspect runs/quickstart/model.pxm"})
final class InspectCommand implements Callable<Integer> {
    @Parameters(paramLabel = "MODEL", description = "A model file (.pxm).")
    private Path file;

    @Option(names = "--json", description = "One JSON object on stdout.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Model model = ModelFile.read(file);
        ModelLayout layout = ModelLayout.of(model);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.of(answer(model, layout)));
        } else {
            print(out, model, layout);
        }
        return 0;
    }

    private static Map<String, Object> answer(Model model, ModelLayout layout) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("name", model.name());
        answer.put("fileBytes", layout.fileBytes());
        answer.put("headerBytes", layout.headerBytes());
        answer.put("inputHeight", model.inputHeight());
        answer.put("inputWidth", model.inputWidth());
        answer.put("fullyQuantized", model.fullyQuantized());
        answer.put("labels", model.labels());
        answer.put("provenance", model.provenance().entries());
        List<Map<String, Object>> layers = LayersAnswer.of(model);
        for (int i = 0; i < layers.size(); i++) {
            layers.get(i).put("bytes", layout.nodeBytes().get(i));
        }
        answer.put("layers", layers);
        return answer;
    }

    private static void print(PrintWriter out, Model model, ModelLayout layout) {
        List<TensorSpec> specs = model.specs(model.inputHeight(), model.inputWidth());
        out.println(model);
        out.println(
                model.fullyQuantized()
                        ? "Fully quantized: no float parameter between a pixel and the class index."
                        : "Holds FLOAT ENDS: a float first layer or classifier; not fully quantized.");
        out.println();
        TextTable table = new TextTable("layer", "kind", "output", "weight bits", "MACs", "bytes");
        List<Long> allMacs = model.macs();
        long total = 0;
        for (int i = 0; i < specs.size(); i++) {
            Node node = model.nodes().get(i);
            long macs = allMacs.get(i);
            total += macs;
            table.row(
                    node.name(),
                    node.layer().kind().tag(),
                    specs.get(i),
                    node.layer().weightBits() == 0 ? "" : node.layer().weightBits(),
                    macs == 0 ? "" : String.format("%,d", macs),
                    layout.nodeBytes().get(i) == 0
                            ? ""
                            : String.format("%,d", layout.nodeBytes().get(i)));
        }
        out.print(table);
        out.println();
        out.printf(
                "%,d multiply-accumulates; file %,d bytes = header %,d + layers %,d%n",
                total, layout.fileBytes(), layout.headerBytes(), layout.fileBytes() - layout.headerBytes());
        out.println("Labels: " + String.join(", ", model.labels()));
        model.provenance().entries().forEach((key, value) -> out.println("  " + key + ": " + value));
    }
}
