package org.pixelembedding.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.pixelembedding.server.Limits;
import org.pixelembedding.server.ModelServer;
import org.pixelembedding.server.ServedModel;
import org.pixelembedding.server.ServerSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Models behind HTTP. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Serves models over HTTP, with a page to try them (/) and a description of the interface (/api, /openapi.yaml).",
            "Only this machine is answered unless --host says otherwise. A model file that is replaced is taken over without losing a"
                    + " request. Ctrl-C finishes what was accepted; once more stops at once."
        },
        footer = {
            "",
            "Examples:",
            "  pixemb serve runs/quickstart/model.pxm",
            "  curl --data-binary @photo.jpg localhost:8080/v1/models/quickstart/classify"
        })
final class ServeCommand implements Callable<Integer> {
    private static final int MEGABYTE = 1 << 20;

    @Parameters(
            arity = "1..*",
            paramLabel = "MODEL",
            description =
                    "Model files (.pxm), each as FILE or NAME=FILE. Without a name: the file's, or its run's if it is model.pxm.")
    private List<String> models = List.of();

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "Address to listen at (default: ${DEFAULT-VALUE}).")
    private String host;

    @Option(
            names = "--port",
            paramLabel = "P",
            defaultValue = "8080",
            description = "Port, 0 for any that is free (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Callers must bring the token in this file: Authorization: Bearer TOKEN.")
    private Optional<Path> tokenFile = Optional.empty();

    @Option(
            names = "--examples",
            paramLabel = "DIR",
            description = "Pictures for the page (default: the folder examples beside each model, if it is there).")
    private Optional<Path> examples = Optional.empty();

    @Option(
            names = "--threads",
            paramLabel = "T",
            description = "Pictures worked on at a time (default: one a processor).")
    private Optional<Integer> threads = Optional.empty();

    @Option(names = "--queue", paramLabel = "N", description = "Requests that may wait; beyond it 503 (default: 128).")
    private Optional<Integer> queue = Optional.empty();

    @Option(names = "--max-megabytes", paramLabel = "N", description = "Largest body of a request (default: 16).")
    private Optional<Integer> megabytes = Optional.empty();

    @Option(
            names = "--max-pixels",
            paramLabel = "N",
            description = "Largest picture, by its header (default: 25000000).")
    private Optional<Integer> pixels = Optional.empty();

    @Option(
            names = "--request-seconds",
            paramLabel = "S",
            description = "How long a request may wait and be worked on (default: 30).")
    private Optional<Integer> seconds = Optional.empty();

    @Option(names = "--quiet", description = "No access log (JSON, a line a request, on stdout).")
    private boolean quiet;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        CountDownLatch stopped = new CountDownLatch(1);
        try (StopSignals signals = StopSignals.install(stopped::countDown, "Finishing what was accepted", err);
                ModelServer server = start(out)) {
            err.println(server.address() + " serves " + String.join(", ", models) + "; Ctrl-C ends it");
            stopped.await();
            return signals.exitCode().orElse(0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private ModelServer start(PrintWriter out) throws IOException {
        try {
            List<ServedModel> served = new ArrayList<>();
            for (String model : models) {
                int equals = model.indexOf('=');
                Path file = Zoo.path(model.substring(equals + 1));
                ModelFile.read(file);
                served.add(ServedModel.read(equals < 0 ? name(file) : model.substring(0, equals), file, examples));
            }
            ServerSettings settings = new ServerSettings(
                    new InetSocketAddress(host, WantedNumber.port(port, spec)),
                    limits(),
                    token(),
                    quiet ? line -> {} : line -> write(out, line));
            return ModelServer.start(settings, served);
        } catch (IllegalArgumentException | TypeConversionException e) {
            throw usage(e.getMessage());
        }
    }

    private static void write(PrintWriter out, String line) {
        synchronized (out) {
            out.println(line);
            out.flush();
        }
    }

    private Limits limits() {
        Limits limits = Limits.DEFAULT;
        if (megabytes.isPresent()) {
            limits = limits.withBodyBytes(Math.multiplyExact(atLeastOne(megabytes.get(), "--max-megabytes"), MEGABYTE));
        }
        if (pixels.isPresent()) {
            limits = limits.withPixels(atLeastOne(pixels.get(), "--max-pixels"));
        }
        if (seconds.isPresent()) {
            limits = limits.withTimes(
                    limits.bodyTime(), Duration.ofSeconds(atLeastOne(seconds.get(), "--request-seconds")));
        }
        return limits.withWork(
                threads.isPresent() ? atLeastOne(threads.get(), "--threads") : limits.workers(),
                queue.isPresent() ? atLeastOne(queue.get(), "--queue") : limits.queue());
    }

    private int atLeastOne(int value, String option) {
        return WantedNumber.atLeast(1, value, option, spec);
    }

    private Optional<String> token() throws IOException {
        return tokenFile.isEmpty()
                ? Optional.empty()
                : Optional.of(Files.readString(tokenFile.get(), StandardCharsets.UTF_8)
                        .strip());
    }

    /** The file's name without its ending; for a run's {@code model.pxm} the run's. */
    private static String name(Path file) {
        Path whole = file.toAbsolutePath().normalize();
        String own = String.valueOf(whole.getFileName());
        String bare = own.endsWith(".pxm") ? own.substring(0, own.length() - ".pxm".length()) : own;
        Path run = whole.getParent();
        return "model".equals(bare) && run != null && run.getFileName() != null
                ? run.getFileName().toString()
                : bare;
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
