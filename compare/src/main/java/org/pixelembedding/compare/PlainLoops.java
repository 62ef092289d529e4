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
        Window window = conv.window();
        Shape out = conv.out();
        int width = conv.in().width() + 2 * window.padding();
        int plane = (conv.in().height() + 2 * window.padding()) * width;
        int[] padded = new int[conv.in().channels() * plane];
        for (int row = 0; row < conv.in().channels() * conv.in().height(); row++) {
            int to = row / conv.in().height() * plane
                    + (row % conv.in().height() + window.padding()) * width
                    + window.padding();
            System.arraycopy(
                    input, row * conv.in().width(), padded, to, conv.in().width());
        }
        int[] sums = new int[out.size()];
        for (int o = 0; o < out.channels(); o++) {
            for (int tap = 0; tap < conv.fanIn(); tap++) {
                int weight = weights[o * conv.fanIn() + tap];
                int kx = tap % window.width();
                int ky = tap / window.width() % window.height();
                int channel = tap / window.width() / window.height();
                for (int y = 0; y < out.height(); y++) {
                    int from = channel * plane + (y * window.stride() + ky) * width + kx;
                    addRow(
                            sums,
                            (o * out.height() + y) * out.width(),
                            out.width(),
                            padded,
                            from,
                            window.stride(),
                            weight);
                }
            }
        }
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
        Window window = conv.window();
        Shape out = conv.out();
        int width = conv.in().width() + 2 * window.padding();
        int plane = (conv.in().height() + 2 * window.padding()) * width;
        float[] padded = new float[conv.in().channels() * plane];
        for (int row = 0; row < conv.in().channels() * conv.in().height(); row++) {
            int to = row / conv.in().height() * plane
                    + (row % conv.in().height() + window.padding()) * width
                    + window.padding();
            System.arraycopy(
                    input, row * conv.in().width(), padded, to, conv.in().width());
        }
        float[] sums = new float[out.size()];
        for (int o = 0; o < out.channels(); o++) {
            for (int tap = 0; tap < conv.fanIn(); tap++) {
                float weight = weights[o * conv.fanIn() + tap];
                int kx = tap % window.width();
                int ky = tap / window.width() % window.height();
                int channel = tap / window.width() / window.height();
                for (int y = 0; y < out.height(); y++) {
                    int from = channel * plane + (y * window.stride() + ky) * width + kx;
                    addRow(
                            sums,
                            (o * out.height() + y) * out.width(),
                            out.width(),
                            padded,
                            from,
                            window.stride(),
                            weight);
                }
            }
        }
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
