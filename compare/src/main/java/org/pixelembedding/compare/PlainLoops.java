package org.pixelembedding.compare;

import org.pixelembedding.compare.TwinNetwork.Convolution;
import org.pixelembedding.compare.TwinNetwork.MaxPool;
import org.pixelembedding.compare.TwinNetwork.Window;

/**
 * Convolution and pooling in plain loops over tensors of order {@code [channel][y][x]}: what ONNX Runtime's answers are
 * judged by. The innermost loop runs along a row, so that seconds are enough for a large network.
 */
final class PlainLoops {
    private PlainLoops() {}

    /** Sums of products of whole numbers, order {@code [channel][y][x]}; padding is 0. */
    static int[] convolve(Convolution conv, int[] input, byte[] weights) {
        int[] padded = new int[paddedSize(conv)];
        pad(conv, input, padded);
        int[] sums = new int[conv.out().size()];
        int stride = conv.window().stride();
        forEachRow(
                conv, (index, at, from) -> addRow(sums, at, conv.out().width(), padded, from, stride, weights[index]));
        return sums;
    }

    private static void addRow(int[] sums, int at, int count, int[] input, int from, int stride, int weight) {
        if (stride == 1) {
            for (int x = 0; x < count; x++) {
                sums[at + x] += weight * input[from + x];
            }
        } else {
            for (int x = 0; x < count; x++) {
                sums[at + x] += weight * input[from + x * stride];
            }
        }
    }

    /** The same for float32; sums are added in the order of channel, row and column of the kernel. */
    static float[] convolve(Convolution conv, float[] input, float[] weights) {
        float[] padded = new float[paddedSize(conv)];
        pad(conv, input, padded);
        float[] sums = new float[conv.out().size()];
        int stride = conv.window().stride();
        forEachRow(
                conv, (index, at, from) -> addRow(sums, at, conv.out().width(), padded, from, stride, weights[index]));
        return sums;
    }

    private static void addRow(float[] sums, int at, int count, float[] input, int from, int stride, float weight) {
        if (stride == 1) {
            for (int x = 0; x < count; x++) {
                sums[at + x] += weight * input[from + x];
            }
        } else {
            for (int x = 0; x < count; x++) {
                sums[at + x] += weight * input[from + x * stride];
            }
        }
    }

    /** A row of one output channel gets one weight times a row of the padded input. */
    private interface Row {
        /**
         * Adds.
         *
         * @param index of the weight
         * @param at where the row of sums begins
         * @param from where the row of the padded input begins
         */
        void add(int index, int at, int from);
    }

    /** In the order of output channel, input channel, row and column of the kernel, row of the output. */
    private static void forEachRow(Convolution conv, Row row) {
        Window window = conv.window();
        Shape out = conv.out();
        for (int index = 0; index < out.channels() * conv.fanIn(); index++) {
            int tap = index % conv.fanIn();
            int kx = tap % window.width();
            int ky = tap / window.width() % window.height();
            int channel = tap / window.width() / window.height();
            for (int y = 0; y < out.height(); y++) {
                int at = (index / conv.fanIn() * out.height() + y) * out.width();
                int line = channel * paddedHeight(conv) + y * window.stride() + ky;
                row.add(index, at, line * paddedWidth(conv) + kx);
            }
        }
    }

    private static int paddedWidth(Convolution conv) {
        return conv.in().width() + 2 * conv.window().padding();
    }

    private static int paddedHeight(Convolution conv) {
        return conv.in().height() + 2 * conv.window().padding();
    }

    private static int paddedSize(Convolution conv) {
        return conv.in().channels() * paddedHeight(conv) * paddedWidth(conv);
    }

    /** Both are arrays of the same kind of numbers. */
    private static void pad(Convolution conv, Object input, Object padded) {
        int padding = conv.window().padding();
        int width = conv.in().width();
        int height = conv.in().height();
        for (int row = 0; row < conv.in().channels() * height; row++) {
            int line = row / height * paddedHeight(conv) + row % height + padding;
            System.arraycopy(input, row * width, padded, line * paddedWidth(conv) + padding, width);
        }
    }

    /** What {@link #argMax} finds is the same for floats and codes: it compares only. */
    interface Larger {
        boolean than(int index, int best);
    }

    /** Index of the largest input of each window. */
    static int[] argMax(MaxPool pool, Larger larger) {
        Shape in = pool.in();
        Shape out = pool.out();
        int[] indices = new int[out.size()];
        for (int i = 0; i < indices.length; i++) {
            int x = i % out.width() * pool.stride();
            int y = i / out.width() % out.height() * pool.stride();
            int best = (i / out.pixels() * in.height() + y) * in.width() + x;
            int corner = best;
            for (int tap = 1; tap < pool.size() * pool.size(); tap++) {
                int index = corner + tap / pool.size() * in.width() + tap % pool.size();
                if (larger.than(index, best)) {
                    best = index;
                }
            }
            indices[i] = best;
        }
        return indices;
    }
}
