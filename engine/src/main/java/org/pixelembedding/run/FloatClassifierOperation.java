package org.pixelembedding.run;

import java.util.Arrays;
import org.pixelembedding.kernel.BitPlaneLayout;
import org.pixelembedding.kernel.KernelScratch;
import org.pixelembedding.model.FloatClassifier;

/**
 * The float classifier of a baseline model, as {@link FloatLayers#classify} orders its sums. Both loops run over what lies
 * side by side, 32 channels of a word and then the classes, so that C2 makes vectors of them: a baseline that is slow for
 * want of care would flatter what it is compared with.
 */
final class FloatClassifierOperation implements Operation {
    private final int node;
    private final FloatClassifier classifier;
    private final BitPlaneLayout in;
    /** Order {@code [channel][class]}; a row is an array of its own, as in a float stem. */
    private final float[][] weights;

    FloatClassifierOperation(int node, FloatClassifier classifier, BitPlaneLayout in) {
        this.node = node;
        this.classifier = classifier;
        this.in = in;
        weights = new float[classifier.channels()][classifier.classes()];
        for (int k = 0; k < classifier.classes(); k++) {
            for (int c = 0; c < classifier.channels(); c++) {
                weights[c][k] = classifier.weight(k, c);
            }
        }
    }

    @Override
    public int node() {
        return node;
    }

    @Override
    public String description() {
        return "float32";
    }

    @Override
    public long macs() {
        return (long) classifier.classes() * classifier.channels();
    }

    /** Entries of {@link Buffers#channelSums} that it needs. */
    int channelCount() {
        return in.words() * Long.SIZE;
    }

    /** Small, so the first part does it all. */
    @Override
    public void run(Buffers buffers, int part, int parts, KernelScratch scratch) {
        if (part > 0) {
            return;
        }
        int[] sums = buffers.channelSums;
        long[] codes = buffers.codes;
        Arrays.fill(sums, 0);
        for (int y = 0; y < in.height(); y++) {
            for (int x = 0; x < in.width(); x++) {
                int at = in.pixel(y, x);
                for (int word = 0; word < in.words(); word++) {
                    for (int plane = 0; plane < in.bits(); plane++) {
                        long bits = codes[at++];
                        addBits((int) bits, plane, sums, word * Long.SIZE);
                        addBits((int) (bits >>> Integer.SIZE), plane, sums, word * Long.SIZE + Integer.SIZE);
                    }
                }
            }
        }
        classify(sums, buffers.logits);
    }

    private static void addBits(int bits, int plane, int[] sums, int from) {
        for (int c = 0; c < Integer.SIZE; c++) {
            sums[from + c] += (bits >>> c & 1) << plane;
        }
    }

    private void classify(int[] sums, float[] logits) {
        float scale = FloatLayers.scale(classifier, in.height() * in.width());
        Arrays.fill(logits, 0);
        for (int c = 0; c < classifier.channels(); c++) {
            add(weights[c], sums[c] * scale, logits);
        }
        for (int k = 0; k < logits.length; k++) {
            logits[k] += classifier.bias(k);
        }
    }

    private static void add(float[] weights, float value, float[] logits) {
        for (int k = 0; k < logits.length; k++) {
            logits[k] += weights[k] * value;
        }
    }
}
