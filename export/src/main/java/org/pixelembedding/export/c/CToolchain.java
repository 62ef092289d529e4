package org.pixelembedding.export.c;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A compiler and what runs its programs: this machine, an emulator of another Linux, or an emulated board.
 *
 * @param name stable, as {@code verify --targets} shows it: {@code c-gcc}, {@code c-cortex-m4}
 * @param compiler command and flags that choose the target; sources and output follow
 * @param runner command in front of the program, empty if this machine runs it; {@code "PROGRAM"} in it is replaced, else the
 *     program is added
 * @param bare whether it runs without an operating system, its files by semihosting
 * @param packages Debian packages to install where a command is missing
 */
public record CToolchain(String name, List<String> compiler, List<String> runner, boolean bare, List<String> packages) {
    /** In a runner: where the program goes. */
    static final String PROGRAM = "PROGRAM";

    /** What every exported file must stand. */
    static final List<String> STRICT = List.of("-std=c99", "-Wall", "-Wextra", "-Wconversion", "-pedantic", "-Werror");

    public CToolchain {
        compiler = List.copyOf(compiler);
        runner = List.copyOf(runner);
        packages = List.copyOf(packages);
    }

    /** Why it cannot be used on this machine, with what to install; empty if it can. */
    public Optional<String> missing() {
        List<String> commands = new ArrayList<>(List.of(compiler.get(0)));
        if (!runner.isEmpty()) {
            commands.add(runner.get(0));
        }
        commands.removeIf(CToolchain::onPath);
        if (!commands.isEmpty()) {
            return Optional.of(
                    "no " + String.join(", ", commands) + " on the PATH; install " + String.join(" ", packages));
        }
        return !wantsLibrary() || hasLibrary()
                ? Optional.empty()
                : Optional.of(compiler.get(0) + " finds no C library; install " + String.join(" ", packages));
    }

    private boolean wantsLibrary() {
        return !bare && !compiler.contains("-ffreestanding");
    }

    /** Whether the C library is here too: the package of a cross compiler only recommends it. */
    private boolean hasLibrary() {
        List<String> command = new ArrayList<>(compiler);
        command.addAll(List.of("-fsyntax-only", "-x", "c", "-"));
        try {
            Process check = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (OutputStream source = check.getOutputStream()) {
                source.write("#include <stdio.h>\n".getBytes(StandardCharsets.US_ASCII));
            }
            return check.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean onPath(String command) {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(directory, command))) {
                return true;
            }
        }
        return false;
    }

    /** The same with more flags. */
    public CToolchain with(String newName, List<String> flags) {
        List<String> longer = new ArrayList<>(compiler);
        longer.addAll(flags);
        return new CToolchain(newName, longer, runner, bare, packages);
    }
}
