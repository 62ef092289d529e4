package org.pixelembedding.train;

/**
 * How a training that starts from trained features treats them.
 *
 * @param fromSha256 hash of the file that the features were taken from, 64 hexadecimal digits, or {@value #NONE}
 * @param keepClassifier whether the classifier is taken too, which wants equal labels
 * @param bodyFactor learning-rate factor of all but the classifier, 0 to 100
 * @param frozenEpochs so many epochs at the beginning train the classifier only
 */
public record TransferSettings(String fromSha256, boolean keepClassifier, double bodyFactor, int frozenEpochs) {
    /** Started from random numbers. */
    public static final String NONE = "none";

    /** Whether the training started from trained features. */
    public boolean started() {
        return !fromSha256.equals(NONE);
    }

    /** Learning-rate factor of all but the classifier in one epoch, counted from 0. */
    public double bodyFactor(int epoch) {
        return epoch < frozenEpochs ? 0 : bodyFactor;
    }
}
