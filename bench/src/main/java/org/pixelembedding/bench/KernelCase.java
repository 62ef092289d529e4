package org.pixelembedding.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.kernel.BitPlaneLayout;
import org.pixelembedding.kernel.KernelScratch;
import org.pixelembedding.kernel.PackedConvolution;
import org.pixelembedding.kernel.PackedThresholds;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.TensorSpec;
import org.pixelembedding.model.Thresholds;

/** One kernel on one layer of random weights and codes, everything laid out; the only class that calls kernels. */
final class KernelCase {
    private static final long SEED = 1;

    private final BitKernel kernel;
    private final BitPlaneLayout target;
    private final PackedThresholds thresholds;
    /** For sums that become codes at once: signs of falling channels turned. */
    private final PackedConvolution toCodes;

    private final PackedConvolution toSums;
    private final long[] source;
    private final int pixels;
    private final long[] codes;
    private final short[] sums;
    private final KernelScratch scratch = new KernelScratch();

    /** The same shape gives the same numbers for every kernel. */
    KernelCase(LayerShape shape, BitKernel kernel) {
        this.kernel = kernel;
        SplittableRandom random = new SplittableRandom(SEED);
        PackedWeights weights = PackedWeights.pack(
                1, shape.channelsOut(), shape.kernel(), shape.kernel(), shape.channelsIn(), _ -> random.nextBoolean());
        QuantConv2d conv = new QuantConv2d(weights, shape.stride(), shape.padding());
        BitPlaneLayout in =
                new BitPlaneLayout(shape.height(), shape.width(), shape.channelsIn(), shape.bits(), shape.padding());
        int[] values = random.ints((long) shape.height() * shape.width() * shape.channelsIn(), 0, 1 << shape.bits())
                .toArray();
        source = new long[in.longs()];
        in.pack(values, source);
        TensorSpec out =
                conv.output(List.of(TensorSpec.codes(shape.height(), shape.width(), shape.channelsIn(), shape.bits())));
        pixels = out.pixelCount();
        target = new BitPlaneLayout(out.height(), out.width(), out.channels(), shape.bits(), 1);
        thresholds = new PackedThresholds(thresholds(shape, random), target);
        toCodes = new PackedConvolution(conv, in, out, kernel, Optional.of(thresholds));
        toSums = new PackedConvolution(conv, in, out, kernel, Optional.empty());
        require(out.bound() <= BitKernel.NARROW, "16 bits for sums");
        codes = new long[target.longs()];
        sums = new short[out.size()];
    }

    /** Three (for two bits) thresholds within a standard deviation of the sums, every third channel falling. */
    private static Thresholds thresholds(LayerShape shape, SplittableRandom random) {
        int levels = (1 << shape.bits()) - 1;
        double deviation = Math.sqrt((double) shape.channelsIn() * shape.kernel() * shape.kernel()) * levels;
        int[] values = new int[shape.channelsOut() * levels];
        boolean[] falling = new boolean[shape.channelsOut()];
        for (int c = 0; c < falling.length; c++) {
            falling[c] = c % 3 == 2;
            int[] sorted = random.doubles(levels, -deviation, deviation)
                    .mapToInt(value -> (int) value)
                    .sorted()
                    .toArray();
            for (int level = 0; level < levels; level++) {
                values[c * levels + level] = sorted[falling[c] ? levels - 1 - level : level];
            }
        }
        return new Thresholds(shape.bits(), values, falling);
    }

    /** Convolution, thresholds and packing. */
    long[] convolveToCodes() {
        kernel.toCodes(toCodes, thresholds, source, codes, 0, pixels, scratch);
        return codes;
    }

    /** Convolution alone; sums go to memory. */
    short[] convolveToSums() {
        kernel.toSums(toSums, source, sums, false, 0, pixels, scratch);
        return sums;
    }

    /** Thresholds and packing of what {@link #convolveToSums} left. */
    long[] threshold() {
        kernel.threshold(thresholds, sums, codes, 0, pixels);
        return codes;
    }

    /** @throws IllegalStateException if any of the three is not what {@code reference} gives */
    void checkAgainst(KernelCase reference) {
        require(Arrays.equals(convolveToCodes(), reference.convolveToCodes()), "convolution to codes");
        long[] fused = codes.clone();
        require(Arrays.stream(fused).distinct().count() > 2, "variety of codes");
        require(Arrays.equals(convolveToSums(), reference.convolveToSums()), "convolution to sums");
        Arrays.fill(codes, 0);
        require(Arrays.equals(threshold(), fused), "thresholding");
    }

    private void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException(kernel.name() + ": " + what + " is wrong for " + target);
        }
    }
}
