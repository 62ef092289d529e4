package org.pixelembedding.data;

import org.pixelembedding.data.CounterRandom.Purpose;

/**
 * How pictures are varied in training: from unsigned bytes to unsigned bytes, in whole numbers, so the result is the same
 * on every machine. In this order:
 *
 * <ol>
 *   <li>random resized crop: see {@link RandomResizedCrop};
 *   <li>moves, which compute no values: quarter turns counter-clockwise (0 to 3), horizontal flip, vertical flip, padded
 *       crop (the picture with {@code cropPadding} pixels added on every side, cut to its own size at a random place).
 *       What lies outside is mirrored at the edge, the edge pixel included: {@code ... 1 0 | 0 1 2 ...};
 *   <li>a random policy: see {@link PolicyOperation};
 *   <li>brightness, contrast, saturation: see {@link ColourJitter};
 *   <li>random erasing: see {@link RandomErasing};
 *   <li>noise: see {@link PixelNoise}.
 * </ol>
 *
 * Each draws from a stream of its own, so switching one on or off leaves the others as they were.
 *
 * @param horizontalFlip left and right exchanged in half of the draws
 * @param verticalFlip top and bottom exchanged in half of the draws
 * @param quarterTurns 0, 90, 180 or 270 degrees, a quarter of the draws each; square pictures only
 * @param cropPadding pixels, 0 for no crop, at most the picture's smaller side
 * @param randomCrop smallest share of the area that a random resized crop keeps, above 0; 1 for no such crop
 * @param brightness 0 (none) to 1: factors from 1 - brightness to 1 + brightness
 * @param contrast 0 (none) to 1, likewise
 * @param saturation 0 (none) to 1, likewise
 * @param erasing how often a rectangle is covered, 0 to 1
 * @param policy operations of a random policy for each picture, 0 for none
 * @param policyStrength of these operations, 0 to {@link PolicyOperation#MAX_STRENGTH}
 * @param noise grey levels by which a value may move either way, 0 for none, at most {@link PixelNoise#MAX}
 */
public record Augmentation(
        boolean horizontalFlip,
        boolean verticalFlip,
        boolean quarterTurns,
        int cropPadding,
        double randomCrop,
        double brightness,
        double contrast,
        double saturation,
        double erasing,
        int policy,
        int policyStrength,
        int noise) {
    /** Changes nothing. */
    public static final Augmentation NONE = moves(false, false, false, 0);

    public Augmentation {
        if (cropPadding < 0) {
            throw new IllegalArgumentException("want a crop padding of at least 0 pixels, got " + cropPadding);
        }
        if (!(randomCrop > 0 && randomCrop <= 1)) {
            throw new IllegalArgumentException("want a random crop above 0 and at most 1, got " + randomCrop);
        }
        if (!share(brightness) || !share(contrast) || !share(saturation) || !share(erasing)) {
            throw new IllegalArgumentException("want brightness, contrast, saturation and erasing of 0 to 1, got "
                    + brightness + ", " + contrast + ", " + saturation + ", " + erasing);
        }
        if (policy < 0 || policyStrength < 0 || policyStrength > PolicyOperation.MAX_STRENGTH) {
            throw new IllegalArgumentException("want at least 0 operations of a strength of 0 to "
                    + PolicyOperation.MAX_STRENGTH + ", got " + policy + " of " + policyStrength);
        }
        if (noise < 0 || noise > PixelNoise.MAX) {
            throw new IllegalArgumentException("want a noise of 0 to " + PixelNoise.MAX + " grey levels, got " + noise);
        }
    }

    private static boolean share(double value) {
        return value >= 0 && value <= 1;
    }

    /** Moves only: no value is computed. */
    public static Augmentation moves(
            boolean horizontalFlip, boolean verticalFlip, boolean quarterTurns, int cropPadding) {
        return new Augmentation(horizontalFlip, verticalFlip, quarterTurns, cropPadding, 1, 0, 0, 0, 0, 0, 0, 0);
    }

    /** The part of it that changes how bright and colourful pictures are: all but moves, erasing and noise. */
    public Augmentation lightOnly() {
        return new Augmentation(
                false, false, false, 0, 1, brightness, contrast, saturation, 0, policy, policyStrength, 0);
    }

    /** One drawn variation. */
    record Draw(int turns, boolean flipX, boolean flipY, int shiftY, int shiftX) {
        Draw {
            if (turns < 0 || turns > 3) {
                throw new IllegalArgumentException("want 0 to 3 quarter turns, got " + turns);
            }
        }
    }

    /**
     * Checks that pictures of this size can be varied so.
     *
     * @throws IllegalArgumentException if not; says what to change
     */
    public void checkSize(int height, int width) {
        if (quarterTurns && height != width) {
            throw new IllegalArgumentException("quarter turns want square pictures, got " + height + "x" + width
                    + " (height x width); switch them off or choose a square size");
        }
        if (cropPadding > Math.min(height, width)) {
            throw new IllegalArgumentException("want a crop padding of at most the smaller side of " + height + "x"
                    + width + ", got " + cropPadding);
        }
    }

    /**
     * Writes a varied copy of one picture. The variation depends only on (seed, epoch, index).
     *
     * @param source {@code height * width * 3} bytes, {@code [y][x][colour]}
     * @param target gets as many bytes from {@code offset} on; not the same array as {@code source}
     * @param index of the picture in its set
     */
    public void apply(
            byte[] source, int height, int width, byte[] target, int offset, long seed, long epoch, long index) {
        checkSize(height, width);
        byte[] window = randomCrop == 1
                ? source
                : RandomResizedCrop.apply(
                        source, height, width, randomCrop, CounterRandom.of(seed, epoch, index, Purpose.CROP));
        CounterRandom random = CounterRandom.of(seed, epoch, index, Purpose.AUGMENTATION);
        // All are drawn whether used or not: switching one on or off leaves the others as they were.
        int turns = random.nextInt(4);
        boolean flipX = random.nextBoolean();
        boolean flipY = random.nextBoolean();
        int shiftY = random.nextInt(2 * cropPadding + 1) - cropPadding;
        int shiftX = random.nextInt(2 * cropPadding + 1) - cropPadding;
        Draw draw = new Draw(quarterTurns ? turns : 0, horizontalFlip && flipX, verticalFlip && flipY, shiftY, shiftX);
        if (!changesValues()) {
            move(window, height, width, target, offset, draw);
            return;
        }
        byte[] picture = new byte[3 * height * width];
        move(window, height, width, picture, 0, draw);
        picture = PolicyOperation.applySome(
                picture, height, width, policy, policyStrength, CounterRandom.of(seed, epoch, index, Purpose.POLICY));
        new ColourJitter(brightness, contrast, saturation)
                .apply(picture, CounterRandom.of(seed, epoch, index, Purpose.COLOURS));
        RandomErasing.apply(picture, height, width, erasing, CounterRandom.of(seed, epoch, index, Purpose.ERASING));
        PixelNoise.apply(picture, noise, CounterRandom.of(seed, epoch, index, Purpose.NOISE));
        System.arraycopy(picture, 0, target, offset, picture.length);
    }

    private boolean changesValues() {
        return policy > 0 || brightness > 0 || contrast > 0 || saturation > 0 || erasing > 0 || noise > 0;
    }

    /** Target pixel (y, x) is a pixel of the source whose place is a sum of one term in y and one in x. */
    static void move(byte[] source, int height, int width, byte[] target, int offset, Draw draw) {
        int[] rows = new int[height];
        int[] columns = new int[width];
        for (int y = 0; y < height; y++) {
            int from = mirror(y + draw.shiftY, height);
            from = draw.flipY ? height - 1 - from : from;
            rows[y] = 3
                    * switch (draw.turns) {
                        case 0 -> from * width;
                        case 1 -> width - 1 - from; // the row becomes a column, counted from the right
                        case 2 -> (height - 1 - from) * width;
                        default -> from;
                    };
        }
        for (int x = 0; x < width; x++) {
            int from = mirror(x + draw.shiftX, width);
            from = draw.flipX ? width - 1 - from : from;
            columns[x] = 3
                    * switch (draw.turns) {
                        case 0 -> from;
                        case 1 -> from * width;
                        case 2 -> width - 1 - from;
                        default -> (height - 1 - from) * width;
                    };
        }
        int to = offset;
        for (int row : rows) {
            for (int column : columns) {
                int from = row + column;
                target[to] = source[from];
                target[to + 1] = source[from + 1];
                target[to + 2] = source[from + 2];
                to += 3;
            }
        }
    }

    static int mirror(int at, int size) {
        return at < 0 ? -1 - at : at >= size ? 2 * size - 1 - at : at;
    }
}
