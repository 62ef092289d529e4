package org.pixelembedding.train.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Adam (arXiv 1412.6980, algorithm 1) for one tensor, beta 0.9 and 0.999, epsilon 1e-8, with coupled weight decay (the
 * decay is added to the gradient). Its state is plain tensors, so that checkpoints can hold it: that is why libtorch's
 * own optimizer object is not used here.
 */
final class Adam implements AutoCloseable {
    static final double BETA1 = 0.9;
    static final double BETA2 = 0.999;
    static final double EPSILON = 1e-8;

    private final Tensor parameter;
    final Tensor first;
    final Tensor second;
    private final double decay;
    private final double factor;

    /**
     * State starts at 0. Must not be made inside a pointer scope that ends before the optimizer does.
     *
     * @param factor on the learning rate
     */
    Adam(Tensor parameter, double decay, double factor) {
        this.parameter = parameter;
        this.decay = decay;
        this.factor = factor;
        first = torch.zeros_like(parameter);
        second = torch.zeros_like(parameter);
    }

    /** One update; the caller holds a no-grad guard. {@code step} counts from 1. */
    void update(Tensor gradient, double learningRate, long step) {
        Tensor g = decay == 0 ? gradient : gradient.add(parameter, TensorMemory.scalar(decay));
        first.mul_(TensorMemory.scalar(BETA1)).add_(g, TensorMemory.scalar(1 - BETA1));
        second.mul_(TensorMemory.scalar(BETA2)).addcmul_(g, g, TensorMemory.scalar(1 - BETA2));
        double correction1 = 1 - StrictMath.pow(BETA1, (double) step);
        double correction2 = 1 - StrictMath.pow(BETA2, (double) step);
        Tensor denominator = second.sqrt()
                .div_(TensorMemory.scalar(StrictMath.sqrt(correction2)))
                .add_(TensorMemory.scalar(EPSILON));
        parameter.addcdiv_(first, denominator, TensorMemory.scalar(-learningRate * factor / correction1));
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
