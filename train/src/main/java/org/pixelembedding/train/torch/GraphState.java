package org.pixelembedding.train.torch;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.bytedeco.pytorch.Tensor;
import org.pixelembedding.train.Parameters;
import org.pixelembedding.train.Topology;
import org.pixelembedding.train.Topology.Step;

/**
 * What a training graph keeps from one step to the next: learned numbers with the optimizer's moments, and running statistics.
 * Names are those of {@link Parameters}.
 *
 * <p>Owns native memory. Belongs to the graph that made it.
 */
final class GraphState implements AutoCloseable {
    /** In the order of the network's steps, in which norms are summed and updates made. */
    private final Map<String, Tensor> learned = new LinkedHashMap<>();

    private final Map<String, Tensor> running = new LinkedHashMap<>();
    private final Map<String, Adam> optimizers = new LinkedHashMap<>();

    /**
     * Copies the parameters into native memory.
     *
     * @param weightDecay coupled, on latent weights
     * @param stemFactor learning-rate factor of the stem's weights
     */
    GraphState(Topology topology, Parameters parameters, double weightDecay, double stemFactor) {
        for (Step step : topology.steps()) {
            String name = step.name();
            switch (step) {
                case Step.Conv conv -> {
                    double factor = topology.readsPicture(conv) ? stemFactor : 1;
                    long[] shape = {conv.out(), conv.in(), conv.kernel(), conv.kernel()};
                    learn(parameters, name + ".weight", weightDecay, factor, shape);
                }
                case Step.PlaneConv planes -> {
                    long[] shape = {planes.out(), Step.PlaneConv.PLANES, planes.kernel(), planes.kernel()};
                    learn(parameters, name + ".weight", weightDecay, stemFactor, shape);
                }
                case Step.Activation activation -> {
                    int channels = activation.channels();
                    learn(parameters, name + ".gain", 0, 1, channels);
                    learn(parameters, name + ".bias", 0, 1, channels);
                    running.put(name + ".mean", TensorMemory.of(parameters.get(name + ".mean"), channels));
                    running.put(name + ".variance", TensorMemory.of(parameters.get(name + ".variance"), channels));
                }
                case Step.Classifier classifier -> {
                    learn(parameters, name + ".weight", weightDecay, 1, classifier.classes(), classifier.in());
                    if (topology.floatClassifier()) {
                        learn(parameters, name + ".bias", 0, 1, classifier.classes());
                    }
                }
                case Step.Add add -> {}
            }
        }
    }

    private void learn(Parameters parameters, String name, double decay, double factor, long... shape) {
        Tensor tensor = TensorMemory.of(parameters.get(name), shape);
        tensor.set_requires_grad(true);
        learned.put(name, tensor);
        optimizers.put(name, new Adam(tensor, decay, factor));
    }

    /** Latent weights of a step of the network, as its convolution has them: {@code [output][input][y][x]}. */
    Tensor weight(Step step) {
        return learned.get(step.name() + ".weight");
    }

    /** The classifier's, if it is float: one a class. */
    Tensor bias(Step.Classifier classifier) {
        return learned.get(classifier.name() + ".bias");
    }

    /** One a channel. */
    Tensor gain(Step.Activation activation) {
        return learned.get(activation.name() + ".gain");
    }

    /** One a channel. */
    Tensor bias(Step.Activation activation) {
        return learned.get(activation.name() + ".bias");
    }

    /** One a channel. */
    Tensor mean(Step.Activation activation) {
        return running.get(activation.name() + ".mean");
    }

    /** One a channel. */
    Tensor variance(Step.Activation activation) {
        return running.get(activation.name() + ".variance");
    }

    /** Of all learned numbers, after a way back; not copies. */
    Collection<Tensor> gradients() {
        return learned.values().stream().map(Tensor::mutable_grad).toList();
    }

    /**
     * One update, after which gradients are 0; the caller holds a no-grad guard.
     *
     * @param learningRate of the learned numbers of a name
     */
    void update(ToDoubleFunction<String> learningRate, long stepNumber) {
        learned.forEach((name, tensor) ->
                optimizers.get(name).update(tensor.mutable_grad(), learningRate.applyAsDouble(name), stepNumber));
    }

    /** Averages of all learned numbers and running statistics, which begin with copies of {@code start}. */
    WeightAverage average(Parameters start) {
        Map<String, Tensor> all = new LinkedHashMap<>(learned);
        all.putAll(running);
        return new WeightAverage(all, start);
    }

    void save(Parameters target) {
        learned.forEach((name, tensor) -> target.put(name, TensorMemory.read(tensor.detach())));
        running.forEach((name, tensor) -> target.put(name, TensorMemory.read(tensor)));
    }

    void saveOptimizer(Parameters target) {
        optimizers.forEach((name, adam) -> adam.save(name, target));
    }

    void loadOptimizer(Parameters source) {
        optimizers.forEach((name, adam) -> adam.load(name, source));
    }

    @Override
    public void close() {
        optimizers.values().forEach(Adam::close);
        learned.values().forEach(Tensor::close);
        running.values().forEach(Tensor::close);
    }
}
