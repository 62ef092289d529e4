package org.pixelembedding.image;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.pixelembedding.model.RgbImage;

/**
 * Reads JPEG, PNG, WebP, BMP and GIF (first frame), told apart by their first bytes, to unsigned 8-bit RGB.
 *
 * <p>The rules, the same everywhere and independent of which ImageIO plug-ins the process has (the JDK's own readers are
 * asked for by name, and TwelveMonkeys' for WebP):
 *
 * <ul>
 *   <li>Values are taken as they are stored: colour profiles and gamma chunks are ignored, no colour management runs.
 *   <li>Grey: the value three times. Palette: the palette's colour.
 *   <li>Alpha a of 0 to 255 is laid over white: {@code floor((v * a + 255 * (255 - a) + 127) / 255)}.
 *   <li>16 bits to 8: {@code floor((v * 255 + 32767) / 65535)}, the nearest value; before alpha.
 *   <li>CMYK: {@code R = floor(C' * K' / 255 + 1/2)} with C' = 255 - C and K' = 255 - K, G and B likewise. JPEG files with
 *       an Adobe marker store C', M', Y', K' themselves; YCCK is turned into CMYK by the formulas of JFIF.
 *   <li>An EXIF orientation (JPEG, PNG, WebP) is applied. Damaged EXIF data counts as none.
 *   <li>Lossy WebP: halved chroma is repeated, not interpolated, so values differ a little from libwebp's.
 *   <li>A truncated file is unreadable. Damaged entropy-coded JPEG data that still decodes is not noticed.
 * </ul>
 *
 * Runs headless; thread-safe.
 */
public final class ImageDecoder {
    /** Pictures with more pixels than this are refused by their header, before memory is taken: 100 million. */
    public static final long DEFAULT_MAX_PIXELS = 100_000_000;

    private ImageDecoder() {}

    /** Decodes a file of at most {@link #DEFAULT_MAX_PIXELS}. */
    public static RgbImage decode(Path path) throws IOException {
        return decode(Files.readAllBytes(path), path.toString());
    }

    /** Decodes all that is left of a stream; does not close it. */
    public static RgbImage decode(InputStream in, String name) throws IOException {
        return decode(in.readAllBytes(), name);
    }

    /** Decodes the bytes of a file of at most {@link #DEFAULT_MAX_PIXELS}. */
    public static RgbImage decode(byte[] bytes, String name) throws IOException {
        return decode(bytes, name, DEFAULT_MAX_PIXELS);
    }

    /**
     * Decodes the bytes of a file.
     *
     * @param name for messages
     * @param maxPixels the largest height * width that is accepted
     * @throws TooManyPixelsException if it is larger; the message begins with the name
     * @throws IOException if the bytes are no picture; the message begins with the name and says why
     */
    public static RgbImage decode(byte[] bytes, String name, long maxPixels) throws IOException {
        try {
            if (Bytes.startWith(bytes, 0, 0xff, 0xd8, 0xff)) {
                return jpeg(bytes, maxPixels);
            }
            if (Bytes.startWith(bytes, 0, 0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a)) {
                PngFile png = PngFile.parse(bytes);
                RgbImage image = read(jdkReader("png"), png.bare(), maxPixels);
                return png.orientation().apply(image);
            }
            if (Bytes.startWith(bytes, 0, 'R', 'I', 'F', 'F') && Bytes.startWith(bytes, 8, 'W', 'E', 'B', 'P')) {
                Orientation orientation = WebPFile.orientation(bytes);
                return orientation.apply(read(new WebPImageReaderSpi().createReaderInstance(), bytes, maxPixels));
            }
            if (Bytes.startWith(bytes, 0, 'B', 'M')) {
                BmpFile.checkComplete(bytes);
                return read(jdkReader("bmp"), bytes, maxPixels);
            }
            if (Bytes.startWith(bytes, 0, 'G', 'I', 'F', '8')) {
                return read(jdkReader("gif"), bytes, maxPixels);
            }
        } catch (TooManyPixelsException e) {
            throw new TooManyPixelsException(name + ": not a readable picture (" + e.getMessage() + ")");
        } catch (IOException | RuntimeException e) {
            // Readers answer damaged bytes with any exception: an index out of bounds as well as their own.
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new IOException(name + ": not a readable picture (" + why + ")", e);
        }
        throw new IOException(name + ": not a picture of a known kind (want JPEG, PNG, WebP, BMP or GIF, got "
                + (bytes.length == 0 ? "an empty file" : bytes.length + " bytes that begin " + Bytes.hex(bytes, 4))
                + ")");
    }

    private static RgbImage jpeg(byte[] bytes, long maxPixels) throws IOException {
        JpegFile file = JpegFile.parse(bytes);
        checkSize(file.height(), file.width(), maxPixels);
        RgbImage image;
        if (file.components() == 4) {
            ImageReader reader = jdkReader("jpeg");
            try {
                reader.setInput(input(file.bare()), true, true);
                image = Cmyk.toRgb(reader.readRaster(0, reader.getDefaultReadParam()), file.adobeTransform());
            } finally {
                reader.dispose();
            }
        } else {
            image = read(jdkReader("jpeg"), file.bare(), maxPixels);
        }
        return file.orientation().apply(image);
    }

    private static RgbImage read(ImageReader reader, byte[] bytes, long maxPixels) throws IOException {
        try {
            reader.setInput(input(bytes), true, true);
            checkSize(reader.getHeight(0), reader.getWidth(0), maxPixels);
            BufferedImage image = reader.read(0);
            return StoredValues.toRgb(image);
        } finally {
            reader.dispose();
        }
    }

    /** Keeps what it has read in memory: no temporary files, whatever ImageIO's global setting says. */
    private static MemoryCacheImageInputStream input(byte[] bytes) {
        return new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes));
    }

    private static void checkSize(int height, int width, long maxPixels) throws IOException {
        if (height < 1 || width < 1 || (long) height * width > maxPixels) {
            throw new TooManyPixelsException("want 1 to " + maxPixels + " pixels, got " + height + "x" + width
                    + " (height x width); scale it down");
        }
    }

    /** A reader of the JDK itself: other plug-ins on the class path must not change what a file decodes to. */
    private static ImageReader jdkReader(String format) throws IOException {
        Iterator<ImageReaderSpi> readers = IIORegistry.getDefaultInstance()
                .getServiceProviders(
                        ImageReaderSpi.class,
                        spi -> spi instanceof ImageReaderSpi reader
                                && reader.getClass().getModule() == ImageIO.class.getModule()
                                && Arrays.asList(reader.getFormatNames()).contains(format),
                        true);
        if (!readers.hasNext()) {
            throw new IOException("this Java runtime has no " + format + " reader; use one with module java.desktop");
        }
        return readers.next().createReaderInstance();
    }
}
