package org.pixelembedding.train.torch;

import org.bytedeco.pytorch.Tensor;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.train.InputLayer;
import org.pixelembedding.train.Topology.Step;

/**
 * Depth-wise convolution of bit planes, summed with the weights of their bits, as one grouped convolution: a group a colour, 8
 * planes in, F filters out. The caller holds a pointer scope.
 */
final class PlaneConvolution {
    private PlaneConvolution() {}

    /**
     * Sums.
     *
     * @param planes 0 and 1, {@code [image][3 * 8][y][x]}
     * @param weights {@code [3F][8][ky][kx]}, the weights of the bits among them
     */
    static Tensor of(Tensor planes, Tensor weights, Step.PlaneConv step) {
        return Convolution.of(planes, weights, 1, step.padding(), InputLayer.COLOURS);
    }

    /** Weights of the planes times what the planes count; differentiable. */
    static Tensor weighted(Tensor weights, LinearQuantizer quantizer) {
        float[] units = new float[Step.PlaneConv.PLANES];
        for (int plane = 0; plane < units.length; plane++) {
            units[plane] = (float) Step.PlaneConv.planeUnit(plane, quantizer);
        }
        return weights.mul(TensorMemory.of(units, 1, units.length, 1, 1));
    }
}
