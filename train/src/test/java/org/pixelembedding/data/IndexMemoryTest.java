package org.pixelembedding.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Heap that an open source holds for each picture beyond the bytes of its path, by the kind of source: at most 40 bytes.
 * Nothing here is decoded. CIFAR has no index: its records are the files' own bytes.
 */
class IndexMemoryTest {
    private static final int IMAGES = 30_000;
    private static final int CLASSES = 100;
    /** Opened at once, so that a megabyte that earlier tests leave or take away is 4 bytes a picture and not 35. */
    private static final int SOURCES = 8;

    private static final int MOST_BYTES = 40;
    private static final int CALM_BYTES = 32_768;

    @TempDir
    private Path temp;

    private static String path(int i) {
        return String.format("class%02d/picture-%08d.png", i % CLASSES, i);
    }

    private static long pathBytes() {
        return (long) IMAGES * path(0).length();
    }

    /** What earlier tests left behind goes in several rounds: native memory lets go of its owners late. */
    private static long settledHeap() {
        long used = heapAfterCollection();
        for (int calm = 0, rounds = 0; calm < 3 && rounds < 50; rounds++) {
            long before = used;
            used = heapAfterCollection();
            calm = Math.abs(before - used) < CALM_BYTES ? calm + 1 : 0;
        }
        return used;
    }

    private static long heapAfterCollection() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
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
        CacheFolder cache = new CacheFolder(Optional.empty());
        ImageSource.open(path, cache).close(); // classes are loaded, and what the JDK keeps for ever is kept
        long before = settledHeap();
        List<ImageSource> sources = new ArrayList<>();
        try {
            for (int i = 0; i < SOURCES; i++) {
                sources.add(ImageSource.open(path, cache));
            }
            long bytes = (settledHeap() - before) / SOURCES;
            assertThat(sources.getFirst().everything().orElseThrow().size()).isEqualTo(IMAGES);
            double each = (double) (bytes - (kind.equals("tars") ? 0 : pathBytes())) / IMAGES;
            System.out.printf("FIGURES index of %s: %.1f bytes an image beyond its path%n", kind, each);
            assertThat(each).isPositive().isLessThan(MOST_BYTES);
        } finally {
            for (ImageSource source : sources) {
                source.close();
            }
        }
    }
}
