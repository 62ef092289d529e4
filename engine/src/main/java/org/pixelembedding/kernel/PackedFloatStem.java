package org.pixelembedding.kernel;

import org.pixelembedding.model.FloatStem;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.model.TensorSpec;

/**
 * A baseline model's float first layer as kernels take it. Outputs are padded to a multiple of 64 by gains and biases of
 * 0, whose code is 0.
 *
 * <p>Arrays are shared, not copied: nobody writes to them.
 */
public final class PackedFloatStem {
    /** Outputs of a row of weights. */
    private static final int TILE = 64;

    private final int[] windows;
    private final int[] offsets;
    private final int[] targets;
    private final int outputs;
    private final int padded;
    private final LinearQuantizer quantizer;
    private final float[] weights;
    private final float[][] rows;
    private final float[] gain;
    private final float[] bias;

    /**
     * Lays weights and windows out.
     *
     * @param width of the pictures
     * @param out shape of the codes
     * @param layout of the codes
     */
    public PackedFloatStem(FloatStem stem, int width, TensorSpec out, BitPlaneLayout layout) {
        quantizer = stem.quantizer();
        outputs = stem.outChannels();
        padded = layout.words() * TILE;
        int rowStep = (width + 2 * stem.padding()) * 3;
        windows = new int[out.pixelCount()];
        targets = new int[out.pixelCount()];
        for (int y = 0; y < out.height(); y++) {
            for (int x = 0; x < out.width(); x++) {
                windows[y * out.width() + x] = y * stem.stride() * rowStep + x * stem.stride() * 3;
                targets[y * out.width() + x] = layout.pixel(y, x);
            }
        }
        int rowEntries = stem.kernel() * 3;
        offsets = new int[stem.kernel() * rowEntries];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = i / rowEntries * rowStep + i % rowEntries;
        }
        float[] natural = stem.toWeights();
        weights = new float[offsets.length * padded];
        rows = new float[padded / TILE * offsets.length][TILE];
        gain = new float[padded];
        bias = new float[padded];
        System.arraycopy(stem.toGain(), 0, gain, 0, stem.outChannels());
        System.arraycopy(stem.toBias(), 0, bias, 0, stem.outChannels());
        for (int o = 0; o < stem.outChannels(); o++) {
            for (int i = 0; i < offsets.length; i++) {
                float weight = natural[o * offsets.length + i];
                weights[i * padded + o] = weight;
                rows[o / TILE * offsets.length + i][o % TILE] = weight;
            }
        }
    }

    /** Index of the first float of each output pixel's window in the padded picture, pixels in order {@code [y][x]}. */
    public int[] windows() {
        return windows;
    }

    /** Of each tap and colour, order {@code [ky][kx][colour]}: its distance from the window's beginning. */
    public int[] offsets() {
        return offsets;
    }

    /** Index of the first long of each pixel's codes. */
    public int[] targets() {
        return targets;
    }

    public int outputs() {
        return outputs;
    }

    /** Outputs rounded up to a multiple of 64. */
    public int padded() {
        return padded;
    }

    public LinearQuantizer quantizer() {
        return quantizer;
    }

    /** Order {@code [tap and colour][output]}. */
    public float[] weights() {
        return weights;
    }

    /**
     * The same in order {@code [tile][tap and colour][output]}, the first two in one. A row is an array of its own because C2 makes no
     * vectors of a loop that reads and writes arrays of one type at different offsets.
     */
    public float[][] rows() {
        return rows;
    }

    /** Per output. */
    public float[] gain() {
        return gain;
    }

    /** Per output. */
    public float[] bias() {
        return bias;
    }
}
