package org.pixelembedding.train.torch;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.train.WeightQuantizer;

/**
 * Quantizers with straight-through gradients. Each makes a differentiable copy whose gradient is the wanted one, then
 * overwrites the copy's numbers in place behind autograd's back: no custom function, no second copy.
 */
final class StraightThrough {
    private StraightThrough() {}

    /**
     * Activation quantizer of the training step: code {@code floor(clip(x, 0, m) * n/m + 0.5)} as float32; gradient n/m
     * for x in [0, m], else 0 (arXiv 2410.11553; {@link LinearQuantizer} is the same in plain Java).
     */
    static Tensor codes(Tensor x, LinearQuantizer quantizer) {
        Tensor y = x.clamp(optional(0), optional(quantizer.ceiling()));
        y.mul_(TensorMemory.scalar(quantizer.codesPerUnit()));
        try (NoGradGuard guard = new NoGradGuard()) {
            y.add_(TensorMemory.scalar(0.5)).floor_();
        }
        return y;
    }

    /** A batch norm's gain, in codes: what it normalizes comes out times n/m. */
    static Tensor inCodes(Tensor gain, LinearQuantizer quantizer) {
        return gain.mul(TensorMemory.scalar(quantizer.codesPerUnit()));
    }

    /** Its bias, in codes, plus the 0.5 of rounding. */
    static Tensor shifted(Tensor bias, LinearQuantizer quantizer) {
        return inCodes(bias, quantizer).add_(TensorMemory.scalar(0.5));
    }

    /**
     * {@link #codes} of an x that comes as {@code x * n/m + 0.5}, from a batch norm that was given {@link #inCodes} and
     * {@link #shifted}: two passes forward and one back, where it takes four and five. The gradient is 1 within the window, which
     * the batch norm multiplies by n/m.
     */
    static Tensor shiftedCodes(Tensor shifted, LinearQuantizer quantizer) {
        // The library's window is open, ours is closed: one float32 step wider on both sides.
        Tensor y = torch.hardtanh(
                shifted,
                TensorMemory.scalar(Math.nextDown(0.5f)),
                TensorMemory.scalar(Math.nextUp(quantizer.maxCode() + 0.5f)));
        try (NoGradGuard guard = new NoGradGuard()) {
            y.floor_();
        }
        return y;
    }

    /**
     * Weight quantizer: {@code a * s} with s = +1 unless W is below 0 (so also for -0.0), then -1, and {@code a} as given or
     * mean|W|; the gradient passes to the latent weight unchanged, as W + stopgrad(a s - W) would hand it.
     *
     * @param scale a fixed a; 0 takes mean|W| over {@code dimensions}
     */
    static Tensor signs(Tensor latent, double scale, long... dimensions) {
        Tensor y = latent.add(TensorMemory.scalar(0)); // the identity, which makes -0.0 a 0.0
        try (NoGradGuard guard = new NoGradGuard()) {
            Tensor a = scale == 0
                    ? latent.abs().mean(dimensions, true, new org.bytedeco.pytorch.ScalarTypeOptional())
                    : TensorMemory.of(new float[] {(float) scale}, 1);
            torch.copysign_out(y, a, y);
        }
        return y;
    }

    /**
     * Weight quantizer of 2 to 8 bits: {@code scale * w} with the odd level w of {@link WeightQuantizer} and a step from
     * mean|W|; the gradient passes to the latent weight unchanged inside the range of the levels, {@code |W| <= 2^k step}, and
     * is 0 outside, where no small change of W changes w (learned step sizes, arXiv 1902.08153, have the same window).
     *
     * @param scale a fixed scale; 0 takes the step itself
     * @param dimensions over which one step is shared
     */
    static Tensor levels(Tensor latent, WeightQuantizer quantizer, double scale, long... dimensions) {
        Tensor inside;
        Tensor values;
        try (NoGradGuard guard = new NoGradGuard()) {
            Tensor step = step(latent, quantizer, dimensions);
            inside = latent.abs()
                    .le(step.mul(TensorMemory.scalar(1 << quantizer.bits())))
                    .to(torch.ScalarType.Float);
            values = level(latent.div(step), quantizer);
            if (scale != 0) {
                values.mul_(TensorMemory.scalar(scale));
            } else {
                values.mul_(step);
            }
        }
        Tensor y = latent.mul(inside);
        try (NoGradGuard guard = new NoGradGuard()) {
            y.copy_(values);
        }
        return y;
    }

    /**
     * Weights in full precision in the place of quantized ones: the latent weight itself or, in a constant-scale convolution,
     * brought to the size that its levels would have; the gradient passes to the latent weight unchanged.
     *
     * @param scale a fixed scale of the levels; 0 takes the step itself
     * @param dimensions over which one step is shared
     */
    static Tensor unrounded(Tensor latent, WeightQuantizer quantizer, double scale, long... dimensions) {
        if (scale == 0) {
            return latent;
        }
        Tensor y = latent.clone();
        try (NoGradGuard guard = new NoGradGuard()) {
            y.div_(step(latent, quantizer, dimensions)).mul_(TensorMemory.scalar(scale));
        }
        return y;
    }

    /** Half the distance between two levels, above 0; the caller holds a no-grad guard. */
    static Tensor step(Tensor latent, WeightQuantizer quantizer, long... dimensions) {
        return latent.abs()
                .mean(dimensions, true, new org.bytedeco.pytorch.ScalarTypeOptional())
                .mul_(TensorMemory.scalar(quantizer.stepShare()))
                .clamp_min_(TensorMemory.scalar(Float.MIN_NORMAL));
    }

    /** The odd level of weights given in steps; the caller holds a no-grad guard. */
    static Tensor level(Tensor inSteps, WeightQuantizer quantizer) {
        return inSteps.mul(TensorMemory.scalar(0.5))
                .floor_()
                .mul_(TensorMemory.scalar(2))
                .add_(TensorMemory.scalar(1))
                .clamp_(optional(-quantizer.maxLevel()), optional(quantizer.maxLevel()));
    }

    static ScalarOptional optional(double value) {
        return new ScalarOptional(TensorMemory.scalar(value));
    }
}
