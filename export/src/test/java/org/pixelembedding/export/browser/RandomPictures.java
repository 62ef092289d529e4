package org.pixelembedding.export.browser;

import java.util.SplittableRandom;
import org.pixelembedding.model.RgbImage;

/** Pictures with every value and no smoothness. */
final class RandomPictures {
    private RandomPictures() {}

    static RgbImage of(int height, int width, long seed) {
        byte[] rgb = new byte[height * width * 3];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) random.nextInt(256);
        }
        return new RgbImage(height, width, rgb);
    }
}
