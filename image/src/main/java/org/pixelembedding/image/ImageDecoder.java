package org.pixelembedding.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.pixelembedding.model.RgbImage;

/** Reads picture files. */
public final class ImageDecoder {
    private ImageDecoder() {}

    /** Decodes a file. */
    public static RgbImage decode(Path path) throws IOException {
        return decode(Files.readAllBytes(path), path.toString());
    }

    /** Decodes all that is left of a stream; does not close it. */
    public static RgbImage decode(InputStream in, String name) throws IOException {
        return decode(in.readAllBytes(), name);
    }

    /**
     * Decodes the bytes of a file.
     *
     * @param name for messages
     * @throws IOException if the bytes are no picture; the message begins with the name
     */
    public static RgbImage decode(byte[] bytes, String name) throws IOException {
        BufferedImage image = ImageIO.read(new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes)));
        if (image == null) {
            throw new IOException(name + ": not a picture of a known kind");
        }
        int width = image.getWidth();
        int height = image.getHeight();
        int[] argb = image.getRGB(0, 0, width, height, null, 0, width);
        byte[] rgb = new byte[argb.length * 3];
        for (int i = 0; i < argb.length; i++) {
            rgb[3 * i] = (byte) (argb[i] >> 16);
            rgb[3 * i + 1] = (byte) (argb[i] >> 8);
            rgb[3 * i + 2] = (byte) argb[i];
        }
        return new RgbImage(height, width, rgb);
    }
}
