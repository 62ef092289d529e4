package org.pixelembedding.export.verify;

import java.util.Locale;
import java.util.Optional;
import org.pixelembedding.run.Difference;

/**
 * How one target did.
 *
 * @param images how many pictures it ran
 * @param differences class sums that are not those of the target that ran the picture first
 * @param seconds for exporting, building and running
 * @param reason why it was skipped or failed; else empty
 * @param first the earliest differing layer of its first differing picture
 */
public record TargetResult(
        String name,
        Status status,
        int images,
        long differences,
        double seconds,
        String reason,
        Optional<Difference> first) {
    /** What came out. */
    public enum Status {
        SAME,
        DIFFERENT,
        /** Cannot run on this machine, or cannot express the model. */
        SKIPPED,
        /** Ought to run, and does not. */
        FAILED;

        /** As answers spell it: lower case. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether agreement was shown, or nothing was asked for. */
    public boolean passed() {
        return status == Status.SAME || status == Status.SKIPPED;
    }
}
