package org.pixelembedding.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.pixelembedding.export.numbers.DumpFormat;
import org.pixelembedding.export.numbers.LayerDump;
import org.pixelembedding.image.ImageDecoder;
import org.pixelembedding.image.Resize;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.Node;
import org.pixelembedding.train.Names;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The numbers of single layers. */
@Command(
        name = "dump",
        mixinStandardHelpOptions = true,
        description = {
            "Writes the numbers of a model's layers, an array a file: what was learned (table codes, weights, thresholds), or with"
                    + " --image what each layer gives for that picture.",
            "All of a model at once, with a manifest: pixemb export --to npy."
        },
        footer = {
            "",
            "Examples:",
            "  pixemb dump runs/quickstart/model.pxm --layer stem --as npy -o numbers",
            "  pixemb dump runs/quickstart/model.pxm --image photo.jpg --as png -o maps"
        })
final class DumpCommand implements Callable<Integer> {
    @Parameters(paramLabel = "MODEL", description = "A model file (.pxm).")
    private Path file;

    @Option(
            names = "--layer",
            paramLabel = "L",
            split = ",",
            description = "Layers, as pixemb inspect names them (default: all).")
    private List<String> layers = List.of();

    @Option(
            names = "--as",
            paramLabel = "FORMAT",
            defaultValue = "npy",
            description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private DumpFormat format;

    @Option(
            names = "--image",
            paramLabel = "IMG",
            description = "Activations for this picture instead of what was learned.")
    private Optional<Path> image = Optional.empty();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            defaultValue = "dump",
            description = "Where the files go; files of the same names are replaced (default: ${DEFAULT-VALUE}).")
    private Path directory;

    @Option(names = "--json", description = "One JSON object on stdout.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Model model = ModelFile.read(file);
        List<String> known = model.nodes().stream().map(Node::name).toList();
        for (String layer : layers) {
            if (!known.contains(layer)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--layer is '" + layer + "', want one of " + String.join(", ", known)
                                + Names.nearest(layer, known)
                                        .map(near -> "; did you mean " + near + "?")
                                        .orElse(""));
            }
        }
        List<String> wanted = layers.isEmpty() ? known : layers;
        List<LayerDump.Dumped> files;
        if (image.isPresent()) {
            var picture = Resize.resize(ImageDecoder.decode(image.get()), model.inputHeight(), model.inputWidth());
            files = written(() -> LayerDump.activations(model, picture, wanted, format, directory));
        } else {
            files = written(() -> LayerDump.parameters(model, wanted, format, directory));
        }
        answer(files);
        return 0;
    }

    private List<LayerDump.Dumped> written(Writing writing) throws IOException {
        try {
            return writing.run();
        } catch (IOException e) {
            throw WriteFailure.at(directory, e, false);
        }
    }

    /** What may fail for want of room or rights. */
    @FunctionalInterface
    private interface Writing {
        List<LayerDump.Dumped> run() throws IOException;
    }

    private void answer(List<LayerDump.Dumped> files) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            List<Object> list = new ArrayList<>();
            for (LayerDump.Dumped each : files) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("path", each.file().toString());
                one.put("bytes", Files.size(each.file()));
                one.put("layer", each.layer());
                one.put("part", each.part());
                one.put("shape", each.shape());
                one.put("meaning", each.meaning());
                list.add(one);
            }
            out.println(Json.of(Map.of("files", list)));
            return;
        }
        if (files.isEmpty()) {
            out.println("Nothing was learned in " + String.join(", ", layers) + ": no numbers to write.");
            return;
        }
        TextTable table = new TextTable("file", "shape", "what");
        for (LayerDump.Dumped each : files) {
            table.row(
                    each.file(),
                    String.join("x", each.shape().stream().map(String::valueOf).toList()),
                    each.meaning());
        }
        out.print(table);
    }
}
