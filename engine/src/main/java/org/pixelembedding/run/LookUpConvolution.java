package org.pixelembedding.run;

import java.util.Arrays;
import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.kernel.KernelScratch;
import org.pixelembedding.kernel.PackedLookUp;
import org.pixelembedding.kernel.PackedThresholds;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.TensorSpec;

/** Pixel embedding, first convolution and thresholds in one: look-up and add. */
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
    private final int pixels;
    private final long macs;

    LookUpConvolution(
            PixelEmbedding embedding,
            QuantConv2d conv,
            BitKernel kernel,
            int height,
            int width,
            int node,
            TensorSpec out,
            PackedThresholds thresholds) {
        this.node = node;
        this.kernel = kernel;
        this.height = height;
        this.width = width;
        this.thresholds = thresholds;
        stride = conv.stride();
        padding = conv.padding();
        outWidth = out.width();
        pixels = out.height() * out.width();
        macs = pixels * conv.weights().count();
        PackedWeights weights = conv.weights();
        int outputs = (weights.outChannels() + PackedLookUp.TILE - 1) / PackedLookUp.TILE * PackedLookUp.TILE;
        int rowStep = (width + 2 * padding) * 3;
        int[] windows = new int[pixels];
        for (int y = 0; y < out.height(); y++) {
            for (int x = 0; x < out.width(); x++) {
                windows[y * out.width() + x] = y * conv.stride() * rowStep + x * conv.stride() * 3;
            }
        }
        lookUp = new PackedLookUp(
                table(embedding, weights, outputs, thresholds),
                windows,
                weights.kernelHeight(),
                rowStep,
                weights.kernelWidth() * 3,
                outputs);
    }

    /** Whether every sum fits 16 bits and the table is of a size that caches like. */
    static boolean suits(PixelEmbedding embedding, QuantConv2d conv) {
        PackedWeights weights = conv.weights();
        long taps = (long) weights.kernelHeight() * weights.kernelWidth();
        long largest = taps * 3 * embedding.dimensions() * ((1 << embedding.bits()) - 1) * weights.maxAbs();
        long entries = 3 * 256 * taps * weights.outChannels();
        return largest < Short.MAX_VALUE - 1 && entries <= 4 << 20;
    }

    private static short[] table(
            PixelEmbedding embedding, PackedWeights weights, int outputs, PackedThresholds thresholds) {
        int d = embedding.dimensions();
        int taps = weights.kernelHeight() * weights.kernelWidth();
        short[] table = new short[(PackedLookUp.ZERO_ROW + 1) * taps * outputs];
        int[] tapWeights = new int[d];
        for (int colour = 0; colour < 3; colour++) {
            for (int tap = 0; tap < taps; tap++) {
                for (int o = 0; o < weights.outChannels(); o++) {
                    for (int i = 0; i < d; i++) {
                        tapWeights[i] = weights.weight(
                                o, tap / weights.kernelWidth(), tap % weights.kernelWidth(), colour * d + i);
                    }
                    int flip = thresholds.flip()[o];
                    for (int value = 0; value < 256; value++) {
                        int sum = 0;
                        for (int i = 0; i < d; i++) {
                            sum += embedding.code(colour, value, i) * tapWeights[i];
                        }
                        table[((colour * 256 + value) * taps + tap) * outputs + o] = (short) ((sum ^ flip) - flip);
                    }
                }
            }
        }
        return table;
    }

    @Override
    public int node() {
        return node;
    }

    @Override
    public String description() {
        return "look-up and add, " + kernel.name() + ", thresholds fused";
    }

    /** Entries of {@link Buffers#rows} that it needs. */
    int rowCount() {
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
            int last = (to - 1) / outWidth * stride + lookUp.rows();
            rows(buffers.rgb, from / outWidth * stride, last, buffers.rows);
            kernel.lookUp(lookUp, thresholds, buffers.rows, buffers.codes[node], from, to, scratch);
        }
    }

    /**
     * Where each value's row begins in the table, for some rows of the padded picture; the row of zeros around it. Two
     * parts may fill the same rows, with the same numbers.
     */
    private void rows(byte[] rgb, int from, int to, int[] rows) {
        int length = lookUp.rowLength();
        int rowStep = lookUp.rowStep();
        int zero = PackedLookUp.ZERO_ROW * length;
        for (int paddedY = from; paddedY < to; paddedY++) {
            int at = paddedY * rowStep;
            int y = paddedY - padding;
            if (y < 0 || y >= height) {
                Arrays.fill(rows, at, at + rowStep, zero);
                continue;
            }
            Arrays.fill(rows, at, at + padding * 3, zero);
            Arrays.fill(rows, at + rowStep - padding * 3, at + rowStep, zero);
            int pixel = y * width * 3;
            at += padding * 3;
            for (int x = 0; x < width * 3; x += 3) {
                rows[at + x] = (rgb[pixel + x] & 0xff) * length;
                rows[at + x + 1] = (256 + (rgb[pixel + x + 1] & 0xff)) * length;
                rows[at + x + 2] = (512 + (rgb[pixel + x + 2] & 0xff)) * length;
            }
        }
    }
}
