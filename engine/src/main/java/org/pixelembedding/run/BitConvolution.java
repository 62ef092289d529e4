package org.pixelembedding.run;

import java.util.Optional;
import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.kernel.BitPlaneLayout;
import org.pixelembedding.kernel.PackedConvolution;
import org.pixelembedding.kernel.PackedThresholds;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.TensorSpec;

/**
 * Convolution by AND and bit count, with what stands behind it: thresholds, a residual add, or an add and then
 * thresholds. Sums go to memory only where somebody else reads them.
 */
final class BitConvolution implements Operation {
    /** Sums that are thresholded right after they were made, so that they are still in the nearest cache. */
    private static final int CHUNK_SUMS = 8192;

    private final int node;
    private final int input;
    private final BitKernel kernel;
    private final PackedConvolution convolution;
    private final WindowSums windowSums;
    private final Tail tail;
    private final Optional<PackedThresholds> thresholds;
    private final int pixels;
    private final long macs;

    /**
     * What happens to the sums.
     *
     * @param sums node in whose buffer they are kept, or -1 if they become codes at once
     * @param add whether they are added to what stands in that buffer
     * @param codes node in whose buffer their codes go, or -1
     */
    record Tail(int sums, boolean add, int codes) {}

    /**
     * Prepares the weights.
     *
     * @param input node whose codes it reads
     * @param node last node whose result it gives
     * @param out shape of the sums
     * @param thresholds present exactly if the tail makes codes
     */
    BitConvolution(
            QuantConv2d conv,
            BitKernel kernel,
            int input,
            BitPlaneLayout in,
            int node,
            TensorSpec out,
            Tail tail,
            Optional<PackedThresholds> thresholds) {
        this.node = node;
        this.input = input;
        this.kernel = kernel;
        this.tail = tail;
        this.thresholds = thresholds;
        pixels = out.height() * out.width();
        macs = pixels * conv.weights().count();
        convolution =
                new PackedConvolution(conv, in, out, kernel.tile(), tail.sums < 0 ? thresholds : Optional.empty());
        windowSums = new WindowSums(conv, in, out);
    }

    @Override
    public int node() {
        return node;
    }

    @Override
    public String description() {
        return "bit planes, " + kernel.name() + (tail.add ? ", added" : "")
                + (thresholds.isPresent() ? ", thresholds fused" : "");
    }

    @Override
    public int scratchInts() {
        return windowSums.scratchInts();
    }

    @Override
    public int windows() {
        return pixels;
    }

    @Override
    public long macs() {
        return macs;
    }

    @Override
    public void run(Buffers buffers) {
        long[] source = buffers.codes[input];
        windowSums.compute(source, buffers.windowSums, buffers.scratchInts);
        if (tail.sums < 0) {
            kernel.toCodes(
                    convolution,
                    thresholds.get(),
                    source,
                    buffers.windowSums,
                    buffers.codes[tail.codes],
                    0,
                    pixels,
                    buffers.scratch);
            return;
        }
        int[] sums = buffers.sums[tail.sums];
        int chunk = thresholds.isPresent() ? Math.max(1, CHUNK_SUMS / convolution.outputs()) : pixels;
        for (int from = 0; from < pixels; from += chunk) {
            int to = Math.min(pixels, from + chunk);
            kernel.toSums(convolution, source, buffers.windowSums, sums, tail.add, from, to, buffers.scratch);
            if (thresholds.isPresent()) {
                kernel.threshold(thresholds.get(), sums, buffers.codes[tail.codes], from, to);
            }
        }
    }
}
