package org.pixelembedding.export.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.image.Resize;
import org.pixelembedding.model.RgbImage;

/** classifier.js brings pictures to size by the rule of {@link Resize}, to the byte. */
class ResizeInNodeTest {
    /** Height, width, wanted height, wanted width. */
    private static final int[][] SIZES = {
        {1, 1, 5, 7},
        {2, 2, 4, 4},
        {3, 4, 3, 4},
        {7, 5, 64, 64},
        {64, 64, 65, 63},
        {63, 65, 64, 64},
        {100, 37, 32, 32},
        {37, 100, 33, 20},
        {300, 400, 224, 224},
        {401, 299, 64, 48},
        {5, 1000, 16, 16},
        {1000, 3, 9, 31},
        {513, 511, 1, 1}
    };

    @TempDir
    private Path directory;

    @Test
    void givesTheBytesOfTheJavaRule() throws IOException, InterruptedException {
        NodeProgram.missing().ifPresent(why -> Assumptions.abort("skipped: " + why));
        Files.write(directory.resolve("classifier.mjs"), BrowserResource.CLASSIFIER.bytes());
        StringBuilder script = new StringBuilder("""
            import { readFileSync, writeFileSync } from "node:fs";
            import { resize } from "./classifier.mjs";
            """);
        for (int i = 0; i < SIZES.length; i++) {
            RgbImage picture = picture(i);
            Files.write(directory.resolve("in" + i), picture.rgb());
            // Once as RGB, once as RGBA, as canvases give it.
            script.append("""
                {
                  const rgb = readFileSync("in%1$d");
                  const picture = { height: %2$d, width: %3$d, data: rgb };
                  writeFileSync("rgb%1$d", resize(picture, %4$d, %5$d));
                  const rgba = new Uint8ClampedArray(rgb.length / 3 * 4).fill(255);
                  rgb.forEach((value, i) => (rgba[Math.floor(i / 3) * 4 + i %% 3] = value));
                  writeFileSync("rgba%1$d", resize({ ...picture, data: rgba }, %4$d, %5$d));
                }
                """.formatted(i, SIZES[i][0], SIZES[i][1], SIZES[i][2], SIZES[i][3]));
        }
        Files.writeString(directory.resolve("run.mjs"), script);
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder("node", "run.mjs")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor()).as(Files.readString(log)).isZero();
        for (int i = 0; i < SIZES.length; i++) {
            byte[] expected =
                    Resize.resize(picture(i), SIZES[i][2], SIZES[i][3]).rgb();
            String sizes = "%d x %d to %d x %d".formatted(SIZES[i][0], SIZES[i][1], SIZES[i][2], SIZES[i][3]);
            assertThat(Files.readAllBytes(directory.resolve("rgb" + i)))
                    .as(sizes)
                    .isEqualTo(expected);
            assertThat(Files.readAllBytes(directory.resolve("rgba" + i)))
                    .as("%s, with alpha", sizes)
                    .isEqualTo(expected);
        }
    }

    private static RgbImage picture(int i) {
        return RandomPictures.of(SIZES[i][0], SIZES[i][1], i);
    }
}
