package org.pixelembedding.train;

import java.util.List;
import java.util.stream.IntStream;
import org.pixelembedding.model.Model;

/** Networks with random weights, frozen: for timing and checking before anybody has trained them. */
public final class RandomNetwork {
    private static final int CLASSES = 1000;

    private RandomNetwork() {}

    /**
     * A model of that network.
     *
     * @param size height and width of the pictures; 0 takes the network's
     * @param input option of an input layer: {@code float} gives float ends
     */
    public static Model frozen(NetworkSpec network, int size, String input) {
        TrainingConfig config = TrainingConfig.parse("random", "classifierCodes: 1\nsize: " + size)
                .with("input", input);
        return untrained(config, network, CLASSES).freeze();
    }

    /** The same before it is frozen, of any configuration: its table starts from pixels of every value alike. */
    static TrainedNetwork untrained(TrainingConfig config, NetworkSpec network, int classes) {
        PixelStatistics statistics = new PixelStatistics();
        byte[] everyValue = new byte[3 * 256];
        for (int i = 0; i < everyValue.length; i++) {
            everyValue[i] = (byte) (i / 3);
        }
        statistics.add(everyValue);
        List<String> labels =
                IntStream.range(0, classes).mapToObj(Integer::toString).toList();
        int side = TrainedNetwork.sizeOf(config, network);
        return TrainedNetwork.untrained(config, network, statistics, side, labels, "random");
    }
}
