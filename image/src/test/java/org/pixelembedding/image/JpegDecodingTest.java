package org.pixelembedding.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pixelembedding.model.RgbImage;

/**
 * Blocks of one colour, 16 pixels wide, so that no 8x8 transform sees two: what is left is the rounding of one constant
 * coefficient and of the colour conversion, at most 3 levels at quality 1.
 */
class JpegDecodingTest {
    private static final int TOLERANCE = 3;

    @Test
    void readsColour() throws IOException {
        RgbImage image = ImageDecoder.decode(jpeg(rgbImage(), BufferedImage.TYPE_INT_RGB), "a.jpg");
        assertThat(image.height()).isEqualTo(16);
        assertThat(image.width()).isEqualTo(32);
        assertPixel(image, 8, 8, 200, 30, 60);
        assertPixel(image, 8, 24, 0, 100, 220);
    }

    @Test
    void repeatsGreyValues() throws IOException {
        BufferedImage grey = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        WritableRaster raster = grey.getRaster();
        for (int i = 0; i < 256; i++) {
            raster.setSample(i % 16, i / 16, 0, i < 128 ? 60 : 180);
        }
        RgbImage image = ImageDecoder.decode(write(new IIOImage(grey, null, null)), "a.jpg");
        assertPixel(image, 3, 3, 60, 60, 60);
        assertPixel(image, 12, 3, 180, 180, 180);
        assertThat(image.value(3, 3, 0)).isEqualTo(image.value(3, 3, 1)).isEqualTo(image.value(3, 3, 2));
    }

    @Test
    void readsCmykWithoutAdobeMarkerAsItIs() throws IOException {
        // Cyan 200 of 255 and black 51 of 255: R = 55 * 204 / 255 = 44
        RgbImage image = ImageDecoder.decode(fourComponents(200, 0, 0, 51), "a.jpg");
        assertPixel(image, 8, 8, 44, 204, 204);
    }

    @Test
    void readsCmykWithAdobeMarkerAsComplements() throws IOException {
        byte[] file = spliced(fourComponents(55, 255, 255, 204), adobe(0));
        assertPixel(ImageDecoder.decode(file, "a.jpg"), 8, 8, 44, 204, 204);
    }

    @Test
    void readsYcck() throws IOException {
        // YCbCr of R, G, B = 200, 0, 0 is 60, 94, 228; these are the complements of the stored C', M', Y' = 55, 255,
        // 255.
        byte[] file = spliced(fourComponents(60, 94, 228, 204), adobe(2));
        assertPixel(ImageDecoder.decode(file, "a.jpg"), 8, 8, 44, 204, 204);
    }

    /** The picture is 16 x 32 with a red left and a blue right half; where red is seen when it hangs upright. */
    @ParameterizedTest(name = "orientation {0}")
    @CsvSource({
        "1, 16, 32, left", "2, 16, 32, right", "3, 16, 32, right", "4, 16, 32, left",
        "5, 32, 16, top", "6, 32, 16, top", "7, 32, 16, bottom", "8, 32, 16, bottom"
    })
    void turnsAsExifSays(int orientation, int height, int width, String red) throws IOException {
        byte[] plain = jpeg(rgbImage(), BufferedImage.TYPE_INT_RGB);
        for (boolean bigEndian : new boolean[] {true, false}) {
            RgbImage image = ImageDecoder.decode(spliced(plain, exif(orientation, bigEndian)), "a.jpg");
            assertThat(image.height()).isEqualTo(height);
            assertThat(image.width()).isEqualTo(width);
            int y = red.equals("bottom") ? height - 8 : 8;
            int x = red.equals("right") ? width - 8 : 8;
            assertPixel(image, y, x, 200, 30, 60);
            assertPixel(image, height - 1 - y, width - 1 - x, 0, 100, 220);
        }
    }

    @Test
    void everyOrientationMovesPixelsAsTheStandardSays() {
        // Stored: 1 2 3 / 4 5 6. The table of CIPA DC-008 names which stored edge is shown on top and on the left.
        RgbImage stored = greys(2, 3, 1, 2, 3, 4, 5, 6);
        assertThat(Orientation.UPRIGHT.apply(stored)).isEqualTo(greys(2, 3, 1, 2, 3, 4, 5, 6));
        assertThat(Orientation.MIRRORED.apply(stored)).isEqualTo(greys(2, 3, 3, 2, 1, 6, 5, 4));
        assertThat(Orientation.TURNED_180.apply(stored)).isEqualTo(greys(2, 3, 6, 5, 4, 3, 2, 1));
        assertThat(Orientation.FLIPPED.apply(stored)).isEqualTo(greys(2, 3, 4, 5, 6, 1, 2, 3));
        assertThat(Orientation.TRANSPOSED.apply(stored)).isEqualTo(greys(3, 2, 1, 4, 2, 5, 3, 6));
        assertThat(Orientation.TURN_CLOCKWISE.apply(stored)).isEqualTo(greys(3, 2, 4, 1, 5, 2, 6, 3));
        assertThat(Orientation.TRANSVERSED.apply(stored)).isEqualTo(greys(3, 2, 6, 3, 5, 2, 4, 1));
        assertThat(Orientation.TURN_COUNTERCLOCKWISE.apply(stored)).isEqualTo(greys(3, 2, 3, 6, 2, 5, 1, 4));
    }

    @Test
    void damagedExifAndProfilesDoNotMatter() throws IOException {
        byte[] plain = jpeg(rgbImage(), BufferedImage.TYPE_INT_RGB);
        RgbImage expected = ImageDecoder.decode(plain, "a.jpg");
        byte[] broken = exif(6, true);
        broken[17] = (byte) 0xff; // the directory lies far behind the end
        assertThat(ImageDecoder.decode(spliced(plain, broken), "a.jpg")).isEqualTo(expected);
        byte[] profile = segment(0xe2, "ICC_PROFILE\0\1\1 no profile at all");
        assertThat(ImageDecoder.decode(spliced(plain, profile), "a.jpg")).isEqualTo(expected);
        assertThat(ImageDecoder.decode(spliced(plain, segment(0xfe, "a comment")), "a.jpg"))
                .isEqualTo(expected);
    }

    @Test
    void refusesATruncatedFileAtEveryLength() throws IOException {
        byte[] file = jpeg(rgbImage(), BufferedImage.TYPE_INT_RGB);
        for (int length = 3; length < file.length; length++) {
            byte[] part = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> ImageDecoder.decode(part, "a.jpg"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("a.jpg: not a readable picture (truncated: ends after " + length + " bytes)");
        }
    }

    private static void assertPixel(RgbImage image, int y, int x, int red, int green, int blue) {
        int[] wanted = {red, green, blue};
        for (int c = 0; c < 3; c++) {
            assertThat(image.value(y, x, c))
                    .as("colour %d at %d, %d", c, y, x)
                    .isBetween(wanted[c] - TOLERANCE, wanted[c] + TOLERANCE);
        }
    }

    private static RgbImage greys(int height, int width, int... values) {
        byte[] rgb = new byte[3 * values.length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) values[i / 3];
        }
        return new RgbImage(height, width, rgb);
    }

    private static int[] rgbImage() {
        int[] pixels = new int[16 * 32];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = i % 32 < 16 ? 0xc81e3c : 0x0064dc;
        }
        return pixels;
    }

    private static byte[] jpeg(int[] pixels, int type) throws IOException {
        BufferedImage image = new BufferedImage(32, 16, type);
        image.setRGB(0, 0, 32, 16, pixels, 0, 32);
        return write(new IIOImage(image, null, null));
    }

    /** A JPEG of four components that are stored as they are given, without any marker that explains them. */
    private static byte[] fourComponents(int... values) throws IOException {
        WritableRaster raster = Raster.createInterleavedRaster(0, 16, 16, 4, null);
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 16; x++) {
                raster.setPixel(x, y, values);
            }
        }
        return write(new IIOImage(raster, null, null));
    }

    private static byte[] write(IIOImage image) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(1);
            writer.write(null, image, param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** The file with a segment right behind its first marker. */
    private static byte[] spliced(byte[] file, byte[] segment) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(file, 0, 2);
        out.writeBytes(segment);
        out.write(file, 2, file.length - 2);
        return out.toByteArray();
    }

    private static byte[] adobe(int transform) {
        return segment(0xee, "Adobe\0\144\0\0\0\0" + (char) transform);
    }

    private static byte[] exif(int orientation, boolean bigEndian) {
        char value = (char) orientation;
        return segment(
                0xe1,
                "Exif\0\0"
                        + (bigEndian
                                ? "MM\0\52\0\0\0\10\0\1\1\22\0\3\0\0\0\1\0" + value + "\0\0\0\0\0\0"
                                : "II\52\0\10\0\0\0\1\0\22\1\3\0\1\0\0\0" + value + "\0\0\0\0\0\0\0"));
    }

    private static byte[] segment(int marker, String data) {
        byte[] segment = new byte[4 + data.length()];
        segment[0] = (byte) 0xff;
        segment[1] = (byte) marker;
        segment[3] = (byte) (data.length() + 2);
        for (int i = 0; i < data.length(); i++) {
            segment[4 + i] = (byte) data.charAt(i);
        }
        return segment;
    }
}
