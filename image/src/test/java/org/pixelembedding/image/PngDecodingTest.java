package org.pixelembedding.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.pixelembedding.image.PngBytes.bytes;
import static org.pixelembedding.image.PngBytes.shorts;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pixelembedding.model.RgbImage;

/** PNG is lossless: every expected value is exact. */
class PngDecodingTest {
    private static final int GREY = 0;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final int GREY_ALPHA = 4;
    private static final int RGBA = 6;

    @Test
    void takesRgbAsItIs() throws IOException {
        byte[] rgb = bytes(0, 1, 2, 253, 254, 255, 128, 127, 126, 10, 20, 30);
        assertThat(decode(new PngBytes(2, 2, 8, RGB).pixels(rgb))).isEqualTo(new RgbImage(2, 2, rgb));
    }

    @Test
    void repeatsEveryGreyValueExactly() throws IOException {
        byte[] ramp = new byte[256];
        for (int v = 0; v < 256; v++) {
            ramp[v] = (byte) v;
        }
        RgbImage image = decode(new PngBytes(16, 16, 8, GREY).pixels(ramp));
        for (int v = 0; v < 256; v++) {
            for (int c = 0; c < 3; c++) {
                assertThat(image.value(v / 16, v % 16, c)).isEqualTo(v);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void spreadsGreyBelow8BitsOverTheWholeRange(int bits) throws IOException {
        int last = (1 << bits) - 1;
        int second = 1 << (8 - 2 * bits); // the first value of the byte is 0, the second one 1
        RgbImage image = decode(new PngBytes(1, 2, bits, GREY).pixels((byte) second));
        assertGreys(image, 0, 255 / last);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void knowsTheTransparentValueOfGreyBelow8Bits(int bits) throws IOException {
        int second = 1 << (8 - 2 * bits);
        byte[] file = new PngBytes(1, 2, bits, GREY).chunk("tRNS", shorts(0)).pixels((byte) second);
        assertGreys(decode(file), 255, 255 / ((1 << bits) - 1));
    }

    @Test
    void roundsSixteenBitsToTheNearestOfEight() throws IOException {
        byte[] file = new PngBytes(1, 8, 16, GREY).pixels(shorts(0, 128, 129, 257, 32767, 32768, 65406, 65535));
        assertGreys(decode(file), 0, 0, 1, 1, 127, 128, 254, 255);
    }

    @Test
    void scalesSixteenBitColoursAndAlpha() throws IOException {
        assertThat(decode(new PngBytes(1, 1, 16, RGB).pixels(shorts(257 * 10, 257 * 20, 257 * 30))))
                .isEqualTo(pixel(10, 20, 30));
        // Half transparent: (10 * 128 + 255 * 127 + 127) / 255 = 132
        assertThat(decode(new PngBytes(1, 1, 16, RGBA).pixels(shorts(257 * 10, 257 * 20, 257 * 30, 257 * 128))))
                .isEqualTo(pixel(132, 137, 142));
        assertThat(decode(new PngBytes(1, 1, 16, GREY_ALPHA).pixels(shorts(257 * 10, 257 * 128))))
                .isEqualTo(pixel(132, 132, 132));
    }

    @Test
    void laysAlphaOverWhite() throws IOException {
        byte[] file = new PngBytes(1, 3, 8, RGBA).pixels(bytes(10, 20, 30, 255, 10, 20, 30, 128, 10, 20, 30, 0));
        assertThat(decode(file)).isEqualTo(new RgbImage(1, 3, bytes(10, 20, 30, 132, 137, 142, 255, 255, 255)));
        assertGreys(decode(new PngBytes(1, 2, 8, GREY_ALPHA).pixels(bytes(10, 128, 10, 0))), 132, 255);
    }

    @Test
    void knowsTheTransparentColour() throws IOException {
        byte[] file =
                new PngBytes(1, 2, 8, RGB).chunk("tRNS", shorts(10, 20, 30)).pixels(bytes(10, 20, 30, 10, 20, 31));
        assertThat(decode(file)).isEqualTo(new RgbImage(1, 2, bytes(255, 255, 255, 10, 20, 31)));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8})
    void looksUpPalettes(int bits) throws IOException {
        byte[] palette = bytes(1, 2, 3, 40, 50, 60, 70, 80, 90);
        int packed = switch (bits) {
            case 2 -> 0b01_10_00_00;
            case 4 -> 0x12;
            default -> 1;
        };
        byte[] row = bits == 8 ? bytes(1, 2) : bytes(packed);
        assertThat(decode(
                        new PngBytes(1, 2, bits, PALETTE).chunk("PLTE", palette).pixels(row)))
                .isEqualTo(new RgbImage(1, 2, bytes(40, 50, 60, 70, 80, 90)));
        byte[] transparent = new PngBytes(1, 2, bits, PALETTE)
                .chunk("PLTE", palette)
                .chunk("tRNS", bytes(255, 0))
                .pixels(row);
        assertThat(decode(transparent)).isEqualTo(new RgbImage(1, 2, bytes(255, 255, 255, 70, 80, 90)));
    }

    @Test
    void ignoresGammaAndDamagedProfiles() throws IOException {
        byte[] file = new PngBytes(1, 1, 8, RGB)
                .chunk("gAMA", bytes(0, 1, 0x86, 0xa0))
                .chunk("iCCP", bytes('x', 0, 0, 1, 2, 3))
                .pixels(bytes(100, 150, 200));
        assertThat(decode(file)).isEqualTo(pixel(100, 150, 200));
    }

    @Test
    void refusesAWrongChecksum() {
        byte[] file = new PngBytes(1, 1, 8, RGB).pixels(bytes(100, 150, 200));
        file[file.length - 20] ^= 1; // inside IDAT
        assertThatThrownBy(() -> decode(file))
                .isInstanceOf(IOException.class)
                .hasMessage("a.png: not a readable picture (PNG chunk IDAT at byte 33 does not have its checksum)");
    }

    private static RgbImage decode(byte[] file) throws IOException {
        return ImageDecoder.decode(file, "a.png");
    }

    private static RgbImage pixel(int red, int green, int blue) {
        return new RgbImage(1, 1, bytes(red, green, blue));
    }

    private static void assertGreys(RgbImage image, int... values) {
        byte[] rgb = new byte[3 * values.length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) values[i / 3];
        }
        assertThat(image.rgb()).isEqualTo(rgb);
    }
}
