package org.pixelembedding.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * As many pictures as ImageNet has, in tar shards: 2 GB of disk and a minute, so only on demand, by {@code mvn -pl train
 * -am test -Dpixemb.long=true -Dtest=MillionImagesTest -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@Tag("long")
@EnabledIfSystemProperty(named = "pixemb.long", matches = "true", disabledReason = "takes 2 GB of disk and a minute")
class MillionImagesTest {
    private static final int IMAGES = 1_300_000;

    @TempDir
    private Path temp;

    private static long heapAfterCollection() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    @SuppressWarnings("SystemOut") // figures for who asked for this test
    void anIndexOpensInSecondsAndIsSmall() throws IOException {
        Path folder = ManyTinyImages.write(temp.resolve("shards"), IMAGES, 130);
        CacheFolder cache = new CacheFolder(Optional.of(temp.resolve("cache")));
        double scan = open(folder, cache);
        long before = heapAfterCollection();
        long start = System.nanoTime();
        try (ImageSource source = ImageSource.open(folder, cache)) {
            double seconds = (System.nanoTime() - start) * 1e-9;
            long bytes = heapAfterCollection() - before;
            System.out.printf(
                    "%d images: first scan %.1f s, opened again in %.2f s, %.1f MB of heap, %.1f bytes an image%n",
                    IMAGES, scan, seconds, bytes / 1e6, (double) bytes / IMAGES);
            assertThat(seconds).isLessThan(10);
            assertThat(bytes).isLessThan(200_000_000).isLessThan(40L * IMAGES);
            ManyTinyImages.check(source.everything().orElseThrow(), IMAGES, 9973);
        }
    }

    private static double open(Path folder, CacheFolder cache) throws IOException {
        long start = System.nanoTime();
        try (ImageSource source = ImageSource.open(folder, cache)) {
            assertThat(source.everything().orElseThrow().size()).isEqualTo(IMAGES);
        }
        return (System.nanoTime() - start) * 1e-9;
    }
}
