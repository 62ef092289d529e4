package org.pixelembedding.export.verify;

import java.util.List;

/**
 * What a comparison of targets found.
 *
 * @param images pictures that there were
 * @param layers nodes of the model
 * @param targets in the order in which they were given
 */
public record ComparisonReport(int images, int layers, List<TargetResult> targets) {
    public ComparisonReport {
        targets = List.copyOf(targets);
    }

    /** Class sums that differ, over all targets. */
    public long differences() {
        return targets.stream().mapToLong(TargetResult::differences).sum();
    }

    /** Whether no target differs or fails. */
    public boolean passed() {
        return targets.stream().allMatch(TargetResult::passed);
    }

    /** The verdict in one line. */
    public String summary() {
        long ran = targets.stream().filter(target -> target.images() > 0).count();
        return images + " images, " + layers + " layers, " + ran + " targets ran, " + differences() + " differences";
    }
}
