package org.pixelembedding.data;

import org.pixelembedding.image.Resize;
import org.pixelembedding.model.RgbImage;

/**
 * A window of random area and shape, brought back to the picture's size (Szegedy et al. 2015, "Inception crop"): the
 * area's share is even between a smallest one and 1, the logarithm of its aspect ratio between 3/4 and 4/3 of the
 * picture's. A window that does not fit is drawn again, up to ten times; then the picture stays whole. Scaling is that of
 * {@link Resize}. The picture has the training size already, so a small window is enlarged and blurred.
 */
final class RandomResizedCrop {
    private static final int TRIES = 10;
    private static final double LOG_ASPECT = StrictMath.log(4.0 / 3);

    private RandomResizedCrop() {}

    /** A window: rows, columns and its first row and column. */
    record Window(int top, int left, int rows, int columns) {}

    static Window draw(int height, int width, double smallest, CounterRandom random) {
        for (int i = 0; i < TRIES; i++) {
            double share = smallest + (1 - smallest) * random.nextDouble();
            double aspect = StrictMath.exp(LOG_ASPECT * (2 * random.nextDouble() - 1));
            int rows = (int) StrictMath.floor(height * StrictMath.sqrt(share / aspect) + 0.5);
            int columns = (int) StrictMath.floor(width * StrictMath.sqrt(share * aspect) + 0.5);
            double placeY = random.nextDouble();
            double placeX = random.nextDouble();
            if (rows >= 1 && rows <= height && columns >= 1 && columns <= width) {
                return new Window(
                        (int) (placeY * (height - rows + 1)), (int) (placeX * (width - columns + 1)), rows, columns);
            }
        }
        return new Window(0, 0, height, width);
    }

    /** A new picture of the same size; the source itself if the window is all of it. */
    static byte[] apply(byte[] source, int height, int width, double smallest, CounterRandom random) {
        Window window = draw(height, width, smallest, random);
        if (window.rows == height && window.columns == width) {
            return source;
        }
        RgbImage whole = new RgbImage(height, width, source);
        return Resize.stretch(whole, window.top, window.left, window.rows, window.columns, height, width)
                .rgb();
    }
}
