package org.pixelembedding.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.pixelembedding.train.Topology.Step;

/**
 * Memory that a training step cannot do without, from the network's shapes.
 *
 * @param parameters bytes of latent weights, gains and biases, float32
 * @param gradients bytes of their gradients, float32
 * @param optimizer bytes of Adam's two moments, float32
 * @param activations bytes that the backward pass reads: what each convolution reads (codes), what each batch norm reads (sums)
 *     and what each quantizer reads (normalized sums; before pooling, too, with the pool's 64-bit indices)
 */
public record TrainingMemory(long parameters, long gradients, long optimizer, long activations) {
    /**
     * Adds it up.
     *
     * @param batch pictures a step
     * @param size height and width of the pictures, pixels
     * @param bf16 whether sums and codes between steps are bf16
     */
    public static TrainingMemory of(Topology topology, int batch, int size, boolean bf16) {
        long weights = 0;
        long activations = 0;
        long bytes = bf16 ? 2 : 4;
        Map<String, Integer> sizes = new HashMap<>();
        sizes.put(Topology.EMBEDDING, size);
        for (Step step : topology.steps()) {
            switch (step) {
                case Step.Conv conv -> {
                    weights += (long) conv.out() * conv.fanIn();
                    int in = sizes.get(conv.input());
                    sizes.put(conv.name(), (in + 2 * conv.padding() - conv.kernel()) / conv.stride() + 1);
                }
                case Step.PlaneConv planes -> {
                    weights += (long) planes.out() * planes.fanIn();
                    sizes.put(planes.name(), size);
                }
                case Step.Add add -> sizes.put(add.name(), sizes.get(add.left()));
                case Step.Activation activation -> {
                    weights += 2L * activation.channels();
                    int in = sizes.get(activation.input());
                    int out = in / activation.pool();
                    sizes.put(activation.name(), out);
                    long before = (long) batch * activation.channels() * in * in;
                    long after = (long) batch * activation.channels() * out * out;
                    boolean stem = activation.input().equals(topology.stem().name()) && !topology.floatStem();
                    long own = stem ? 4 : bytes; // the looked-up sums are float32
                    activations += activation.pool() == 1
                            ? (2 * own + bytes) * after
                            : 2 * own * before + (own + bytes + Long.BYTES) * after;
                }
                case Step.Classifier classifier -> weights += (long) classifier.classes() * classifier.in();
            }
        }
        long parameters = weights * Float.BYTES;
        return new TrainingMemory(parameters, parameters, 2 * parameters, activations);
    }

    /** All of it. */
    public long total() {
        return parameters + gradients + optimizer + activations;
    }

    /**
     * A line of {@code /proc/self/status}, in bytes: {@code VmRSS} is what the process holds now, {@code VmHWM} the most it held.
     *
     * @throws IOException where there is no such file: elsewhere than on Linux
     */
    static long ofProcess(String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith(name + ":")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IOException("/proc/self/status: no line " + name);
    }

    /** Makes the most that the process held what it holds now. */
    static void resetPeak() throws IOException {
        Files.writeString(Path.of("/proc/self/clear_refs"), "5");
    }
}
