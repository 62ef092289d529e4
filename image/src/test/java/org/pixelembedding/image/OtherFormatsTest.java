package org.pixelembedding.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pixelembedding.model.RgbImage;

/** BMP and GIF, what is no picture at all, limits, and hostile bytes of every format. */
class OtherFormatsTest {
    private static final long SEED = Long.getLong("pixemb.seed", 0x5EED);
    private static final int WIDTH = 7;
    private static final int HEIGHT = 5;

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_3BYTE_BGR})
    void readsBmp(int type) throws IOException {
        RgbImage image = ImageDecoder.decode(write("bmp", type), "a.bmp");
        assertThat(image).isEqualTo(expected());
    }

    @Test
    void readsSixteenBitBmp() throws IOException {
        RgbImage image = ImageDecoder.decode(write("bmp", BufferedImage.TYPE_USHORT_565_RGB), "a.bmp");
        for (int i = 0; i < image.rgb().length; i++) {
            // Half a step of 5 bits is 255 / 31 / 2: rounding on the way in and out stays within one step.
            assertThat(image.rgb()[i] & 0xff).isCloseTo(expected().rgb()[i] & 0xff, within(8));
        }
    }

    @Test
    void readsGreyAndPaletteBmp() throws IOException {
        BufferedImage grey = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        int colours = 20; // more than 16: ImageIO writes smaller palettes with 4 bits and forgets to pack the pixels
        byte[] reds = new byte[colours];
        byte[] blues = new byte[colours];
        for (int i = 0; i < colours; i++) {
            reds[i] = (byte) (10 * i);
            blues[i] = (byte) (5 + i);
        }
        IndexColorModel palette = new IndexColorModel(8, colours, reds, new byte[colours], blues);
        BufferedImage indexed = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED, palette);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                grey.getRaster().setSample(x, y, 0, 30 * y + x);
                indexed.getRaster().setSample(x, y, 0, x + y);
            }
        }
        RgbImage greyRead = ImageDecoder.decode(write("bmp", grey), "a.bmp");
        RgbImage indexedRead = ImageDecoder.decode(write("bmp", indexed), "a.bmp");
        RgbImage gif = ImageDecoder.decode(write("gif", indexed), "a.gif");
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                assertThat(greyRead.value(y, x, 1)).isEqualTo(30 * y + x);
                assertThat(indexedRead.value(y, x, 0)).isEqualTo(10 * (x + y));
                assertThat(indexedRead.value(y, x, 2)).isEqualTo(5 + x + y);
            }
        }
        assertThat(gif).isEqualTo(indexedRead);
    }

    @Test
    void saysWhatIsNoPicture() {
        assertThatThrownBy(() -> ImageDecoder.decode(new byte[0], "x/empty.jpg"))
                .isInstanceOf(IOException.class)
                .hasMessage("x/empty.jpg: not a picture of a known kind"
                        + " (want JPEG, PNG, WebP, BMP or GIF, got an empty file)");
        assertThatThrownBy(() -> ImageDecoder.decode(new byte[] {'h', 'e', 'l', 'l', 'o'}, "x/hello.jpg"))
                .isInstanceOf(IOException.class)
                .hasMessage("x/hello.jpg: not a picture of a known kind"
                        + " (want JPEG, PNG, WebP, BMP or GIF, got 5 bytes that begin 68 65 6c 6c)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "png", "bmp", "gif"})
    void refusesTooManyPixelsByTheHeader(String format) throws IOException {
        byte[] file = write(format, BufferedImage.TYPE_INT_RGB);
        assertThat(ImageDecoder.decode(file, "a", 35).width()).isEqualTo(WIDTH);
        assertThatThrownBy(() -> ImageDecoder.decode(file, "a", 34))
                .isInstanceOf(IOException.class)
                .hasMessage("a: not a readable picture"
                        + " (want 1 to 34 pixels, got 5x7 (height x width); scale it down)");
    }

    @Test
    void refusesAHeaderOf100TimesTheLimitWithoutTakingItsMemory() {
        byte[] file = new PngBytes(100_000, 100_000, 8, 2).pixels();
        assertThatThrownBy(() -> ImageDecoder.decode(file, "a.png"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("want 1 to 100000000 pixels, got 100000x100000");
    }

    @Test
    void readsFilesAndStreamsAlike(@TempDir Path folder) throws IOException {
        byte[] bytes = write("png", BufferedImage.TYPE_INT_RGB);
        Path file = Files.write(folder.resolve("a.png"), bytes);
        assertThat(ImageDecoder.decode(file)).isEqualTo(expected());
        assertThat(ImageDecoder.decode(new ByteArrayInputStream(bytes), "a")).isEqualTo(expected());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "png", "bmp", "gif", "webp"})
    void refusesATruncatedFileAtEveryLength(String format) throws IOException {
        byte[] file = sample(format);
        // Behind the picture itself only padding, a checksum's chunk or an end mark may be missing unnoticed.
        for (int length = 0; length < file.length - (format.equals("gif") ? 2 : 0); length++) {
            byte[] part = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> ImageDecoder.decode(part, "cut"))
                    .as("%s, %d of %d bytes", format, length, file.length)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("cut: not a ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "png", "bmp", "gif", "webp"})
    void flippedBytesGiveAPictureOrAnIOException(String format) throws IOException {
        byte[] file = sample(format);
        Random random = new Random(SEED);
        int refused = 0;
        for (int round = 0; round < 2000; round++) {
            byte[] damaged = file.clone();
            for (int flips = 0; flips <= round % 3; flips++) {
                damaged[random.nextInt(file.length)] = (byte) random.nextInt(256);
            }
            try {
                ImageDecoder.decode(damaged, "damaged", 10_000);
            } catch (IOException e) {
                refused++;
                assertThat(e).as("-Dpixemb.seed=%d round %d", SEED, round).hasMessageStartingWith("damaged: not a ");
            }
        }
        assertThat(refused).isPositive();
    }

    private static byte[] sample(String format) throws IOException {
        if (format.equals("webp")) {
            try (var in = OtherFormatsTest.class.getResourceAsStream("lossy.webp")) {
                return in.readAllBytes();
            }
        }
        return write(format, BufferedImage.TYPE_INT_RGB);
    }

    private static RgbImage expected() {
        byte[] rgb = new byte[HEIGHT * WIDTH * 3];
        for (int i = 0; i < HEIGHT * WIDTH; i++) {
            int colour = colour(i / WIDTH, i % WIDTH);
            rgb[3 * i] = (byte) (colour >> 16);
            rgb[3 * i + 1] = (byte) (colour >> 8);
            rgb[3 * i + 2] = (byte) colour;
        }
        return new RgbImage(HEIGHT, WIDTH, rgb);
    }

    private static int colour(int y, int x) {
        return ((30 * y) << 16) | ((35 * x) << 8) | (20 * (x + y));
    }

    private static byte[] write(String format, int type) throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                image.setRGB(x, y, colour(y, x));
            }
        }
        return write(format, image);
    }

    private static byte[] write(String format, BufferedImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }
}
