package org.pixelembedding.run;

import java.util.Arrays;
import org.pixelembedding.kernel.BitKernel;
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
    private final int padding;
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
        padding = conv.padding();
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

    @Override
    public int scratchInts() {
        return (height + 2 * padding) * (width + 2 * padding) * 3;
    }

    @Override
    public long macs() {
        return macs;
    }

    @Override
    public void run(Buffers buffers) {
        rows(buffers.rgb, buffers.scratchInts);
        kernel.lookUp(lookUp, thresholds, buffers.scratchInts, buffers.codes[node], 0, pixels, buffers.scratch);
    }

    /** Where each value's row begins in the table; the row of zeros around the picture. */
    private void rows(byte[] rgb, int[] rows) {
        int length = lookUp.rowLength();
        int rowStep = lookUp.rowStep();
        if (padding > 0) {
            Arrays.fill(rows, 0, scratchInts(), PackedLookUp.ZERO_ROW * length);
        }
        for (int y = 0; y < height; y++) {
            int from = y * width * 3;
            int to = (y + padding) * rowStep + padding * 3;
            for (int x = 0; x < width * 3; x += 3) {
                rows[to + x] = (rgb[from + x] & 0xff) * length;
                rows[to + x + 1] = (256 + (rgb[from + x + 1] & 0xff)) * length;
                rows[to + x + 2] = (512 + (rgb[from + x + 2] & 0xff)) * length;
            }
        }
    }
}
