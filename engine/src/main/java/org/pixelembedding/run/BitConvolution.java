package org.pixelembedding.run;

import java.util.Optional;
import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.kernel.BitPlaneLayout;
import org.pixelembedding.kernel.KernelScratch;
import org.pixelembedding.kernel.PackedConvolution;
import org.pixelembedding.kernel.PackedThresholds;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.TensorSpec;

/**
 * Convolution by AND and bit count, with what stands behind it: thresholds, a residual add, or an add and then
 * thresholds. Sums go to memory only where somebody else reads them.
 */
final class BitConvolution implements Operation {
    /** 32-bit sums that are thresholded right after they were made, so that they are still in the nearest cache. */
    private static final int CHUNK_SUMS = 4096;

    private final int node;
    private final BitKernel kernel;
    private final PackedConvolution convolution;
    private final Tail tail;
    private final Optional<PackedThresholds> thresholds;
    private final int pixels;
    private final long macs;

    /**
     * What happens to the sums.
     *
     * @param sums node in whose buffer they are kept, or -1 if they become codes at once
     * @param narrow whether that buffer is of 16 bits
     * @param add whether they are added to what stands in that buffer
     * @param codes node whose codes they become, or -1
     */
    record Tail(int sums, boolean narrow, boolean add, int codes) {}

    /**
     * Prepares the weights.
     *
     * @param node last node whose result it gives
     * @param out shape of the sums
     * @param thresholds present exactly if the tail makes codes
     */
    BitConvolution(
            QuantConv2d conv,
            BitKernel kernel,
            BitPlaneLayout in,
            int node,
            TensorSpec out,
            Tail tail,
            Optional<PackedThresholds> thresholds) {
        this.node = node;
        this.kernel = kernel;
        this.tail = tail;
        this.thresholds = thresholds;
        pixels = out.height() * out.width();
        macs = pixels * conv.weights().count();
        convolution = new PackedConvolution(conv, in, out, kernel, tail.sums < 0 ? thresholds : Optional.empty());
    }

    @Override
    public int node() {
        return node;
    }

    @Override
    public String description() {
        return "bit planes, " + kernel.name()
                + (tail.sums < 0 ? "" : tail.narrow ? ", int16 sums" : ", int32 sums")
                + (tail.add ? ", added" : "")
                + (thresholds.isPresent() ? ", thresholds fused" : "");
    }

    @Override
    public long macs() {
        return macs;
    }

    @Override
    public void run(Buffers buffers, int part, int parts, KernelScratch scratch) {
        int from = Operation.begin(pixels, part, parts);
        int to = Operation.begin(pixels, part + 1, parts);
        long[] source = buffers.codes;
        if (tail.sums < 0) {
            kernel.toCodes(convolution, thresholds.get(), source, buffers.codes, from, to, scratch);
        } else if (tail.narrow) {
            narrow(buffers, from, to, scratch);
        } else {
            wide(buffers, from, to, scratch);
        }
    }

    private void narrow(Buffers buffers, int from, int to, KernelScratch scratch) {
        long[] source = buffers.codes;
        short[] sums = buffers.narrowSums[tail.sums];
        if (thresholds.isPresent()) {
            kernel.toSumsAndCodes(
                    convolution, thresholds.get(), source, sums, tail.add, buffers.codes, from, to, scratch);
        } else {
            kernel.toSums(convolution, source, sums, tail.add, from, to, scratch);
        }
    }

    private void wide(Buffers buffers, int from, int to, KernelScratch scratch) {
        int[] sums = buffers.sums[tail.sums];
        int chunk = Math.max(2, CHUNK_SUMS / convolution.outputs() & ~1);
        for (int first = from; first < to; first += chunk) {
            int last = Math.min(to, first + chunk);
            kernel.toSums(convolution, buffers.codes, sums, tail.add, first, last, scratch);
            if (thresholds.isPresent()) {
                kernel.threshold(thresholds.get(), sums, buffers.codes, first, last);
            }
        }
    }
}
