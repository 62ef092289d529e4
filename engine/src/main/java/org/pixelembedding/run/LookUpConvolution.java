package org.pixelembedding.run;

import java.util.Arrays;
import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.kernel.BitPlaneLayout;
import org.pixelembedding.kernel.KernelScratch;
import org.pixelembedding.kernel.LookUpTerms;
import org.pixelembedding.kernel.PackedLookUp;
import org.pixelembedding.kernel.PackedThresholds;
import org.pixelembedding.model.TensorSpec;
import org.pixelembedding.model.Thresholds;

/** A first layer from pixels to codes by look-up and add: terms of the colours of each tap, their sum, thresholds. */
final class LookUpConvolution implements Operation {
    private final int node;
    private final BitKernel kernel;
    private final int height;
    private final int width;
    private final int stride;
    private final int padding;
    private final int outWidth;
    private final PackedLookUp lookUp;
    private final PackedThresholds thresholds;
    private final int kernelHeight;
    private final int pixels;
    private final long macs;

    /**
     * Fills its table.
     *
     * @param height of the pictures
     * @param width of the pictures
     * @param node whose codes it makes
     * @param out shape of the sums
     * @param macs products of one weight and one activation that it stands for
     */
    LookUpConvolution(
            LookUpTerms terms,
            BitKernel kernel,
            int height,
            int width,
            int node,
            TensorSpec out,
            long macs,
            Thresholds thresholds,
            BitPlaneLayout layout) {
        this.node = node;
        this.kernel = kernel;
        this.height = height;
        this.width = width;
        stride = terms.window().stride();
        padding = terms.window().padding();
        kernelHeight = terms.window().kernelHeight();
        outWidth = out.width();
        pixels = out.pixelCount();
        this.macs = macs;
        lookUp = new PackedLookUp(terms, width, out, thresholds, kernel);
        this.thresholds = new PackedThresholds(thresholds, layout, lookUp.shift());
    }

    @Override
    public int node() {
        return node;
    }

    @Override
    public String description() {
        return "look-up and add, " + kernel.name() + ", int" + lookUp.entryBits() + " table, thresholds fused";
    }

    /** Entries of {@link Buffers#values} that it needs. */
    int valueCount() {
        return (height + 2 * padding) * (width + 2 * padding) * 3;
    }

    @Override
    public long macs() {
        return macs;
    }

    @Override
    public void run(Buffers buffers, int part, int parts, KernelScratch scratch) {
        int from = Operation.begin(pixels, part, parts);
        int to = Operation.begin(pixels, part + 1, parts);
        if (from < to) {
            int last = (to - 1) / outWidth * stride + kernelHeight;
            pad(buffers.rgb, from / outWidth * stride, last, buffers.values);
            kernel.lookUp(lookUp, thresholds, buffers.values, buffers.codes, from, to, scratch);
        }
    }

    /** Some rows of the padded picture. Two parts may fill the same rows, with the same numbers. */
    private void pad(byte[] rgb, int from, int to, short[] values) {
        int rowStep = (width + 2 * padding) * 3;
        short outside = PackedLookUp.OUTSIDE;
        for (int paddedY = from; paddedY < to; paddedY++) {
            int at = paddedY * rowStep;
            int y = paddedY - padding;
            if (y < 0 || y >= height) {
                Arrays.fill(values, at, at + rowStep, outside);
                continue;
            }
            Arrays.fill(values, at, at + padding * 3, outside);
            Arrays.fill(values, at + rowStep - padding * 3, at + rowStep, outside);
            copy(rgb, y * width * 3, values, at + padding * 3, width * 3);
        }
    }

    private static void copy(byte[] rgb, int from, short[] values, int to, int count) {
        for (int i = 0; i < count; i++) {
            values[to + i] = (short) (rgb[from + i] & 0xff);
        }
    }
}
