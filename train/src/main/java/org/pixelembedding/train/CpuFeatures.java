package org.pixelembedding.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the CPU says of itself; only what a default or a run's bytes depend on. */
final class CpuFeatures {
    static final String UNKNOWN = "unknown";
    private static final Path LINUX = Path.of("/proc/cpuinfo");

    private CpuFeatures() {}

    /** Whether products of bf16 numbers have instructions of their own. False where it cannot be known. */
    static boolean hasBf16() {
        Set<String> flags = flags();
        return flags.contains("avx512_bf16") || flags.contains("amx_bf16");
    }

    /** Its name where the system tells it in a file, else {@code unknown}. */
    static String name() {
        String name = line("model name");
        return name.isEmpty() ? UNKNOWN : name;
    }

    /** The vector and matrix instructions by which a library may choose its kernels, sorted; else {@code unknown}. */
    static String vectorInstructions() {
        String names = flags().stream()
                .filter(flag -> flag.startsWith("avx") || flag.startsWith("amx") || flag.equals("fma"))
                .collect(Collectors.joining(" "));
        return names.isEmpty() ? UNKNOWN : names;
    }

    private static Set<String> flags() {
        return new TreeSet<>(Arrays.asList(line("flags").split("\\s+")));
    }

    /** What stands behind the first line of this name; empty where it cannot be known. */
    private static String line(String name) {
        try (Stream<String> lines = Files.lines(LINUX, StandardCharsets.UTF_8)) {
            List<String> found =
                    lines.filter(line -> line.startsWith(name)).limit(1).toList();
            return found.isEmpty()
                    ? ""
                    : found.getFirst()
                            .substring(found.getFirst().indexOf(':') + 1)
                            .strip();
        } catch (IOException | UncheckedIOException e) {
            return ""; // not Linux, or a sandbox without it: float32 runs everywhere
        }
    }
}
