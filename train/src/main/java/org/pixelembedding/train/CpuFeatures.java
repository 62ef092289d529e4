package org.pixelembedding.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the CPU says of itself; only what a default depends on. */
final class CpuFeatures {
    private static final Path LINUX = Path.of("/proc/cpuinfo");

    private CpuFeatures() {}

    /** Whether products of bf16 numbers have instructions of their own. False where it cannot be known. */
    static boolean hasBf16() {
        try (Stream<String> lines = Files.lines(LINUX, StandardCharsets.UTF_8)) {
            Optional<String> flags =
                    lines.filter(line -> line.startsWith("flags")).findFirst();
            Set<String> known = Set.of("avx512_bf16", "amx_bf16");
            return flags.stream()
                    .flatMap(line -> Arrays.stream(line.split("\\s+")))
                    .anyMatch(known::contains);
        } catch (IOException e) {
            return false; // not Linux, or a sandbox without it: float32 runs everywhere
        }
    }
}
