package org.pixelembedding.image;

import java.awt.image.BufferedImage;
import org.pixelembedding.model.RgbImage;

/** A picture as ImageIO's writers take it. */
final class Buffered {
    private Buffered() {}

    static BufferedImage of(RgbImage image) {
        BufferedImage buffered = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        byte[] rgb = image.rgb();
        int at = 0;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                buffered.setRGB(x, y, (rgb[at] & 0xff) << 16 | (rgb[at + 1] & 0xff) << 8 | (rgb[at + 2] & 0xff));
                at += 3;
            }
        }
        return buffered;
    }
}
