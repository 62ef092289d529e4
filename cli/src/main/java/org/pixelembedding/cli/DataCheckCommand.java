package org.pixelembedding.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.pixelembedding.cli.picture.ContactSheet;
import org.pixelembedding.data.CacheFolder;
import org.pixelembedding.data.DataCheck;
import org.pixelembedding.data.ImageSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is in a set of pictures, and what a training would make of it. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        modelTransformer = DataCheckCommand.KeyOptions.class,
        sortOptions = false,
        description = {
            "Decodes every picture once and tells: pictures by class and part, their sizes, unreadable files, exact",
            "duplicates (pictures whose decoded pixels are equal) within and across parts, and what 'train' would do.",
            "Exit code 1 if a picture cannot be read; duplicates are only told."
        },
        footer = {
            "",
            "Examples:",
            "  pixemb data check samples/eurosat-mini.zip --sheet sheet.png",
            "  pixemb data check pictures.csv --json"
        })
final class DataCheckCommand implements Callable<Integer> {
    private static final long PROGRESS_NANOS = 10_000_000_000L;

    @Parameters(
            paramLabel = "DATA",
            description = "Folder, zip or tar of pictures, folder of tars, list of path,label, or CIFAR.")
    private Path data;

    @Option(names = "--sheet", paramLabel = "FILE", description = "Draw some pictures of every class into a PNG file.")
    private Optional<Path> sheet = Optional.empty();

    @Option(names = "--config", paramLabel = "FILE", description = "Settings of the training that it is for, as YAML.")
    private Optional<Path> config = Optional.empty();

    @Option(names = "--json", description = "One JSON object on stdout.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** Settings that change what 'train' would do with the pictures. */
    static final class KeyOptions implements CommandLine.IModelTransformer {
        @Override
        public CommandSpec transform(CommandSpec spec) {
            return ConfigOptions.add(
                    spec, java.util.List.of("network", "size", "epochs", "batch", "validation", "seed"));
        }
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        var settings = ConfigOptions.read(spec, config);
        try (ImageSource source = ImageSource.open(data, CacheFolder.ofUser())) {
            Notes.ignored(err, source);
            AtomicLong last = new AtomicLong(System.nanoTime());
            DataCheck check = DataCheck.of(source, done -> {
                long before = last.get();
                long now = System.nanoTime();
                if (now - before > PROGRESS_NANOS && last.compareAndSet(before, now)) {
                    err.println(done + " pictures decoded");
                }
            });
            CheckReport report = new CheckReport(source, check, TrainingOutlook.of(source, check, settings));
            if (json) {
                out.println(Json.of(report.answer()));
            } else {
                out.print(report);
            }
            if (sheet.isPresent()) {
                ContactSheet.write(source, sheet.get());
                err.println("Contact sheet: " + sheet.get());
            }
            return check.unreadable().isEmpty() ? 0 : 1;
        }
    }
}
