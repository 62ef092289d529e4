package org.pixelembedding.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.pixelembedding.cli.watch.RunFollower;
import org.pixelembedding.cli.watch.WatchServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A live page for a training. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = {
            "Shows a training in a browser while it runs: curves, the table now, codes in use, time left, warnings.",
            "The training may be another process's, and may have ended. Only this machine can see the page. Ctrl-C ends it, and"
                    + " leaves the training alone."
        },
        footer = {"", "Example:  pixemb watch runs/mine"})
final class WatchCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "A run directory.")
    private Path directory;

    @Option(
            names = "--port",
            paramLabel = "P",
            defaultValue = "8765",
            description = "Port of the page, 0 for any that is free (default: ${DEFAULT-VALUE}).")
    private int port;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        int free = WantedNumber.port(port, spec);
        CountDownLatch stopped = new CountDownLatch(1);
        PrintWriter err = spec.commandLine().getErr();
        try (StopSignals signals = StopSignals.install(stopped::countDown, "Ending", err);
                WatchServer server = new WatchServer(new RunFollower(directory), free, Json::of)) {
            err.println(server.address() + " shows " + directory + "; Ctrl-C ends it");
            stopped.await();
            return signals.exitCode().orElse(0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }
}
