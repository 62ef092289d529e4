package org.pixelembedding.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An exported folder of target {@code c}, built as its README says, with flags of one's choice. */
final class CompiledC {
    private static final Pattern MEDIAN = Pattern.compile("median ([0-9.]+) us.*\\(([^)]*)\\)");

    private final Path program;
    private final String name;

    /** @throws IOException if the compiler is not there or refuses; says what it said */
    CompiledC(Path folder, String compiler, List<String> flags) throws IOException {
        name = compiler + " -O3 " + String.join(" ", flags);
        program = folder.resolve("bench-" + name.replaceAll("[^a-z0-9]+", "-")).toAbsolutePath();
        List<String> command = new ArrayList<>(List.of(compiler, "-std=c99", "-O3"));
        command.addAll(flags);
        command.addAll(List.of("model.c", "selftest.c", "bench.c", "-o", program.toString()));
        run(command, folder);
    }

    String name() {
        return name;
    }

    /**
     * Times pictures; the program compares its class sums with the engine's first.
     *
     * @return median microseconds of processor time a picture
     */
    double medianMicros(int pictures) throws IOException {
        String said = run(List.of(program.toString(), String.valueOf(pictures)), program.getParent());
        Matcher matcher = MEDIAN.matcher(said);
        if (!matcher.find()) {
            throw new IOException(name + ": want a line with a median, said: " + said);
        }
        return Double.parseDouble(matcher.group(1));
    }

    /** What a command said on both outputs; one that fails is an error. */
    static String run(List<String> command, Path directory) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            int code = process.waitFor();
            if (code != 0) {
                throw new IOException("'" + String.join(" ", command) + "' ended with " + code + ": " + said);
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return said;
    }
}
