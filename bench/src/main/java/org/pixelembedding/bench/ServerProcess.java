package org.pixelembedding.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Memory, threads and processor time of another JVM, as Linux and that JVM tell them. */
final class ServerProcess {
    private static final Pattern USED = Pattern.compile("ParOldGen .*used ([0-9]+)K");

    private ServerProcess() {}

    /**
     * At one moment.
     *
     * @param residentMegabytes of the whole process
     * @param keptMegabytes of heap that a full collection just left: the old generation, since the young one fills again at once
     */
    record Sample(double residentMegabytes, double keptMegabytes, int threads) {
        @Override
        public String toString() {
            return String.format(
                    "%.0f MB resident, %.1f MB of heap left by a full collection, %d threads",
                    residentMegabytes, keptMegabytes, threads);
        }
    }

    /** Asks the JVM for a full collection first, so that garbage is not taken for a leak. */
    static Sample sample(Process process) {
        try {
            jcmd(process.pid(), "GC.run");
            double kept = kept(jcmd(process.pid(), "GC.heap_info"));
            List<String> status = Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"));
            return new Sample(number(status, "VmRSS:") / 1024.0, kept, (int) number(status, "Threads:"));
        } catch (IOException e) {
            throw new UncheckedIOException("the server's process cannot be looked at", e);
        }
    }

    static double cpuSeconds(Process process) {
        return process.info().totalCpuDuration().orElseThrow().toNanos() * 1e-9;
    }

    private static long number(List<String> status, String key) {
        return status.stream()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    private static double kept(String info) {
        Matcher used = USED.matcher(info);
        if (!used.find()) {
            throw new IllegalStateException("the server runs another collector than -XX:+UseParallelGC: " + info);
        }
        return Long.parseLong(used.group(1)) / 1024.0;
    }

    private static String jcmd(long pid, String command) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(pid),
                        command)
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
