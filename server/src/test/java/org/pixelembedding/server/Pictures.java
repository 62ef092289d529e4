package org.pixelembedding.server;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Pictures as files, made here. */
final class Pictures {
    private Pictures() {}

    /** Smooth random blobs, another one for each seed. */
    static byte[] encoded(String format, int height, int width, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        double[] waves = random.doubles(12, 0.02, 0.4).toArray();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int rgb = 0;
                for (int c = 0; c < 3; c++) {
                    double value =
                            Math.sin(x * waves[4 * c] + c) + Math.cos(y * waves[4 * c + 1] + x * waves[4 * c + 2]);
                    rgb = rgb << 8 | (int) (127.5 + 60 * value);
                }
                image.setRGB(x, y, rgb);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, format, bytes)) {
                throw new IllegalStateException("no writer for " + format);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    static byte[] png(long seed) {
        return encoded("png", 8, 10, seed);
    }
}
