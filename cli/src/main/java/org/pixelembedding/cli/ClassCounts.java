package org.pixelembedding.cli;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.pixelembedding.train.TrainingConfig;

/** How many training pictures each class has, in one line. */
final class ClassCounts {
    private static final int LISTED = 12;
    /** From this ratio of the largest to the smallest class on, a user may want to do something about it. */
    private static final int UNEVEN = 3;

    private ClassCounts() {}

    static String line(List<String> labels, int[] counts, TrainingConfig config) {
        int least = 0;
        int most = 0;
        for (int k = 1; k < counts.length; k++) {
            least = counts[k] < counts[least] ? k : least;
            most = counts[k] > counts[most] ? k : most;
        }
        String text;
        if (counts[least] == counts[most]) {
            text = "Training pictures of each class: " + counts[least];
        } else if (counts.length <= LISTED) {
            text = "Training pictures by class: "
                    + IntStream.range(0, counts.length)
                            .mapToObj(k -> labels.get(k) + " " + counts[k])
                            .collect(Collectors.joining(", "));
        } else {
            text = "Training pictures by class: from " + counts[least] + " (" + labels.get(least) + ") to "
                    + counts[most] + " (" + labels.get(most) + ")";
        }
        if (config.balanced()) {
            return text + "; every class is shown equally often (balanced)";
        }
        if (config.classWeights()) {
            return text + "; all classes count alike in the loss (classWeights)";
        }
        return (long) counts[least] * UNEVEN <= counts[most]
                ? text + "; uneven: --class-weights true or --balanced true would make them count alike"
                : text;
    }
}
