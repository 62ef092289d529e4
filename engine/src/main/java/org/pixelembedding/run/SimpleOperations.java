package org.pixelembedding.run;

import java.util.Arrays;
import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.kernel.BitPlaneLayout;
import org.pixelembedding.kernel.KernelScratch;
import org.pixelembedding.kernel.PackedThresholds;
import org.pixelembedding.model.MaxPool2d;

/** The operations around convolutions; none of them takes a noticeable share of the time. */
final class SimpleOperations {
    private SimpleOperations() {}

    /** Sums become codes in a pass of their own. */
    record Threshold(int node, int input, boolean narrow, BitKernel kernel, PackedThresholds thresholds)
            implements Operation {
        @Override
        public String description() {
            return "thresholds, " + kernel.name() + width(narrow);
        }

        @Override
        public void run(Buffers buffers, int part, int parts, KernelScratch scratch) {
            int pixels = thresholds.targets().length;
            int from = Operation.begin(pixels, part, parts);
            int to = Operation.begin(pixels, part + 1, parts);
            if (narrow) {
                kernel.threshold(thresholds, buffers.narrowSums[input], buffers.codes, from, to);
            } else {
                kernel.threshold(thresholds, buffers.sums[input], buffers.codes, from, to);
            }
        }
    }

    /**
     * Maximum on bit planes, 64 channels at a time: from the highest plane down, a code is larger where it has a 1, the
     * other a 0, and all planes above were equal.
     */
    record Pool(int node, MaxPool2d pool, BitPlaneLayout in, BitPlaneLayout out) implements Operation {
        @Override
        public String description() {
            return "bit planes";
        }

        @Override
        public void run(Buffers buffers, int part, int parts, KernelScratch scratch) {
            long[] source = buffers.codes;
            long[] target = buffers.codes;
            int bits = in.bits();
            int to = Operation.begin(out.height(), part + 1, parts);
            for (int y = Operation.begin(out.height(), part, parts); y < to; y++) {
                for (int x = 0; x < out.width(); x++) {
                    int at = out.pixel(y, x);
                    System.arraycopy(
                            source, in.pixel(y * pool.stride(), x * pool.stride()), target, at, in.pixelLongs());
                    for (int dy = 0; dy < pool.size(); dy++) {
                        for (int dx = dy == 0 ? 1 : 0; dx < pool.size(); dx++) {
                            int from = in.pixel(y * pool.stride() + dy, x * pool.stride() + dx);
                            for (int word = 0; word < in.words(); word++) {
                                max(source, from + word * bits, target, at + word * bits, bits);
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

    /** Residual add; all three have sums of the same width. */
    record Add(int node, int left, int right, boolean narrow) implements Operation {
        @Override
        public String description() {
            return "residual add" + width(narrow);
        }

        @Override
        public void run(Buffers buffers, int part, int parts, KernelScratch scratch) {
            if (narrow) {
                short[] a = buffers.narrowSums[left];
                short[] b = buffers.narrowSums[right];
                short[] sum = buffers.narrowSums[node];
                int to = Operation.begin(sum.length, part + 1, parts);
                for (int i = Operation.begin(sum.length, part, parts); i < to; i++) {
                    sum[i] = (short) (a[i] + b[i]);
                }
            } else {
                int[] a = buffers.sums[left];
                int[] b = buffers.sums[right];
                int[] sum = buffers.sums[node];
                int to = Operation.begin(sum.length, part + 1, parts);
                for (int i = Operation.begin(sum.length, part, parts); i < to; i++) {
                    sum[i] = a[i] + b[i];
                }
            }
        }
    }

    /** Global sum, in 32 bits. */
    record GlobalSum(int node, int input, boolean narrow) implements Operation {
        @Override
        public String description() {
            return "global sum, int32";
        }

        @Override
        public void run(Buffers buffers, int part, int parts, KernelScratch scratch) {
            int[] sums = buffers.sums[node];
            int from = Operation.begin(sums.length, part, parts);
            int to = Operation.begin(sums.length, part + 1, parts);
            Arrays.fill(sums, from, to, 0);
            int values = narrow ? buffers.narrowSums[input].length : buffers.sums[input].length;
            for (int pixel = 0; pixel < values; pixel += sums.length) {
                if (narrow) {
                    add(buffers.narrowSums[input], pixel, sums, from, to);
                } else {
                    add(buffers.sums[input], pixel, sums, from, to);
                }
            }
        }

        private static void add(short[] values, int pixel, int[] sums, int from, int to) {
            for (int c = from; c < to; c++) {
                sums[c] += values[pixel + c];
            }
        }

        private static void add(int[] values, int pixel, int[] sums, int from, int to) {
            for (int c = from; c < to; c++) {
                sums[c] += values[pixel + c];
            }
        }
    }

    private static String width(boolean narrow) {
        return narrow ? ", int16" : ", int32";
    }
}
