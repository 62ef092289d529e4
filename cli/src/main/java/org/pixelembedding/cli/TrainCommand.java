package org.pixelembedding.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.pixelembedding.data.CacheFolder;
import org.pixelembedding.data.UnreadablePolicy;
import org.pixelembedding.train.CheckpointPace;
import org.pixelembedding.train.RunDirectory;
import org.pixelembedding.train.TrainingConfig;
import org.pixelembedding.train.TransferSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains a network into a run directory. Every key of the configuration is an option too. */
@Command(
        name = "train",
        modelTransformer = TrainCommand.KeyOptions.class,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Trains a network on labelled pictures and freezes it to integers.",
            "Settings come from --config FILE (YAML), then from options, which win. Ctrl-C leaves a checkpoint."
        },
        footer = {
            "",
            "Examples:",
            "  pixemb train --data samples/eurosat-mini.zip --out runs/first",
            "  pixemb train --data pictures/ --out runs/mine --network tiny --epochs 20 --input float",
            "  pixemb train --data pictures/ --out runs/mine --resume",
            "  pixemb train --data pictures/ --out runs/mine --from runs/first --body-factor 0.3"
        })
final class TrainCommand implements Callable<Integer> {
    private static final double MOST_MINUTES = 100_000;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DATA",
            description = "Folder, zip or tar of pictures, folder of tars, list of path,label, or CIFAR.")
    private Path data;

    @Option(names = "--out", required = true, paramLabel = "RUN", description = "Run directory to make or go on with.")
    private Path out;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings as YAML: the keys are the options below in camelCase.")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--from",
            paramLabel = "SOURCE",
            description = {
                "Start from the body and table of a run, a checkpoint or a model (.pxm).",
                "Network, width, input, table and bits are the source's."
            })
    private Optional<Path> from = Optional.empty();

    @Option(names = "--resume", description = "Go on from the last checkpoint; in an empty directory, start.")
    private boolean resume;

    @Option(
            names = "--checkpoint-minutes",
            paramLabel = "N",
            description = {
                "Keep a checkpoint every N minutes inside epochs too (default: 10; 0: at their ends only).",
                "Changes no byte of the result."
            })
    private double checkpointMinutes = CheckpointPace.DEFAULT.toMinutes();

    @Option(names = "--skip-unreadable", description = "Leave unreadable pictures out (they are counted and listed).")
    private boolean skipUnreadable;

    @Option(
            names = "--no-cache",
            description =
                    "Keep no decoded pictures on disk (PIXEMB_CACHE, else ~/.cache/pixemb): decode in every epoch.")
    private boolean noCache;

    @Option(names = "--json", description = "One JSON object on stdout at the end.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** Adds an option for every configuration key. */
    static final class KeyOptions implements CommandLine.IModelTransformer {
        @Override
        public CommandSpec transform(CommandSpec spec) {
            return ConfigOptions.add(spec, TrainingConfig.OPTIONS);
        }
    }

    @Override
    public Integer call() throws IOException {
        RunDirectory run = new RunDirectory(out);
        PrintWriter err = spec.commandLine().getErr();
        if (run.hasCheckpoint() && !resume) {
            throw new IOException(out + ": holds a run already; go on with it by --resume, or choose another --out");
        }
        UnreadablePolicy policy = skipUnreadable ? UnreadablePolicy.SKIP : UnreadablePolicy.FAIL;
        CacheFolder cache = noCache ? CacheFolder.NONE : CacheFolder.ofUser();
        Settings settings = settings(run);
        TrainingJob job = new TrainingJob(settings.config, data, out, policy, cache, pace(), goOn(), err);
        settings.source.ifPresent(job::startFrom);
        TrainingJob.Result result = job.run();
        if (json) {
            spec.commandLine().getOut().println(Json.of(result.answer()));
        }
        return result.exitCode();
    }

    private CheckpointPace pace() {
        if (!(checkpointMinutes >= 0 && checkpointMinutes <= MOST_MINUTES)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--checkpoint-minutes is " + checkpointMinutes + ", want 0 to " + (int) MOST_MINUTES);
        }
        return CheckpointPace.every(Duration.ofNanos((long) (checkpointMinutes * 60e9)));
    }

    /** Settings need not be given again: the run keeps them. */
    private String goOn() {
        return "pixemb train --data " + data + " --out " + out + (skipUnreadable ? " --skip-unreadable" : "")
                + (noCache ? " --no-cache" : "")
                + (checkpointMinutes == CheckpointPace.DEFAULT.toMinutes()
                        ? ""
                        : " --checkpoint-minutes " + checkpointMinutes)
                + " --resume";
    }

    /** What to train and, with --from, where to start. */
    private record Settings(TrainingConfig config, Optional<TransferSource> source) {}

    /**
     * File, then options; a resumed run without either goes on as it was begun, also if it ended before its first
     * checkpoint.
     */
    private Settings settings(RunDirectory run) throws IOException {
        boolean begun = config.isEmpty() && resume && Files.exists(run.config());
        Optional<Path> source = begun ? Optional.of(run.config()) : config;
        String file = source.map(Path::toString).orElse("defaults");
        String text = source.isPresent() ? Files.readString(source.get(), StandardCharsets.UTF_8) : "";
        TrainingConfig base = begun ? TrainingConfig.recorded(file, text) : TrainingConfig.parse(file, text);
        TrainingConfig wanted = ConfigOptions.over(base, spec);
        if (from.isEmpty()) {
            return new Settings(wanted, Optional.empty());
        }
        Set<String> given = new HashSet<>(TrainingConfig.keysIn(file, text));
        given.addAll(ConfigOptions.given(spec).keySet());
        Map<String, String> values = new LinkedHashMap<>(wanted.values());
        values.keySet().retainAll(given);
        TransferSource start = TransferSource.open(from.get(), values);
        return new Settings(start.settings(wanted, given), Optional.of(start));
    }
}
