package org.pixelembedding.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.pixelembedding.kernel.BitKernels;

/** What times were measured on: without it they say little. */
final class Machine {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private Machine() {}

    static Map<String, Object> toMap() {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("processor", processor());
        machine.put("processors", Runtime.getRuntime().availableProcessors());
        machine.put("architecture", System.getProperty("os.arch"));
        machine.put("java", Runtime.version().toString());
        machine.put(
                "flags",
                ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .filter(flag -> flag.startsWith("-X") || flag.startsWith("--add-modules"))
                        .filter(flag -> !flag.startsWith("-XX:AOT")
                                && !flag.startsWith("-Xlog")) // paths, and no effect on times
                        .toList());
        machine.put("kernels", BitKernels.reason());
        return machine;
    }

    /** The same in one line for people. */
    static String line() {
        Map<String, Object> machine = toMap();
        return machine.get("processor") + ", " + machine.get("processors") + " processors, "
                + machine.get("architecture") + ", Java " + machine.get("java") + " " + machine.get("flags");
    }

    /** The CPU's name where the system tells it in a file, else {@code unknown}. */
    private static String processor() {
        try (Stream<String> lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException | java.io.UncheckedIOException e) {
            return "unknown";
        }
    }
}
