package org.pixelembedding.train;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.pixelembedding.data.ImageSet;
import org.pixelembedding.data.ImageSource;
import org.pixelembedding.model.RgbImage;

/** Pictures painted by a seed: each class has stripes of a direction and a tint, under noise. Nothing is on disk. */
final class PaintedSource implements ImageSource {
    private static final List<String> LABELS = List.of("across", "down", "plain");

    private final List<String> labels;
    private final int trainSize;
    private final int testSize;
    private final int side;
    private final long seed;

    PaintedSource(int trainSize, int testSize, int side, long seed) {
        this(LABELS, trainSize, testSize, side, seed);
    }

    /** With one to three classes, under other names. */
    PaintedSource(List<String> labels, int trainSize, int testSize, int side, long seed) {
        this.labels = labels;
        this.trainSize = trainSize;
        this.testSize = testSize;
        this.side = side;
        this.seed = seed;
    }

    private record Painted(List<String> labels, int from, int size, int side, long seed) implements ImageSet {
        @Override
        public int label(int index) {
            return (from + index) % labels.size();
        }

        @Override
        public String name(int index) {
            return "painted/" + (from + index);
        }

        @Override
        public RgbImage read(int index) {
            SplittableRandom random = new SplittableRandom(seed + from + index);
            byte[] rgb = new byte[side * side * 3];
            int phase = random.nextInt(4);
            for (int y = 0; y < side; y++) {
                for (int x = 0; x < side; x++) {
                    int at = label(index) == 0 ? y : label(index) == 1 ? x : 0;
                    int stripe = label(index) == 2 ? 20 : (at + phase) / 2 % 2 * 60;
                    for (int c = 0; c < 3; c++) {
                        rgb[(y * side + x) * 3 + c] = (byte) (60 + stripe + 10 * c + random.nextInt(30));
                    }
                }
            }
            return new RgbImage(side, side, rgb);
        }
    }

    @Override
    public String name() {
        return "painted";
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    @Override
    public Optional<ImageSet> train() {
        return Optional.of(new Painted(labels, 0, trainSize, side, seed));
    }

    @Override
    public Optional<ImageSet> validation() {
        return Optional.empty();
    }

    @Override
    public Optional<ImageSet> test() {
        return Optional.of(new Painted(labels, trainSize, testSize, side, seed));
    }

    @Override
    public Optional<ImageSet> everything() {
        return Optional.empty();
    }

    @Override
    public int ignoredFiles() {
        return 0;
    }

    @Override
    public String fingerprint() {
        return String.format(
                "%064x", IntStream.of(trainSize, testSize, side, (int) seed).sum());
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
