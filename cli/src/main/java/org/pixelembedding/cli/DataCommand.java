package org.pixelembedding.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Commands that look at pictures before a training does. */
@Command(
        name = "data",
        mixinStandardHelpOptions = true,
        description = "Looks at a set of pictures before a training does.",
        subcommands = {DataCheckCommand.class, DataPreviewCommand.class})
final class DataCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Without a subcommand: the help text. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
