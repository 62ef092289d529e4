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
import org.pixelembedding.train.DamagedCheckpointException;
import org.pixelembedding.train.KeptCheckpoints;
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
        Kept kept = kept(run);
        Model model = TrainedNetwork.of(kept.checkpoint()).freeze();
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
            answer.put("checkpoint", kept.which().option());
            answer.put("fullyQuantized", model.fullyQuantized());
            spec.commandLine().getOut().println(Json.of(answer));
        } else {
            spec.commandLine()
                    .getOut()
                    .printf(
                            "%s: %,d bytes, from checkpoint %s; %s%n",
                            output,
                            bytes,
                            kept.which().option(),
                            model.fullyQuantized() ? "fully quantized" : "holds float ends");
        }
        return 0;
    }

    /** What is frozen, and which of the run's checkpoints it is. */
    private record Kept(Checkpoint checkpoint, RunDirectory.Which which) {}

    private Kept kept(RunDirectory run) throws IOException {
        return switch (checkpoint) {
            case "last" -> {
                KeptCheckpoints.Newest newest =
                        NewestCheckpoint.of(run, spec.commandLine().getErr());
                yield new Kept(
                        newest.checkpoint(),
                        newest.damage().isEmpty() ? RunDirectory.Which.LAST : RunDirectory.Which.PREVIOUS);
            }
            case "best" -> new Kept(best(run), RunDirectory.Which.BEST);
            default ->
                throw new picocli.CommandLine.ParameterException(
                        spec.commandLine(), "--checkpoint is '" + checkpoint + "', want last or best");
        };
    }

    /** There is one best checkpoint: nothing stands in for it. */
    private static Checkpoint best(RunDirectory run) throws IOException {
        try {
            return Checkpoint.read(run.checkpoint(RunDirectory.Which.BEST));
        } catch (DamagedCheckpointException e) {
            throw new DamagedCheckpointException(e.getMessage() + "; freeze the last one: --checkpoint last");
        }
    }
}
