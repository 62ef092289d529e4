package org.pixelembedding.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.data.CacheFolder;
import org.pixelembedding.data.DecodedCache;
import org.pixelembedding.data.ImageSource;
import org.pixelembedding.data.UnreadablePolicy;
import org.pixelembedding.train.EpochMetrics;
import org.pixelembedding.train.RunDirectory;
import org.pixelembedding.train.Trainer;
import org.pixelembedding.train.TrainingConfig;
import org.pixelembedding.train.TrainingData;
import org.pixelembedding.train.TrainingListener;

/**
 * Memory does not grow with the epochs: what the process holds after a collection at the end of epoch 50 is what it held at
 * the end of epoch 2, within 2 %. A training in a process of its own: {@code mvn -pl cli -am test -Dpixemb.long=true
 * -Dtest=MemoryOverEpochsTest -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@Tag("long")
@EnabledOnOs(OS.LINUX)
@EnabledIfSystemProperty(named = "pixemb.long", matches = "true", disabledReason = "takes two minutes")
class MemoryOverEpochsTest {
    private static final int EPOCHS = 50;
    private static final double PERCENT = 2;

    @TempDir
    private Path directory;

    /** Trains, and says after every epoch how many bytes the process holds. */
    static final class Training {
        private Training() {}

        @SuppressWarnings("SystemOut") // what the test reads
        public static void main(String[] args) throws IOException {
            Path folder = Path.of(args[0]);
            TrainingConfig config = TrainingConfig.parse(
                    "memory", "size: 32\nwidth: 0.5\nbatch: 16\ndimensions: 8\nthreads: 2\nepochs: " + EPOCHS);
            CacheFolder cache = new CacheFolder(Optional.of(folder.resolve("cache")));
            try (ImageSource source =
                    DecodedCache.open(ImageSource.open(folder.resolve("pictures")), 32, 32, cache, note -> {})) {
                TrainingData data = TrainingData.of(source, config, 32, UnreadablePolicy.FAIL);
                RunDirectory run = RunDirectory.create(folder.resolve("run"));
                TrainingListener listener = new TrainingListener() {
                    @Override
                    public void epoch(EpochMetrics metrics) {
                        System.out.println(metrics.epoch() + " " + heldBytes());
                    }
                };
                Trainer.start(config, data, run, new CurvesDrawer(run, listener))
                        .train();
            }
        }

        /** Resident set, with the live part of the heap in place of the whole, which was touched at the start. */
        private static long heldBytes() {
            System.gc();
            MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
            return residentBytes() - heap.getCommitted() + heap.getUsed();
        }

        private static long residentBytes() {
            try {
                return Files.readAllLines(Path.of("/proc/self/status")).stream()
                                .filter(line -> line.startsWith("VmRSS:"))
                                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                                .sum()
                        * 1024;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    @Test
    @SuppressWarnings("SystemOut") // figures for who asked for this test
    void memoryAtEpochFiftyIsThatAtEpochTwo() throws IOException, InterruptedException {
        PaintedFolder.write(directory.resolve("pictures"), 80, "across", "down");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--add-modules=jdk.incubator.vector",
                "-XX:+UseParallelGC",
                "-Xms256m",
                "-Xmx256m",
                "-XX:+AlwaysPreTouch",
                "-cp",
                System.getProperty("java.class.path"),
                Training.class.getName(),
                directory.toString());
        builder.redirectError(directory.resolve("err.txt").toFile());
        long[] held = new long[EPOCHS + 1];
        Process process = builder.start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                int blank = line.indexOf(' ');
                held[Integer.parseInt(line.substring(0, blank))] = Long.parseLong(line.substring(blank + 1));
            }
        }
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as(() -> String.join("\n", lines(directory.resolve("err.txt"))))
                .isZero();
        for (int epoch : List.of(1, 2, 3, 5, 10, 20, 30, 40, 50)) {
            System.out.printf("FIGURES held after epoch %d: %.1f MB%n", epoch, held[epoch] / 1e6);
        }
        assertThat((double) held[EPOCHS]).isCloseTo((double) held[2], Percentage.withPercentage(PERCENT));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of(e.toString());
        }
    }
}
