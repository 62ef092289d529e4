package org.pixelembedding.train;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.pixelembedding.data.Augmentation;
import org.pixelembedding.data.BalancedSampler;
import org.pixelembedding.data.Sampler;
import org.pixelembedding.data.SizedImages;

/**
 * The training part as augmented batches, decoded and varied on worker threads ahead of the step that takes them. What a
 * batch holds is a function of the seed, the epoch and its place in the epoch, and of nothing that happened before: not of
 * the number of workers either. Holds three batches at a time; belongs to one thread.
 */
final class TrainingBatches {
    /** One being trained on and two being filled: a step takes longer than a batch, so more would only wait. */
    private static final int SLOTS = 3;

    private static final int PARTS = 8;

    private final SizedImages images;
    private final Augmentation augmentation;
    private final Orders orders;
    private final Prefetch<Batch> prefetch;
    private final long seed;
    private final int batch;
    private final int size;
    private Batch current;

    /** Pixels in order {@code [image][y][x][colour]}, and a label each. */
    private static final class Batch {
        private final byte[] pixels;
        private final int[] labels;

        Batch(int pictures, int pictureBytes) {
            pixels = new byte[Math.multiplyExact(pictures, pictureBytes)];
            labels = new int[pictures];
        }
    }

    /** The order of each epoch; the two that batches may be taken of at a time are kept. */
    private static final class Orders {
        private final TrainingConfig config;
        private final SizedImages images;
        private final int[][] orders = new int[2][];
        private final long[] epochs = {-1, -1};

        Orders(TrainingConfig config, SizedImages images) {
            this.config = config;
            this.images = images;
        }

        synchronized int[] of(long epoch) {
            int slot = (int) (epoch & 1);
            if (epochs[slot] != epoch) {
                orders[slot] = null; // not two at a time
                orders[slot] = draw(epoch);
                epochs[slot] = epoch;
            }
            return orders[slot];
        }

        private int[] draw(long epoch) {
            return config.balanced()
                    ? BalancedSampler.order(
                            config.seed(), epoch, images.labels().size(), images.size(), images::label)
                    : new Sampler(config.seed(), images.size()).order(epoch);
        }
    }

    /** With a worker for each processor. */
    TrainingBatches(TrainingConfig config, SizedImages images, int size) {
        this(config, images, size, Runtime.getRuntime().availableProcessors());
    }

    /**
     * Nothing is read yet.
     *
     * @param size height and width of the pictures
     * @param workers threads that decode and augment
     */
    TrainingBatches(TrainingConfig config, SizedImages images, int size, int workers) {
        this.images = images;
        this.size = size;
        seed = config.seed();
        augmentation = config.augmentation();
        augmentation.checkSize(size, size);
        orders = new Orders(config, images);
        batch = Math.min(config.batch(), images.size());
        List<Batch> slots = Stream.generate(() -> new Batch(batch, size * size * 3))
                .limit(SLOTS)
                .toList();
        prefetch = new Prefetch<>(slots, Math.min(PARTS, batch), workers, this::fill);
    }

    /** Pictures per batch: the configured number, or all if there are fewer. */
    int batch() {
        return batch;
    }

    /** Whole batches per epoch: statistics of a small rest would be noise, so it waits for another epoch's order. */
    int perEpoch() {
        return images.size() / batch;
    }

    /** Unsigned bytes of the batch that was loaded last, order {@code [image][y][x][colour]}; until the next is loaded. */
    byte[] pixels() {
        return current.pixels;
    }

    /** Class indices of the batch that was loaded last; until the next is loaded. */
    int[] labels() {
        return current.labels;
    }

    /**
     * Loads one batch, and begins with those that follow it.
     *
     * @param epoch counts from 0
     * @param step below {@link #perEpoch}
     */
    void load(int epoch, int step) throws IOException {
        Batch before = current;
        current = null; // a failure leaves none
        current = prefetch.take((long) epoch * perEpoch() + step, before);
    }

    private void fill(Batch target, long number, int part) throws IOException {
        long epoch = number / perEpoch();
        int step = (int) (number % perEpoch());
        int[] order = orders.of(epoch);
        int parts = Math.min(PARTS, batch);
        int to = (int) ((long) (part + 1) * batch / parts);
        for (int i = (int) ((long) part * batch / parts); i < to; i++) {
            int index = order[step * batch + i];
            byte[] source = images.pixels(index);
            augmentation.apply(source, size, size, target.pixels, i * source.length, seed, epoch, index);
            target.labels[i] = images.label(index);
        }
    }
}
