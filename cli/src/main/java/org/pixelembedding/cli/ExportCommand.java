package org.pixelembedding.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.pixelembedding.export.ExportFolder;
import org.pixelembedding.export.ExportOption;
import org.pixelembedding.export.ExportOptions;
import org.pixelembedding.export.ExportedFile;
import org.pixelembedding.export.Exporter;
import org.pixelembedding.export.Exporters;
import org.pixelembedding.model.Model;
import org.pixelembedding.train.Names;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A model for other programs. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a model for other programs: a folder with files of the target, a README that shows how to use them, and a",
            "self-test picture with the class sums that it must give. Needs no compiler and no network.",
            "pixemb export --list shows the targets and their options."
        },
        footer = {
            "",
            "Examples:",
            "  pixemb export runs/quickstart/model.pxm --to npy -o numbers",
            "  pixemb export --list"
        })
final class ExportCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "MODEL", description = "A model file (.pxm).")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--to",
            paramLabel = "TARGET",
            description = "One of: ${COMPLETION-CANDIDATES}.",
            completionCandidates = Targets.class)
    private Optional<String> target = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "The folder to write; made if it is not there.")
    private Optional<Path> directory = Optional.empty();

    @Option(names = "--option", paramLabel = "NAME=VALUE", description = "A setting of the target; may be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--force", description = "Replace files in a folder that is not empty.")
    private boolean force;

    @Option(names = "--list", description = "Show the targets and their options, and do nothing else.")
    private boolean list;

    @Option(names = "--json", description = "One JSON object on stdout.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** The known targets, for the help text. */
    static final class Targets implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Exporters.names().iterator();
        }
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            printTargets(out);
            return 0;
        }
        Path modelFile = wanted(file, "MODEL");
        Exporter exporter = exporter(wanted(target, "--to"));
        Path folder = wanted(directory, "-o");
        Model model = ModelFile.read(modelFile);
        List<ExportedFile> files;
        try {
            files = ExportFolder.write(exporter, model, ExportOptions.of(exporter, settings), folder, force);
        } catch (IOException e) {
            throw WriteFailure.at(folder, e, false);
        }
        long bytes = files.stream().mapToLong(ExportedFile::bytes).sum();
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("target", exporter.target());
            answer.put("directory", folder.toString());
            List<Object> list = new ArrayList<>();
            files.forEach(each -> list.add(Map.of("path", each.path(), "bytes", each.bytes())));
            answer.put("files", list);
            answer.put("bytes", bytes);
            out.println(Json.of(answer));
        } else {
            TextTable table = new TextTable("file", "bytes");
            files.forEach(each -> table.row(each.path(), String.format("%,d", each.bytes())));
            out.print(table);
            out.printf("%s: %d files, %,d bytes; README.md says how to use them%n", folder, files.size(), bytes);
        }
        return 0;
    }

    private <T> T wanted(Optional<T> value, String name) {
        return value.orElseThrow(() ->
                new ParameterException(spec.commandLine(), "Missing " + name + ": want MODEL --to TARGET -o DIR"));
    }

    private Exporter exporter(String name) {
        return Exporters.named(name)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "--to is '" + name + "', want one of " + String.join(", ", Exporters.names())
                                + Names.nearest(name, Exporters.names())
                                        .map(near -> "; did you mean " + near + "?")
                                        .orElse("")));
    }

    private static void printTargets(PrintWriter out) {
        TextTable table = new TextTable("target", "what");
        for (Exporter exporter : Exporters.all()) {
            table.row(exporter.target(), exporter.summary());
            for (ExportOption option : exporter.options()) {
                table.row(
                        "", "  --option " + option.name() + "=" + option.defaultValue() + "  " + option.description());
            }
        }
        out.print(table);
    }
}
