package org.pixelembedding.run;

import java.util.Arrays;
import java.util.Optional;
import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.kernel.BitPlaneLayout;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.TensorSpec;

/**
 * Convolution by AND and bit count, one output pixel at a time, all its outputs at once. With thresholds behind it, the
 * sums of a pixel become codes before the next one is begun and never go to memory as a tensor.
 */
final class BitConvolution implements Operation {
    private final int node;
    private final int input;
    private final BitKernel kernel;
    private final BitPlaneLayout in;
    private final TensorSpec out;
    private final int kernelHeight;
    private final int kernelWidth;
    private final int stride;
    private final int padding;
    private final int weightPlanes;
    private final Optional<CodeWriter> codes;
    /** Order {@code [plane][ky][kx][word][out]}: outputs side by side. */
    private final long[] weights;

    private final int planeLongs;

    /**
     * Prepares the weights.
     *
     * @param out shape of the sums
     * @param codes empty to keep the sums
     * @param node whose result it writes: the threshold's where it is fused
     */
    BitConvolution(
            QuantConv2d conv,
            BitKernel kernel,
            int input,
            BitPlaneLayout in,
            int node,
            TensorSpec out,
            Optional<CodeWriter> codes) {
        this.node = node;
        this.input = input;
        this.kernel = kernel;
        this.in = in;
        this.out = out;
        this.codes = codes;
        PackedWeights packed = conv.weights();
        kernelHeight = packed.kernelHeight();
        kernelWidth = packed.kernelWidth();
        stride = conv.stride();
        padding = conv.padding();
        weightPlanes = packed.bits();
        planeLongs = kernelHeight * kernelWidth * packed.wordsPerTap() * packed.outChannels();
        weights = new long[weightPlanes * planeLongs];
        int at = 0;
        for (int plane = 0; plane < weightPlanes; plane++) {
            for (int ky = 0; ky < kernelHeight; ky++) {
                for (int kx = 0; kx < kernelWidth; kx++) {
                    for (int word = 0; word < packed.wordsPerTap(); word++) {
                        for (int o = 0; o < packed.outChannels(); o++) {
                            weights[at++] = packed.word(plane, o, ky, kx, word);
                        }
                    }
                }
            }
        }
    }

    @Override
    public int node() {
        return node;
    }

    @Override
    public String description() {
        return "bit planes, " + kernel.name() + (codes.isPresent() ? ", thresholds fused" : "");
    }

    @Override
    public void run(Buffers buffers) {
        int outputs = out.channels();
        for (int y = 0; y < out.height(); y++) {
            for (int x = 0; x < out.width(); x++) {
                if (codes.isPresent()) {
                    pixel(buffers, y, x, buffers.pixelSums, 0);
                    codes.get().write(buffers.pixelSums, 0, buffers.codes[node], y, x);
                } else {
                    pixel(buffers, y, x, buffers.sums[node], (y * out.width() + x) * outputs);
                }
            }
        }
    }

    /** {@code acc = sum over weight planes j of 2^j * (2 * counts_j - codeSum)}. */
    private void pixel(Buffers buffers, int y, int x, int[] sums, int to) {
        long[] source = buffers.codes[input];
        long[] counts = buffers.counts;
        int outputs = out.channels();
        // The taps of one row are neighbours in memory: one run of words a row.
        int rowWords = kernelWidth * in.words();
        int codeSum = 0;
        for (int plane = 0; plane < weightPlanes; plane++) {
            Arrays.fill(counts, 0, outputs, 0);
            for (int ky = 0; ky < kernelHeight; ky++) {
                int from = in.pixel(y * stride + ky - padding, x * stride - padding);
                kernel.addCounts(
                        source,
                        from,
                        rowWords,
                        in.bits(),
                        weights,
                        plane * planeLongs + ky * rowWords * outputs,
                        outputs,
                        counts);
                if (plane == 0) {
                    codeSum += kernel.codeSum(source, from, rowWords, in.bits());
                }
            }
            if (plane == 0) {
                for (int o = 0; o < outputs; o++) {
                    sums[to + o] = 2 * (int) counts[o] - codeSum;
                }
            } else {
                for (int o = 0; o < outputs; o++) {
                    sums[to + o] += (2 * (int) counts[o] - codeSum) << plane;
                }
            }
        }
    }
}
