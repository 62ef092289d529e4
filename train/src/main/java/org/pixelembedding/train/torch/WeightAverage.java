package org.pixelembedding.train.torch;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.pixelembedding.train.Parameters;

/**
 * Exponential moving averages of a graph's learned numbers and running statistics, in float32: {@code average = d * average +
 * (1 - d) * value} (Polyak averaging as in arXiv 1703.01780, which calls the averaged network the teacher). Owns its tensors,
 * not those of the graph.
 */
public final class WeightAverage implements AutoCloseable {
    private final Map<String, Tensor> values;
    private final Map<String, Tensor> averages = new LinkedHashMap<>();

    /**
     * Begins with copies of {@code start}.
     *
     * @param values the graph's own tensors, by name
     */
    WeightAverage(Map<String, Tensor> values, Parameters start) {
        this.values = values;
        values.forEach((name, value) -> {
            Tensor average = like(value);
            TensorMemory.write(average, start.get(name));
            averages.put(name, average);
        });
    }

    private static Tensor like(Tensor value) {
        try (NoGradGuard guard = new NoGradGuard()) {
            return value.detach().clone();
        }
    }

    /** Moves all averages towards the values as they are now. */
    public void update(double decay) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            averages.forEach((name, average) ->
                    average.mul_(TensorMemory.scalar(decay)).add_(values.get(name), TensorMemory.scalar(1 - decay)));
        }
    }

    /** Copies the averages into {@code target}, under the names of what they are averages of. */
    public void save(Parameters target) {
        averages.forEach((name, average) -> target.put(name, TensorMemory.read(average)));
    }

    @Override
    public void close() {
        averages.values().forEach(Tensor::close);
    }
}
