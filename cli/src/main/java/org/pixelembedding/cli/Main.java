package org.pixelembedding.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.pixelembedding.data.UnreadableImageException;
import org.pixelembedding.kernel.BitKernels;
import org.pixelembedding.model.ShapeException;
import org.pixelembedding.train.ConfigException;
import org.pixelembedding.train.Names;
import org.pixelembedding.train.TrainingDivergedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The root command, and the only place that ends the process. */
@Command(
        name = "pixemb",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Fully quantized image classifiers with pixel embedding: train, freeze, verify, use.",
        footer = {
            "",
            "Start with:  pixemb quickstart",
            "Models that ship with it, where a model file is wanted:",
            "  zoo:eurosat-mini, zoo:cifar-100, zoo:imagenette, zoo:cifar-100-body,",
            "  zoo:eurosat-mini-resnet18, zoo:cifar-100-resnet18",
            "Exit codes:  0 done, 1 bad input or a difference found, 2 wrong usage, 70 a bug, 130/143 stopped"
        },
        subcommands = {
            QuickstartCommand.class,
            PlanCommand.class,
            TrainCommand.class,
            DataCommand.class,
            FreezeCommand.class,
            VerifyCommand.class,
            EvalCommand.class,
            PredictCommand.class,
            InspectCommand.class,
            DumpCommand.class,
            ReportCommand.class,
            CompareCommand.class,
            WatchCommand.class,
            ServeCommand.class,
            ExportCommand.class,
            BenchCommand.class,
            ExperimentCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Main implements Runnable {
    static final int BUG = 70;
    private static final String FORCED_WIDTH = "pixemb.vector.bits";
    private static final String UNREADABLE = "; mend or remove it, or leave such pictures out with --skip-unreadable";

    @Spec
    private CommandSpec spec;

    /** What {@code --version} prints. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {
                "pixemb " + (version == null ? "development" : version) + " (Java " + Runtime.version() + ")"
            };
        }
    }

    /** Without a command: the help text. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Runs one command line. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = run(out, err, args);
        out.flush();
        err.flush();
        System.exit(code);
    }

    /** The same inside a process that goes on, for tests. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        if (System.getProperty(FORCED_WIDTH) != null) {
            try {
                BitKernels.vector();
            } catch (IllegalArgumentException e) {
                // Asked for by name: going on with other kernels would answer another question.
                err.println("pixemb: " + e.getMessage());
                return 1;
            }
        }
        return commandLine(out, err).execute(args);
    }

    private static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        return new CommandLine(new Main())
                .registerConverter(Path.class, new Zoo())
                .setOut(out)
                .setErr(err)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setParameterExceptionHandler(Main::wrongUsage)
                .setExecutionExceptionHandler(Main::failed);
    }

    private static int wrongUsage(ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println("pixemb: " + e.getMessage());
        suggestOptions(e, err);
        err.println("Try: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    /** One line for every unknown option that looks like a known one; picocli itself looks at the first only. */
    private static void suggestOptions(ParameterException e, PrintWriter err) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            Set<String> known = e.getCommandLine().getCommandSpec().optionsMap().keySet();
            List<String> options = unmatched.getUnmatched().stream()
                    .filter(argument -> argument.startsWith("--"))
                    .map(argument -> argument.replaceAll("=.*", ""))
                    .toList();
            options.forEach(option -> Names.nearest(option, known)
                    .ifPresent(near -> err.println("Did you mean " + near + " where " + option + " is?")));
            if (options.isEmpty()) {
                UnmatchedArgumentException.printSuggestions(e, err);
            }
        }
    }

    private static int failed(Exception e, CommandLine line, CommandLine.ParseResult result) {
        PrintWriter err = line.getErr();
        if (e instanceof IOException
                || e instanceof ConfigException
                || e instanceof ShapeException
                || e instanceof TrainingDivergedException) {
            err.println("pixemb: " + message(e) + (e instanceof UnreadableImageException ? UNREADABLE : ""));
            return 1;
        }
        err.println("pixemb: this is a bug in pixemb. Please report it with the lines below, the command that you gave"
                + " and the output of pixemb --version.");
        e.printStackTrace(err);
        return BUG;
    }

    /** Exceptions of the JDK's file calls often hold the path alone. */
    private static String message(Exception e) {
        return switch (e) {
            case java.nio.file.NoSuchFileException missing -> missing.getFile() + ": no such file or directory";
            case java.nio.file.AccessDeniedException denied -> denied.getFile() + ": access denied";
            case java.nio.file.FileSystemException other
            when other.getReason() != null -> other.getFile() + ": " + other.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
