package org.pixelembedding.export.c;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pixelembedding.image.Resize;
import org.pixelembedding.model.RgbImage;

/** picture.c brings pictures to size by the rule of {@link Resize}, to the byte. */
class PictureFitTest {
    private static final String PROGRAM = """
            #include <stdio.h>
            #include "picture.h"
            static uint8_t in[3 << 20];
            static uint8_t out[MODEL_INPUT_BYTES];
            int main(void)
            {
                FILE *file = fopen("in", "rb");
                if (file == NULL || fread(in, 1, sizeof in, file) == 0) {
                    return 1;
                }
                fclose(file);
                model_fit(in, HEIGHT, WIDTH, FORMAT, out);
                return fwrite(out, 1, sizeof out, stdout) != sizeof out;
            }
            """;

    @TempDir
    private Path directory;

    @BeforeEach
    void writeSources() throws IOException {
        CToolchains.all().getFirst().missing().ifPresent(why -> Assumptions.abort("skipped: " + why));
        Files.writeString(directory.resolve("picture.c"), CTemplates.read("picture.c"));
        Files.writeString(directory.resolve("picture.h"), CTemplates.read("picture.h"));
        // All that it needs of a model.
        Files.writeString(
                directory.resolve("model.h"),
                "#include <stdint.h>\n#define MODEL_INPUT_BYTES (MODEL_HEIGHT * MODEL_WIDTH * 3)\n");
        Files.writeString(directory.resolve("program.c"), PROGRAM);
    }

    @ParameterizedTest(name = "{0} x {1} to {2} x {3}")
    @CsvSource({
        "1, 1, 5, 7",
        "2, 2, 4, 4",
        "3, 4, 3, 4",
        "7, 5, 64, 64",
        "64, 64, 65, 63",
        "63, 65, 64, 64",
        "100, 37, 32, 32",
        "37, 100, 33, 20",
        "240, 320, 64, 64",
        "401, 299, 64, 48",
        "5, 1000, 16, 16",
        "1000, 3, 9, 31",
        "513, 511, 1, 1"
    })
    void givesTheBytesOfTheJavaRule(int height, int width, int toHeight, int toWidth) throws Exception {
        RgbImage picture = random(height, width);
        assertThat(fit("MODEL_RGB888", picture.rgb(), height, width, toHeight, toWidth))
                .isEqualTo(Resize.resize(picture, toHeight, toWidth).rgb());
    }

    /** Every value of the two bytes, or of the one, is in the frame. */
    @Test
    void readsWhatCamerasSend() throws Exception {
        int side = 256;
        int pixels = side * side;
        byte[] big = new byte[2 * pixels];
        byte[] little = new byte[2 * pixels];
        byte[] grey = new byte[pixels];
        byte[] blueFirst = new byte[3 * pixels];
        byte[] of565 = new byte[3 * pixels];
        byte[] ofGrey = new byte[3 * pixels];
        byte[] ofBlueFirst = random(side, side).rgb();
        for (int i = 0; i < pixels; i++) {
            big[2 * i] = (byte) (i >>> 8);
            big[2 * i + 1] = (byte) i;
            little[2 * i] = (byte) i;
            little[2 * i + 1] = (byte) (i >>> 8);
            of565[3 * i] = (byte) spread(i >>> 11, 5);
            of565[3 * i + 1] = (byte) spread(i >>> 5 & 63, 6);
            of565[3 * i + 2] = (byte) spread(i & 31, 5);
            grey[i] = (byte) i;
            for (int colour = 0; colour < 3; colour++) {
                ofGrey[3 * i + colour] = (byte) i;
                blueFirst[3 * i + colour] = ofBlueFirst[3 * i + 2 - colour];
            }
        }
        assertThat(fit("MODEL_RGB565_BIG", big, side, side, side, side)).isEqualTo(of565);
        assertThat(fit("MODEL_RGB565_LITTLE", little, side, side, side, side)).isEqualTo(of565);
        assertThat(fit("MODEL_GREY8", grey, side, side, side, side)).isEqualTo(ofGrey);
        assertThat(fit("MODEL_BGR888", blueFirst, side, side, side, side)).isEqualTo(ofBlueFirst);
    }

    /** A value of few bits as one of eight: its bits from the top on, again and again. */
    private static int spread(int value, int bits) {
        String once = Integer.toBinaryString(1 << bits | value).substring(1);
        return Integer.parseInt(once.repeat(2).substring(0, 8), 2);
    }

    private byte[] fit(String format, byte[] frame, int height, int width, int toHeight, int toWidth)
            throws IOException, InterruptedException {
        Files.write(directory.resolve("in"), frame);
        List<String> command = new ArrayList<>(List.of("gcc", "-O1"));
        command.addAll(CToolchain.STRICT);
        command.addAll(List.of(
                "-fsanitize=address,undefined",
                "-fno-sanitize-recover=all",
                "-DMODEL_HEIGHT=" + toHeight + "U",
                "-DMODEL_WIDTH=" + toWidth + "U",
                "-DHEIGHT=" + height,
                "-DWIDTH=" + width,
                "-DFORMAT=" + format,
                "picture.c",
                "program.c",
                "-o",
                "program"));
        run(command, "compiled");
        run(List.of("./program"), "out");
        return Files.readAllBytes(directory.resolve("out"));
    }

    private void run(List<String> command, String out) throws IOException, InterruptedException {
        Path problems = directory.resolve("problems");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(directory.resolve(out).toFile())
                .redirectError(problems.toFile())
                .start();
        assertThat(process.waitFor()).as(Files.readString(problems)).isZero();
    }

    private static RgbImage random(int height, int width) {
        byte[] rgb = new byte[height * width * 3];
        SplittableRandom random = new SplittableRandom(height * 31L + width);
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) random.nextInt();
        }
        return new RgbImage(height, width, rgb);
    }
}
