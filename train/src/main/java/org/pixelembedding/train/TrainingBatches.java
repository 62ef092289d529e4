package org.pixelembedding.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.IntStream;
import org.pixelembedding.data.Augmentation;
import org.pixelembedding.data.Sampler;
import org.pixelembedding.data.SizedImages;

/**
 * The training part as augmented batches. What a batch holds is a function of the seed, the epoch and its place in the
 * epoch, and of nothing that happened before. Holds one batch at a time; belongs to one thread.
 */
final class TrainingBatches {
    private final SizedImages images;
    private final Augmentation augmentation;
    private final Sampler sampler;
    private final long seed;
    private final int batch;
    private final int size;
    private final byte[] pixels;
    private final int[] labels;
    private int[] order = {};
    private int orderedEpoch = -1;

    /**
     * Nothing is read yet.
     *
     * @param size height and width of the pictures
     */
    TrainingBatches(TrainingConfig config, SizedImages images, int size) {
        this.images = images;
        this.size = size;
        seed = config.seed();
        augmentation = new Augmentation(config.flip(), false, config.turns(), config.crop());
        augmentation.checkSize(size, size);
        sampler = new Sampler(seed, images.size());
        batch = Math.min(config.batch(), images.size());
        pixels = new byte[batch * size * size * 3];
        labels = new int[batch];
    }

    /** Pictures per batch: the configured number, or all if there are fewer. */
    int batch() {
        return batch;
    }

    /** Whole batches per epoch: statistics of a small rest would be noise, so it waits for another epoch's order. */
    int perEpoch() {
        return images.size() / batch;
    }

    /** Unsigned bytes of the batch that was loaded last, order {@code [image][y][x][colour]}. */
    byte[] pixels() {
        return pixels;
    }

    /** Class indices of the batch that was loaded last. */
    int[] labels() {
        return labels;
    }

    /**
     * Loads one batch, on all cores.
     *
     * @param epoch counts from 0
     * @param step below {@link #perEpoch}
     */
    void load(int epoch, int step) throws IOException {
        if (epoch != orderedEpoch) {
            order = sampler.order(epoch);
            orderedEpoch = epoch;
        }
        try {
            IntStream.range(0, batch).parallel().forEach(i -> {
                int index = order[step * batch + i];
                try {
                    byte[] source = images.pixels(index);
                    augmentation.apply(source, size, size, pixels, i * source.length, seed, epoch, index);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                labels[i] = images.label(index);
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
