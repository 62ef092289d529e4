package org.pixelembedding.run;

import org.pixelembedding.kernel.KernelScratch;
import org.pixelembedding.model.BitPlaneConv2d;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.TensorSpec;

/** Depth-wise convolution of bit planes to sums that somebody wants to see; without them it is a {@link LookUpConvolution}. */
final class BitPlaneSums implements Operation {
    private final int node;
    private final int height;
    private final int width;
    private final int kernelHeight;
    private final int kernelWidth;
    private final int stride;
    private final int padding;
    private final int filters;
    private final TensorSpec out;
    private final boolean narrow;
    private final long macs;
    /** What each value adds, order {@code [output][tap][value]}. */
    private final short[] terms;

    BitPlaneSums(int node, BitPlaneConv2d conv, int height, int width, TensorSpec out, boolean narrow) {
        this.node = node;
        this.height = height;
        this.width = width;
        this.out = out;
        this.narrow = narrow;
        kernelHeight = conv.weights().kernelHeight();
        kernelWidth = conv.weights().kernelWidth();
        stride = conv.stride();
        padding = conv.padding();
        filters = conv.filters();
        macs = out.pixelCount() * conv.weights().count();
        int taps = kernelHeight * kernelWidth;
        terms = new short[out.channels() * taps * PixelEmbedding.VALUES];
        for (int i = 0; i < terms.length; i++) {
            int tap = i / PixelEmbedding.VALUES % taps;
            terms[i] = (short) conv.term(
                    i / PixelEmbedding.VALUES / taps, tap / kernelWidth, tap % kernelWidth, i % PixelEmbedding.VALUES);
        }
    }

    @Override
    public int node() {
        return node;
    }

    @Override
    public String description() {
        return "bit planes looked up" + (narrow ? ", int16 sums" : ", int32 sums");
    }

    @Override
    public long macs() {
        return macs;
    }

    @Override
    public void run(Buffers buffers, int part, int parts, KernelScratch scratch) {
        int to = Operation.begin(out.pixelCount(), part + 1, parts);
        for (int pixel = Operation.begin(out.pixelCount(), part, parts); pixel < to; pixel++) {
            for (int o = 0; o < out.channels(); o++) {
                int sum = sum(buffers.rgb, pixel / out.width(), pixel % out.width(), o);
                if (narrow) {
                    buffers.narrowSums[node][pixel * out.channels() + o] = (short) sum;
                } else {
                    buffers.sums[node][pixel * out.channels() + o] = sum;
                }
            }
        }
    }

    private int sum(byte[] rgb, int y, int x, int o) {
        int sum = 0;
        for (int ky = 0; ky < kernelHeight; ky++) {
            int inY = y * stride + ky - padding;
            for (int kx = 0; kx < kernelWidth; kx++) {
                int inX = x * stride + kx - padding;
                if (inY >= 0 && inY < height && inX >= 0 && inX < width) {
                    int value = rgb[(inY * width + inX) * PixelEmbedding.COLOURS + o / filters] & 0xff;
                    sum += terms[((o * kernelHeight + ky) * kernelWidth + kx) * PixelEmbedding.VALUES + value];
                }
            }
        }
        return sum;
    }
}
