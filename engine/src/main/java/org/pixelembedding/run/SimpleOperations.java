package org.pixelembedding.run;

import java.util.Arrays;
import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.kernel.BitPlaneLayout;
import org.pixelembedding.kernel.PackedThresholds;
import org.pixelembedding.model.FloatClassifier;
import org.pixelembedding.model.FloatStem;
import org.pixelembedding.model.MaxPool2d;

/** The operations around convolutions; none of them takes a noticeable share of the time. */
final class SimpleOperations {
    private SimpleOperations() {}

    /** Sums become codes in a pass of their own. */
    record Threshold(int node, int input, BitKernel kernel, PackedThresholds thresholds) implements Operation {
        @Override
        public String description() {
            return "thresholds, " + kernel.name();
        }

        @Override
        public void run(Buffers buffers) {
            kernel.threshold(thresholds, buffers.sums[input], buffers.codes[node], 0, thresholds.targets().length);
        }
    }

    /**
     * Maximum on bit planes, 64 channels at a time: from the highest plane down, a code is larger where it has a 1, the
     * other a 0, and all planes above were equal.
     */
    record Pool(int node, int input, MaxPool2d pool, BitPlaneLayout in, BitPlaneLayout out) implements Operation {
        @Override
        public String description() {
            return "bit planes";
        }

        @Override
        public void run(Buffers buffers) {
            long[] source = buffers.codes[input];
            long[] target = buffers.codes[node];
            int bits = in.bits();
            for (int y = 0; y < out.height(); y++) {
                for (int x = 0; x < out.width(); x++) {
                    int to = out.pixel(y, x);
                    System.arraycopy(
                            source, in.pixel(y * pool.stride(), x * pool.stride()), target, to, in.pixelLongs());
                    for (int dy = 0; dy < pool.size(); dy++) {
                        for (int dx = dy == 0 ? 1 : 0; dx < pool.size(); dx++) {
                            int from = in.pixel(y * pool.stride() + dy, x * pool.stride() + dx);
                            for (int word = 0; word < in.words(); word++) {
                                max(source, from + word * bits, target, to + word * bits, bits);
                            }
                        }
                    }
                }
            }
        }

        private static void max(long[] a, int aFrom, long[] best, int bestFrom, int bits) {
            long larger = 0;
            long equal = -1;
            for (int plane = bits - 1; plane >= 0; plane--) {
                long x = a[aFrom + plane];
                long y = best[bestFrom + plane];
                larger |= equal & x & ~y;
                equal &= ~(x ^ y);
            }
            for (int plane = 0; plane < bits; plane++) {
                best[bestFrom + plane] = (a[aFrom + plane] & larger) | (best[bestFrom + plane] & ~larger);
            }
        }
    }

    /** Residual add. */
    record Add(int node, int left, int right) implements Operation {
        @Override
        public String description() {
            return "int32";
        }

        @Override
        public void run(Buffers buffers) {
            int[] a = buffers.sums[left];
            int[] b = buffers.sums[right];
            int[] sum = buffers.sums[node];
            for (int i = 0; i < sum.length; i++) {
                sum[i] = a[i] + b[i];
            }
        }
    }

    /** Global sum. */
    record GlobalSum(int node, int input) implements Operation {
        @Override
        public String description() {
            return "int32";
        }

        @Override
        public void run(Buffers buffers) {
            int[] values = buffers.sums[input];
            int[] sums = buffers.sums[node];
            Arrays.fill(sums, 0);
            for (int from = 0; from < values.length; from += sums.length) {
                for (int c = 0; c < sums.length; c++) {
                    sums[c] += values[from + c];
                }
            }
        }
    }

    /** The float first layer of a baseline model. */
    record Stem(int node, FloatStem stem, int height, int width, BitPlaneLayout layout) implements Operation {
        @Override
        public String description() {
            return "float32";
        }

        @Override
        public void run(Buffers buffers) {
            FloatLayers.stem(stem, buffers.rgb, height, width, buffers.unpacked);
            layout.pack(buffers.unpacked, buffers.codes[node]);
        }
    }

    /** The float classifier of a baseline model. */
    record Classify(int node, int input, FloatClassifier classifier, BitPlaneLayout in) implements Operation {
        @Override
        public int scratchInts() {
            return in.channels();
        }

        @Override
        public String description() {
            return "float32";
        }

        @Override
        public void run(Buffers buffers) {
            int[] codeSums = buffers.scratchInts;
            Arrays.fill(codeSums, 0, in.channels(), 0);
            for (int y = 0; y < in.height(); y++) {
                for (int x = 0; x < in.width(); x++) {
                    for (int c = 0; c < in.channels(); c++) {
                        codeSums[c] += in.code(buffers.codes[input], y, x, c);
                    }
                }
            }
            FloatLayers.classify(classifier, codeSums, in.height() * in.width(), buffers.logits);
        }
    }
}
