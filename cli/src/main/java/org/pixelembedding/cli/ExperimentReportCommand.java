package org.pixelembedding.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.pixelembedding.cli.experiment.ReportPage;
import org.pixelembedding.cli.experiment.TableAnswer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tables and figures from the results of experiments. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "Fills tables and figures of Markdown pages from the results of experiments, and from nothing else.",
            "The table of grid NAME stands between the lines <!-- NAME --> and <!-- /NAME -->, the rows that grids want",
            "told first between <!-- all grids --> and <!-- /all grids -->."
        },
        footer = {"", "Example:  pixemb experiment report docs/RESULTS.md"})
final class ExperimentReportCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "PAGE", description = "Pages to fill (default: docs/*.md).")
    private List<Path> pages = List.of();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            defaultValue = "experiments",
            description = "Folder of grids and results (default: ${DEFAULT-VALUE}).")
    private Path experiments;

    @Option(names = "--check", description = "Write nothing; exit code 1 if something is not up to date.")
    private boolean check;

    @Option(names = "--json", description = "One JSON object on stdout: the tables of all grids that have results.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(experiments.resolve("grids"))) {
            throw new IOException(
                    experiments + ": want a folder of experiments, got none with grids in it; give it with -o");
        }
        PrintWriter out =
                json ? spec.commandLine().getErr() : spec.commandLine().getOut();
        List<Path> stale = new ArrayList<>();
        for (Path page : pages.isEmpty() ? docs() : pages) {
            ReportPage filled = ReportPage.of(page, experiments);
            stale.addAll(filled.stale());
            if (!check) {
                filled.write();
            }
        }
        stale.forEach(file -> out.println((check ? "not up to date: " : "written: ") + file));
        if (stale.isEmpty()) {
            out.println("Everything is up to date.");
        }
        if (json) {
            spec.commandLine().getOut().println(Json.of(Map.of("tables", TableAnswer.all(experiments))));
        }
        return check && !stale.isEmpty() ? 1 : 0;
    }

    private static List<Path> docs() throws IOException {
        Path docs = Path.of("docs");
        if (!Files.isDirectory(docs)) {
            throw new IOException(docs + ": no such directory; name the pages to fill");
        }
        try (Stream<Path> files = Files.list(docs)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }
}
