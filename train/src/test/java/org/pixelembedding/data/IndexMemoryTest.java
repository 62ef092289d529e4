package org.pixelembedding.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Heap that an open source holds for each picture beyond the bytes of its path, by the kind of source: at most 40 bytes.
 * Nothing here is decoded. CIFAR has no index: its records are the files' own bytes. Measured in a process of its own: in
 * the tests' process, what earlier tests left behind goes at any time, by more than a source holds.
 */
class IndexMemoryTest {
    private static final int IMAGES = 30_000;
    private static final int CLASSES = 100;
    private static final int MOST_BYTES = 40;

    @TempDir
    private Path temp;

    private static String path(int i) {
        return String.format("class%02d/picture-%08d.png", i % CLASSES, i);
    }

    private static long pathBytes() {
        return (long) IMAGES * path(0).length();
    }

    /** Opens a source and says how many pictures it has, and how many bytes of heap it holds. */
    static final class Opening {
        private Opening() {}

        @SuppressWarnings("SystemOut") // what the test reads
        public static void main(String[] args) throws IOException {
            Path path = Path.of(args[0]);
            CacheFolder cache = new CacheFolder(Optional.empty());
            ImageSource.open(path, cache).close(); // classes are loaded, and what the JDK keeps for ever is kept
            long before = heapAfterCollection();
            try (ImageSource source = ImageSource.open(path, cache)) {
                long bytes = heapAfterCollection() - before;
                System.out.println(source.everything().orElseThrow().size() + " " + bytes);
            }
        }

        private static long heapAfterCollection() {
            System.gc();
            return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        }
    }

    private Path make(String kind) throws IOException {
        return switch (kind) {
            case "tars" -> ManyTinyImages.write(temp.resolve("shards"), IMAGES, 3);
            case "zip" -> {
                Path zip = temp.resolve("set.zip");
                try (ZipOutputStream out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(zip)))) {
                    for (int i = 0; i < IMAGES; i++) {
                        out.putNextEntry(new ZipEntry(path(i)));
                        out.write(i);
                    }
                }
                yield zip;
            }
            case "folder" -> folder();
            case "list" -> {
                folder();
                Path list = temp.resolve("set.csv");
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(list))) {
                    for (int i = 0; i < IMAGES; i++) {
                        out.write(("set/" + path(i) + "," + i % CLASSES + "\n").getBytes(StandardCharsets.UTF_8));
                    }
                }
                yield list;
            }
            default -> throw new AssertionError(kind);
        };
    }

    private Path folder() throws IOException {
        Path folder = temp.resolve("set");
        for (int k = 0; k < CLASSES; k++) {
            Files.createDirectories(folder.resolve(path(k)).getParent());
        }
        for (int i = 0; i < IMAGES; i++) {
            Files.createFile(folder.resolve(path(i)));
        }
        return folder;
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "list", "zip", "tars"})
    @SuppressWarnings("SystemOut") // figures for who asked for this test
    void anImageCostsFewBytesBeyondItsPath(String kind) throws IOException {
        Path path = make(kind);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Opening.class.getName(),
                        path.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String[] said;
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            said = String.valueOf(out.readLine()).split(" ");
        }
        assertThat(said).hasSize(2);
        assertThat(said[0]).isEqualTo(String.valueOf(IMAGES));
        long bytes = Long.parseLong(said[1]);
        double each = (double) (bytes - (kind.equals("tars") ? 0 : pathBytes())) / IMAGES;
        System.out.printf("FIGURES index of %s: %.1f bytes an image beyond its path%n", kind, each);
        assertThat(each).isPositive().isLessThan(MOST_BYTES);
    }
}
