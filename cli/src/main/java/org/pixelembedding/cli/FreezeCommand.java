package org.pixelembedding.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.pixelembedding.format.ModelWriter;
import org.pixelembedding.model.Model;
import org.pixelembedding.train.Checkpoint;
import org.pixelembedding.train.RunDirectory;
import org.pixelembedding.train.TrainedNetwork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A run's checkpoint as an integer model. */
@Command(
        name = "freeze",
        mixinStandardHelpOptions = true,
        description = "Freezes a run's checkpoint to an integer model.",
        footer = {"", "Example:  pixemb freeze runs/first -o first.pxm --checkpoint best"})
final class FreezeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "A run directory.")
    private Path runPath;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "MODEL",
            description = "The model file to write (.pxm).")
    private Path output;

    @Option(
            names = "--checkpoint",
            defaultValue = "last",
            description = "last, or best on the validation part (default: ${DEFAULT-VALUE}).")
    private String checkpoint;

    @Option(names = "--json", description = "One JSON object on stdout.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        RunDirectory run = RunDirectory.open(runPath);
        RunDirectory.Which which = switch (checkpoint) {
            case "last" -> RunDirectory.Which.LAST;
            case "best" -> RunDirectory.Which.BEST;
            default ->
                throw new picocli.CommandLine.ParameterException(
                        spec.commandLine(), "--checkpoint is '" + checkpoint + "', want last or best");
        };
        Model model = TrainedNetwork.of(Checkpoint.read(run.checkpoint(which))).freeze();
        try {
            ModelWriter.write(model, output);
        } catch (IOException e) {
            throw WriteFailure.at(output, e, false);
        }
        long bytes = Files.size(output);
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("model", output.toString());
            answer.put("modelBytes", bytes);
            answer.put("checkpoint", which.option());
            answer.put("fullyQuantized", model.fullyQuantized());
            spec.commandLine().getOut().println(Json.of(answer));
        } else {
            spec.commandLine()
                    .getOut()
                    .printf(
                            "%s: %,d bytes, from checkpoint %s; %s%n",
                            output,
                            bytes,
                            which.option(),
                            model.fullyQuantized() ? "fully quantized" : "holds float ends");
        }
        return 0;
    }
}
