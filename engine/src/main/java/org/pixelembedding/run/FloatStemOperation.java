package org.pixelembedding.run;

import java.util.Arrays;
import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.kernel.BitPlaneLayout;
import org.pixelembedding.kernel.KernelScratch;
import org.pixelembedding.kernel.PackedFloatStem;
import org.pixelembedding.model.FloatStem;
import org.pixelembedding.model.TensorSpec;

/** The float first layer of a baseline model, with batch norm and quantizer. */
final class FloatStemOperation implements Operation {
    private final int node;
    private final BitKernel kernel;
    private final int height;
    private final int width;
    private final int kernelSize;
    private final int stride;
    private final int padding;
    private final int outWidth;
    private final int pixels;
    private final long macs;
    /** Order {@code [colour][value]}. */
    private final float[] normalized;

    private final PackedFloatStem packed;

    FloatStemOperation(
            FloatStem stem, BitKernel kernel, int height, int width, int node, TensorSpec out, BitPlaneLayout layout) {
        this.node = node;
        this.kernel = kernel;
        this.height = height;
        this.width = width;
        kernelSize = stem.kernel();
        stride = stem.stride();
        padding = stem.padding();
        outWidth = out.width();
        pixels = out.pixelCount();
        macs = (long) pixels * stem.outChannels() * kernelSize * kernelSize * 3;
        normalized = new float[3 * 256];
        for (int i = 0; i < normalized.length; i++) {
            normalized[i] = FloatLayers.normalize(stem, i % 256, i / 256);
        }
        packed = new PackedFloatStem(stem, width, out, layout);
    }

    @Override
    public int node() {
        return node;
    }

    @Override
    public String description() {
        return "float32, " + kernel.name();
    }

    @Override
    public long macs() {
        return macs;
    }

    /** Entries of {@link Buffers#pixels} that it needs. */
    int pixelCount() {
        return (height + 2 * padding) * (width + 2 * padding) * 3;
    }

    @Override
    public void run(Buffers buffers, int part, int parts, KernelScratch scratch) {
        int from = Operation.begin(pixels, part, parts);
        int to = Operation.begin(pixels, part + 1, parts);
        if (from < to) {
            normalize(buffers.rgb, from / outWidth * stride, (to - 1) / outWidth * stride + kernelSize, buffers.pixels);
            kernel.floatStem(packed, buffers.pixels, buffers.codes, from, to, scratch);
        }
    }

    /** Rows of the padded picture. Two parts may fill the same rows, with the same numbers. */
    private void normalize(byte[] rgb, int from, int to, float[] target) {
        int rowStep = (width + 2 * padding) * 3;
        for (int paddedY = from; paddedY < to; paddedY++) {
            int y = paddedY - padding;
            int at = paddedY * rowStep;
            if (y < 0 || y >= height) {
                Arrays.fill(target, at, at + rowStep, 0);
                continue;
            }
            Arrays.fill(target, at, at + padding * 3, 0);
            Arrays.fill(target, at + rowStep - padding * 3, at + rowStep, 0);
            at += padding * 3;
            int pixel = y * width * 3;
            for (int x = 0; x < width * 3; x += 3) {
                target[at + x] = normalized[rgb[pixel + x] & 0xff];
                target[at + x + 1] = normalized[256 + (rgb[pixel + x + 1] & 0xff)];
                target[at + x + 2] = normalized[512 + (rgb[pixel + x + 2] & 0xff)];
            }
        }
    }
}
