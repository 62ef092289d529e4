package org.pixelembedding.train.torch;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.bytedeco.pytorch.Tensor;
import org.pixelembedding.train.Parameters;

/**
 * Tensors that a training learns, each with an optimizer, by the names of {@link Parameters}. Order is that of coming: norms are
 * summed in it.
 *
 * <p>Owns native memory.
 */
final class LearnedNumbers implements AutoCloseable {
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, Adam> optimizers = new LinkedHashMap<>();

    /**
     * Copies one more into native memory.
     *
     * @param decay coupled weight decay
     * @param factor on the learning rate
     */
    void learn(Parameters parameters, String name, double decay, double factor, long... shape) {
        Tensor tensor = TensorMemory.of(parameters.get(name), shape);
        tensor.set_requires_grad(true);
        tensors.put(name, tensor);
        optimizers.put(name, new Adam(tensor, decay, factor));
    }

    boolean has(String name) {
        return tensors.containsKey(name);
    }

    /** The tensor itself; null if nothing of that name is learned. */
    Tensor get(String name) {
        return tensors.get(name);
    }

    /** The tensors themselves, by name. */
    Map<String, Tensor> all() {
        return tensors;
    }

    /** After a way back; not copies. */
    Collection<Tensor> gradients() {
        return tensors.values().stream().map(Tensor::mutable_grad).toList();
    }

    /**
     * One update, after which gradients are 0; the caller holds a no-grad guard.
     *
     * @param learningRate of a name
     */
    void update(ToDoubleFunction<String> learningRate, long stepNumber) {
        tensors.forEach((name, tensor) ->
                optimizers.get(name).update(tensor.mutable_grad(), learningRate.applyAsDouble(name), stepNumber));
    }

    void save(Parameters target) {
        tensors.forEach((name, tensor) -> target.put(name, TensorMemory.read(tensor.detach())));
    }

    void saveOptimizer(Parameters target) {
        optimizers.forEach((name, adam) -> adam.save(name, target));
    }

    /** Takes back what {@link #saveOptimizer} gave. */
    void loadOptimizer(Parameters source) {
        optimizers.forEach((name, adam) -> adam.load(name, source));
    }

    @Override
    public void close() {
        optimizers.values().forEach(Adam::close);
        tensors.values().forEach(Tensor::close);
    }
}
