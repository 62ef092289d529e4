package org.pixelembedding.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.pixelembedding.data.DataCheck;
import org.pixelembedding.data.DataException;
import org.pixelembedding.data.ImageSet;
import org.pixelembedding.data.ImageSource;
import org.pixelembedding.train.NetworkSpec;
import org.pixelembedding.train.TrainedNetwork;
import org.pixelembedding.train.TrainingConfig;
import org.pixelembedding.train.TrainingData;

/**
 * What {@code train} would do with a source.
 *
 * @param refusal why it would not; empty if it would
 * @param size height and width that pictures are brought to
 * @param unchanged pictures that have that size
 * @param cropped pictures of another aspect ratio: what is too long is cut off on both sides
 * @param enlarged pictures that are smaller than that in one direction
 */
record TrainingOutlook(
        String refusal,
        String network,
        int size,
        int training,
        int validation,
        int test,
        int batch,
        int epochs,
        int unchanged,
        int cropped,
        int enlarged) {

    static TrainingOutlook of(ImageSource source, DataCheck check, TrainingConfig config) throws IOException {
        int size = TrainedNetwork.sizeOf(config, NetworkSpec.load(config.network()));
        String refusal = "";
        int training = 0;
        int validation = 0;
        int test = 0;
        try {
            TrainingData.Division division = TrainingData.divide(source, config);
            training = division.train().size();
            validation = count(division.validation());
            test = count(division.test());
        } catch (DataException e) {
            refusal = e.getMessage();
        }
        int unchanged = 0;
        int cropped = 0;
        int enlarged = 0;
        for (Map.Entry<DataCheck.Size, Integer> entry : check.sizes().entrySet()) {
            int height = entry.getKey().height();
            int width = entry.getKey().width();
            unchanged += height == size && width == size ? entry.getValue() : 0;
            cropped += height != width ? entry.getValue() : 0;
            enlarged += Math.min(height, width) < size ? entry.getValue() : 0;
        }
        return new TrainingOutlook(
                refusal,
                config.network(),
                size,
                training,
                validation,
                test,
                Math.min(config.batch(), Math.max(1, training)),
                config.epochs(),
                unchanged,
                cropped,
                enlarged);
    }

    private static int count(Optional<ImageSet> set) {
        return set.map(ImageSet::size).orElse(0);
    }

    int stepsPerEpoch() {
        return training / batch;
    }

    /** Size of the decoded pictures that it would keep. */
    long cacheBytes() {
        return ((long) training + validation + test) * size * size * 3;
    }

    Map<String, Object> answer() {
        Map<String, Object> answer = new LinkedHashMap<>();
        if (!refusal.isEmpty()) {
            answer.put("refusal", refusal);
            return answer;
        }
        answer.put("network", network);
        answer.put("size", size);
        answer.put("training", training);
        answer.put("validation", validation);
        answer.put("test", test);
        answer.put("batch", batch);
        answer.put("stepsPerEpoch", stepsPerEpoch());
        answer.put("epochs", epochs);
        answer.put("unchanged", unchanged);
        answer.put("cropped", cropped);
        answer.put("enlarged", enlarged);
        answer.put("cacheBytes", cacheBytes());
        return answer;
    }

    @Override
    public String toString() {
        if (!refusal.isEmpty()) {
            return "train would refuse: " + refusal + "\n";
        }
        return String.format(
                "train would take %d pictures to train on, %d to choose the best epoch by, %d to test;%n"
                        + "  bring them to %dx%d for '%s' (%d have that size, %d are cut to a square, %d enlarged);%n"
                        + "  make %d steps of %d pictures an epoch, %d epochs; keep %.1f MB of decoded pictures%n",
                training,
                validation,
                test,
                size,
                size,
                network,
                unchanged,
                cropped,
                enlarged,
                stepsPerEpoch(),
                batch,
                epochs,
                cacheBytes() / 1e6);
    }
}
