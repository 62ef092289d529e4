package org.pixelembedding.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import org.pixelembedding.model.RgbImage;

/** A picture as the bytes of a PNG file, 8-bit RGB. */
public final class PngEncoder {
    private PngEncoder() {}

    public static byte[] encode(RgbImage image) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            if (!ImageIO.write(Buffered.of(image), "png", bytes)) {
                throw new IllegalStateException("this JDK writes no PNG");
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }
}
