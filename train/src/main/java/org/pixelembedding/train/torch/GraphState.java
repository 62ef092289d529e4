package org.pixelembedding.train.torch;

import java.util.LinkedHashMap;
import java.util.Map;
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
    private final LearnedNumbers learned = new LearnedNumbers();
    private final Map<String, Tensor> running = new LinkedHashMap<>();

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
                    learned.learn(parameters, name + ".weight", weightDecay, factor, shape);
                }
                case Step.PlaneConv planes -> {
                    long[] shape = {planes.out(), Step.PlaneConv.PLANES, planes.kernel(), planes.kernel()};
                    learned.learn(parameters, name + ".weight", weightDecay, stemFactor, shape);
                }
                case Step.Activation activation -> {
                    int channels = activation.channels();
                    learned.learn(parameters, name + ".gain", 0, 1, channels);
                    learned.learn(parameters, name + ".bias", 0, 1, channels);
                    running.put(name + ".mean", TensorMemory.of(parameters.get(name + ".mean"), channels));
                    running.put(name + ".variance", TensorMemory.of(parameters.get(name + ".variance"), channels));
                }
                case Step.Classifier classifier -> {
                    learned.learn(parameters, name + ".weight", weightDecay, 1, classifier.classes(), classifier.in());
                    if (topology.floatClassifier()) {
                        learned.learn(parameters, name + ".bias", 0, 1, classifier.classes());
                    }
                }
                case Step.Add add -> {}
            }
        }
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

    /** What the optimizer moves. */
    LearnedNumbers learned() {
        return learned;
    }

    /** Averages of all learned numbers and running statistics, which begin with copies of {@code start}. */
    WeightAverage average(Parameters start) {
        Map<String, Tensor> all = new LinkedHashMap<>(learned.all());
        all.putAll(running);
        return new WeightAverage(all, start);
    }

    void save(Parameters target) {
        learned.save(target);
        running.forEach((name, tensor) -> target.put(name, TensorMemory.read(tensor)));
    }

    @Override
    public void close() {
        learned.close();
        running.values().forEach(Tensor::close);
    }
}
