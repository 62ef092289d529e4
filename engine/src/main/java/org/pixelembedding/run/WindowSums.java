package org.pixelembedding.run;

import java.util.Arrays;
import org.pixelembedding.kernel.BitPlaneLayout;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.TensorSpec;

/**
 * Sum of all codes in the window of each output pixel of a convolution: what turns counts of common ones into sums.
 * Separable: each input pixel's codes are summed once, then columns, then rows.
 */
final class WindowSums {
    private final BitPlaneLayout in;
    private final int kernelHeight;
    private final int kernelWidth;
    private final int stride;
    private final int padding;
    private final int outHeight;
    private final int outWidth;

    WindowSums(QuantConv2d conv, BitPlaneLayout in, TensorSpec out) {
        this.in = in;
        kernelHeight = conv.weights().kernelHeight();
        kernelWidth = conv.weights().kernelWidth();
        stride = conv.stride();
        padding = conv.padding();
        outHeight = out.height();
        outWidth = out.width();
    }

    /** Ints of scratch that {@link #compute} uses up. */
    int scratchInts() {
        int rowPixels = in.width() + 2 * in.border();
        return (in.height() + 2 * in.border() + 1) * rowPixels;
    }

    /** Fills {@code sums}, order {@code [y][x]}. */
    void compute(long[] codes, int[] sums, int[] scratch) {
        int rowPixels = in.width() + 2 * in.border();
        int rows = in.height() + 2 * in.border();
        int column = rows * rowPixels;
        // The border's codes are 0 and so are its sums, but the scratch may hold another layer's.
        Arrays.fill(scratch, 0, column, 0);
        for (int y = 0; y < in.height(); y++) {
            sumPixels(codes, in.pixel(y, 0), scratch, (y + in.border()) * rowPixels + in.border());
        }
        for (int y = 0; y < outHeight; y++) {
            int top = (y * stride - padding + in.border()) * rowPixels;
            System.arraycopy(scratch, top, scratch, column, rowPixels);
            for (int ky = 1; ky < kernelHeight; ky++) {
                int from = top + ky * rowPixels;
                for (int x = 0; x < rowPixels; x++) {
                    scratch[column + x] += scratch[from + x];
                }
            }
            int left = column + in.border() - padding;
            for (int x = 0; x < outWidth; x++) {
                int sum = 0;
                for (int kx = 0; kx < kernelWidth; kx++) {
                    sum += scratch[left + x * stride + kx];
                }
                sums[y * outWidth + x] = sum;
            }
        }
    }

    private void sumPixels(long[] codes, int from, int[] sums, int to) {
        int at = from;
        int words = in.words();
        int bits = in.bits();
        for (int x = 0; x < in.width(); x++) {
            int sum = 0;
            if (bits == 2) {
                for (int word = 0; word < words; word++) {
                    sum += Long.bitCount(codes[at]) + 2 * Long.bitCount(codes[at + 1]);
                    at += 2;
                }
            } else {
                for (int word = 0; word < words; word++) {
                    for (int p = 0; p < bits; p++) {
                        sum += Long.bitCount(codes[at++]) << p;
                    }
                }
            }
            sums[to + x] = sum;
        }
    }
}
