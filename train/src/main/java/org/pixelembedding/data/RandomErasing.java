package org.pixelembedding.data;

/**
 * A rectangle covered with random bytes (Zhong et al. 2017, the variant with random values): a share of the area even
 * between 2 % and 33 %, the logarithm of its aspect ratio between 3/10 and 10/3. A rectangle that does not fit is drawn
 * again, up to ten times; then nothing is covered.
 */
final class RandomErasing {
    private static final int TRIES = 10;
    private static final double LOG_ASPECT = StrictMath.log(10.0 / 3);
    private static final double SMALLEST = 0.02;
    private static final double LARGEST = 0.33;

    private RandomErasing() {}

    /** Changes a picture in place in that share of the draws. */
    static void apply(byte[] rgb, int height, int width, double share, CounterRandom random) {
        if (random.nextDouble() >= share) {
            return;
        }
        for (int i = 0; i < TRIES; i++) {
            double area = height * (double) width * (SMALLEST + (LARGEST - SMALLEST) * random.nextDouble());
            double aspect = StrictMath.exp(LOG_ASPECT * (2 * random.nextDouble() - 1));
            int rows = (int) StrictMath.floor(StrictMath.sqrt(area / aspect) + 0.5);
            int columns = (int) StrictMath.floor(StrictMath.sqrt(area * aspect) + 0.5);
            double placeY = random.nextDouble();
            double placeX = random.nextDouble();
            if (rows >= 1 && rows <= height && columns >= 1 && columns <= width) {
                int top = (int) (placeY * (height - rows + 1));
                int left = (int) (placeX * (width - columns + 1));
                for (int y = top; y < top + rows; y++) {
                    cover(rgb, 3 * (y * width + left), 3 * columns, random);
                }
                return;
            }
        }
    }

    private static void cover(byte[] rgb, int from, int count, CounterRandom random) {
        long bits = 0;
        for (int i = 0; i < count; i++) {
            bits = i % 8 == 0 ? random.nextLong() : bits >>> 8;
            rgb[from + i] = (byte) bits;
        }
    }
}
