package org.pixelembedding.train;

import java.io.IOException;
import org.pixelembedding.train.torch.TrainingGraph;

/**
 * Batch norm's mean and variance, estimated anew when the weights are final. The running statistics of training lag
 * behind the weights, remember about ten batches and, with bf16 steps, were taken of rounded sums; thresholds are folded
 * from them, so they are worth one more look at the pictures.
 */
final class StatisticsEstimate {
    /** Pictures seen, if there are so many: a second or two for a small network. */
    private static final int PICTURES = 4096;

    private StatisticsEstimate() {}

    /**
     * Replaces the statistics in the network's checkpoint: plain means over batches of augmented training pictures, each of which
     * is normalized by its own statistics, in float32.
     *
     * @param epoch whose order and augmentation to take
     */
    static void renew(TrainedNetwork network, TrainingBatches batches, int epoch) throws IOException {
        int count = Math.clamp(PICTURES / batches.batch(), 1, batches.perEpoch());
        try (TrainingGraph graph = network.trainingGraph(batches.batch(), 0, false)) {
            for (int k = 1; k <= count; k++) {
                batches.load(epoch, k - 1);
                graph.encode(network.input(), batches.pixels(), batches.pixels().length);
                graph.observe(batches.batch(), 1.0 / k);
            }
            graph.save(network.checkpoint().arrays());
        }
    }
}
