package org.pixelembedding.run;

import java.util.Arrays;
import java.util.Optional;
import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.TensorSpec;

/**
 * Pixel embedding and the convolution behind it as look-up and add: for each colour, value and tap, the sums over d
 * codes times signs are worked out when the plan is made, for all outputs; a picture then costs 3 * taps row additions
 * per output pixel, whatever d and the bits are. Exact: it is the same sum, in another order.
 */
final class TableConvolution implements Operation {
    private final int node;
    private final BitKernel kernel;
    private final int height;
    private final int width;
    private final TensorSpec out;
    private final int kernelHeight;
    private final int kernelWidth;
    private final int stride;
    private final int padding;
    private final Optional<CodeWriter> codes;
    /** Order {@code [colour][value][tap][out]}. */
    private final short[] table;

    TableConvolution(
            PixelEmbedding embedding,
            QuantConv2d conv,
            BitKernel kernel,
            int height,
            int width,
            int node,
            TensorSpec out,
            Optional<CodeWriter> codes) {
        this.node = node;
        this.kernel = kernel;
        this.height = height;
        this.width = width;
        this.out = out;
        this.codes = codes;
        PackedWeights weights = conv.weights();
        kernelHeight = weights.kernelHeight();
        kernelWidth = weights.kernelWidth();
        stride = conv.stride();
        padding = conv.padding();
        table = table(embedding, weights);
    }

    /** Whether every entry fits 16 bits and the table is of a size that caches like. */
    static boolean suits(PixelEmbedding embedding, QuantConv2d conv) {
        PackedWeights weights = conv.weights();
        long largest = (long) embedding.dimensions() * ((1 << embedding.bits()) - 1) * weights.maxAbs();
        long entries = 3L * 256 * weights.kernelHeight() * weights.kernelWidth() * weights.outChannels();
        return largest <= Short.MAX_VALUE && entries <= 4 << 20;
    }

    private static short[] table(PixelEmbedding embedding, PackedWeights weights) {
        int d = embedding.dimensions();
        int outs = weights.outChannels();
        int taps = weights.kernelHeight() * weights.kernelWidth();
        short[] table = new short[3 * 256 * taps * outs];
        int[] tapWeights = new int[d];
        for (int colour = 0; colour < 3; colour++) {
            for (int tap = 0; tap < taps; tap++) {
                for (int o = 0; o < outs; o++) {
                    for (int i = 0; i < d; i++) {
                        tapWeights[i] = weights.weight(
                                o, tap / weights.kernelWidth(), tap % weights.kernelWidth(), colour * d + i);
                    }
                    for (int value = 0; value < 256; value++) {
                        int sum = 0;
                        for (int i = 0; i < d; i++) {
                            sum += embedding.code(colour, value, i) * tapWeights[i];
                        }
                        table[((colour * 256 + value) * taps + tap) * outs + o] = (short) sum;
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
        return "look-up and add, " + kernel.name() + (codes.isPresent() ? ", thresholds fused" : "");
    }

    @Override
    public void run(Buffers buffers) {
        int outputs = out.channels();
        for (int y = 0; y < out.height(); y++) {
            for (int x = 0; x < out.width(); x++) {
                pixel(buffers.rgb, y, x, buffers.pixelSums);
                if (codes.isPresent()) {
                    codes.get().write(buffers.pixelSums, 0, buffers.codes[node], y, x);
                } else {
                    System.arraycopy(
                            buffers.pixelSums, 0, buffers.sums[node], (y * out.width() + x) * outputs, outputs);
                }
            }
        }
    }

    private void pixel(byte[] rgb, int y, int x, int[] sums) {
        int outputs = out.channels();
        int taps = kernelHeight * kernelWidth;
        Arrays.fill(sums, 0, outputs, 0);
        for (int ky = 0; ky < kernelHeight; ky++) {
            int inY = y * stride + ky - padding;
            if (inY < 0 || inY >= height) {
                continue; // code 0 adds nothing
            }
            for (int kx = 0; kx < kernelWidth; kx++) {
                int inX = x * stride + kx - padding;
                if (inX < 0 || inX >= width) {
                    continue;
                }
                int tap = ky * kernelWidth + kx;
                int pixel = (inY * width + inX) * 3;
                for (int colour = 0; colour < 3; colour++) {
                    int row = (colour * 256 + (rgb[pixel + colour] & 0xff)) * taps + tap;
                    kernel.addRow(table, row * outputs, outputs, sums);
                }
            }
        }
    }
}
