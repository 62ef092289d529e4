package org.pixelembedding.train.torch;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorTensorHook;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.train.WeightQuantizer;

/**
 * Element-wise gradient scaling (Lee, Kim, Ham, arXiv 2104.00903): with x a number in front of a quantizer, clipped
 * and scaled so that the quantizer's lowest value is 0 and its highest 1 (or any numbers one apart), and q the value that
 * it is rounded to,
 *
 * <pre>gradient of x = g * (1 + delta * sign(g) * (x - q)) = g + delta * |g| * (x - q)</pre>
 *
 * <p>for the gradient g that the straight-through estimator hands on. A step moves x against g: what lies further from the
 * border that it is moved to is moved further, what lies near it less. Outside the clip x = q, so nothing changes.
 *
 * <p>Activations are scaled on the way back, by a hook of libtorch. The library's Java side has room for few hook objects,
 * so one serves all activations of a graph: they depend on one another in a chain, hence are met on the way back in exactly
 * the reverse order. The weights' gradients are scaled when they have arrived. Owns that hook; belongs to one thread.
 */
final class ElementwiseScaling implements AutoCloseable {
    private final double delta;
    private final Deque<Scaled> onTheWay = new ArrayDeque<>();
    private final Hook hook;

    /** An activation between its way forward and its way back. */
    private record Scaled(Tensor x, Tensor codes, LinearQuantizer quantizer) {}

    private final class Hook extends TensorTensorHook {
        @Override
        public TensorBase call(TensorBase gradient) {
            return scaled(new Tensor(gradient));
        }
    }

    /** Must not be made inside a pointer scope that ends before it does. */
    ElementwiseScaling(double delta) {
        this.delta = delta;
        hook = new Hook();
    }

    /** Forgets activations whose way back was never gone. */
    void begin() {
        onTheWay.clear();
    }

    /**
     * Scales the gradient of these codes from now on.
     *
     * @param x in front of the quantizer
     * @param codes what it was rounded to, 0..n; a tensor of the graph
     */
    void watch(Tensor x, Tensor codes, LinearQuantizer quantizer) {
        onTheWay.push(new Scaled(x, codes, quantizer));
        codes.register_hook(hook);
    }

    private Tensor scaled(Tensor gradient) {
        Scaled activation = onTheWay.pop();
        long[] shape = activation.codes.sizes().vec().get();
        if (!Arrays.equals(gradient.sizes().vec().get(), shape)) {
            throw new IllegalStateException(
                    "gradients come back in another order than codes went out, at codes of shape "
                            + Arrays.toString(shape));
        }
        try (NoGradGuard guard = new NoGradGuard()) {
            LinearQuantizer quantizer = activation.quantizer;
            Tensor error = activation
                    .x
                    .clamp(StraightThrough.optional(0), StraightThrough.optional(quantizer.ceiling()))
                    .mul_(TensorMemory.scalar(quantizer.codesPerUnit()))
                    .sub_(activation.codes)
                    .mul_(TensorMemory.scalar(delta / quantizer.maxCode()));
            return gradient.add(gradient.abs().mul_(error));
        }
    }

    /**
     * Scales the gradient of latent weights in place, with x clipped to the outermost of the quantizer's values.
     *
     * @param dimensions over which one step is shared
     */
    void scale(Tensor gradient, Tensor latent, WeightQuantizer quantizer, long... dimensions) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            int most = quantizer.maxLevel();
            // In steps: levels are odd, so lowest and highest are 2 * most apart.
            Tensor x = latent.div(StraightThrough.step(latent, quantizer, dimensions));
            Tensor error = x.clamp(StraightThrough.optional(-most), StraightThrough.optional(most));
            error.sub_(StraightThrough.level(x, quantizer)).mul_(TensorMemory.scalar(delta / (2.0 * most)));
            gradient.addcmul_(gradient.abs(), error);
        }
    }

    @Override
    public void close() {
        hook.close();
    }
}
