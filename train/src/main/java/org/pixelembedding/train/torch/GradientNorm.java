package org.pixelembedding.train.torch;

import java.util.Collection;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** The Euclidean norm of several gradients together, and its limit (Pascanu et al., arXiv 1211.5063, algorithm 1). */
final class GradientNorm {
    private GradientNorm() {}

    /** Root of the sum of all squares; each tensor's in float32, their sum in float64 and in the order given. */
    static double of(Collection<Tensor> gradients) {
        double sum = 0;
        try (PointerScope scope = new PointerScope()) {
            for (Tensor gradient : gradients) {
                double norm = gradient.norm().item_double();
                sum += norm * norm;
            }
        }
        return Math.sqrt(sum);
    }

    /** Scales gradients in place so that their norm is at most {@code limit}; the caller holds a no-grad guard. */
    static void clip(Collection<Tensor> gradients, double limit) {
        double norm = of(gradients);
        if (norm > limit) {
            gradients.forEach(gradient -> gradient.mul_(TensorMemory.scalar(limit / norm)));
        }
    }
}
