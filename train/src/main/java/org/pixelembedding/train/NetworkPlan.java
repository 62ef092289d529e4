package org.pixelembedding.train;

import java.util.ArrayList;
import java.util.List;
import org.pixelembedding.format.ModelLayout;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.ShapeException;
import org.pixelembedding.model.TensorSpec;
import org.pixelembedding.run.Planner;
import org.pixelembedding.train.Topology.Step;

/**
 * What training a network would end in, worked out before it starts: the network is made with random weights, frozen and
 * looked at, so that every shape, byte and accumulator is the one that freezing and the engine's planner will find.
 *
 * @param network name
 * @param size height and width of the pictures
 * @param classes for which the classifier was planned
 * @param layers in the order in which they run
 * @param parameters numbers that training learns: weights, batch-norm gains and biases, a learned table
 * @param binaryParameters weights of one bit
 * @param lowBitParameters weights of one to eight bits, these included
 * @param headerBytes of the model file; a trained model's differs by the length of its labels and checksums
 */
public record NetworkPlan(
        String network,
        int size,
        int classes,
        List<PlannedLayer> layers,
        long parameters,
        long binaryParameters,
        long lowBitParameters,
        int headerBytes) {

    /** More latent weights in one layer than this are a slip of the pen, and past what arrays of them can hold. */
    private static final long MOST_WEIGHTS = 1L << 28;

    /**
     * One layer of the frozen model.
     *
     * @param kind its name in model files
     * @param output shape of what comes out, bits of codes, largest absolute value of sums
     * @param weightBits 1 to 8, 32 for float layers, 0 where there are no weights
     * @param macs multiply-accumulates per picture
     * @param bytes in the model file, packed
     * @param accumulatorBits 16 or 32, as the engine's planner keeps its sums; 0 where there are none
     */
    public record PlannedLayer(
            String name, String kind, TensorSpec output, int weightBits, long macs, long bytes, int accumulatorBits) {

        /** Bits of the codes that come out; 0 for sums and logits. */
        public int activationBits() {
            return output.bits();
        }

        /** Largest absolute sum; 0 where there are no sums. */
        public long bound() {
            return accumulatorBits == 0 ? 0 : output.bound();
        }
    }

    public NetworkPlan {
        layers = List.copyOf(layers);
    }

    /**
     * Plans; a full-precision network as its quantized twin, which has the same shapes.
     *
     * @throws ShapeException if a layer does not fit what it reads, or its sums do not fit an accumulator; names the
     *     network, the size and the layer
     */
    public static NetworkPlan of(TrainingConfig config, NetworkSpec network, int classes) {
        int size = TrainedNetwork.sizeOf(config, network);
        try {
            return plan(config.with(TrainingConfig.FULL_PRECISION, "false"), network, size, classes);
        } catch (ShapeException e) {
            throw new ShapeException("network " + network.name() + " on pictures of " + size + "x" + size + ": "
                    + e.getMessage() + "; choose another size, fewer bits, or another network");
        }
    }

    private static NetworkPlan plan(TrainingConfig config, NetworkSpec network, int size, int classes) {
        requirePossible(TrainedNetwork.topology(config, network, classes));
        TrainedNetwork untrained = RandomNetwork.untrained(config, network, classes);
        Topology topology = untrained.topology();
        Model model = untrained.freeze();
        ModelLayout layout = ModelLayout.of(model);
        List<TensorSpec> specs = model.specs(size, size);
        List<Integer> accumulators = Planner.accumulatorBits(model, size, size);
        List<PlannedLayer> layers = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            Node node = model.nodes().get(i);
            layers.add(new PlannedLayer(
                    node.name(),
                    node.layer().kind().tag(),
                    specs.get(i),
                    node.layer().weightBits(),
                    node.layer().macs(model.inputsOf(i, specs, size, size)),
                    layout.nodeBytes().get(i),
                    accumulators.get(i)));
        }
        long lowBit = 0;
        for (int bits = 1; bits <= 8; bits++) {
            lowBit += topology.weights(bits);
        }
        long learned = parameters(untrained.checkpoint().arrays());
        return new NetworkPlan(
                network.name(), size, classes, layers, learned, topology.weights(1), lowBit, layout.headerBytes());
    }

    /** Before arrays of that many numbers are asked for. */
    private static void requirePossible(Topology topology) {
        for (Step step : topology.steps()) {
            long weights = switch (step) {
                case Step.Conv conv -> (long) conv.out() * conv.in() * conv.kernel() * conv.kernel();
                case Step.PlaneConv planes -> (long) planes.out() * planes.fanIn();
                case Step.Classifier classifier -> (long) classifier.classes() * classifier.in();
                case Step.Activation activation -> activation.channels();
                case Step.Add add -> 0;
            };
            if (weights > MOST_WEIGHTS) {
                throw new ShapeException("layer '" + step.name() + "' has " + weights + " weights, want at most "
                        + MOST_WEIGHTS + ": use fewer channels or a smaller kernel");
            }
        }
    }

    private static long parameters(Parameters arrays) {
        return arrays.names().stream()
                .filter(name -> name.endsWith(".weight")
                        || name.endsWith(".gain")
                        || name.endsWith(".bias")
                        || name.equals(InputLayers.LATENTS))
                .mapToLong(name -> arrays.get(name).length)
                .sum();
    }

    /** Multiply-accumulates per picture. */
    public long macs() {
        return layers.stream().mapToLong(PlannedLayer::macs).sum();
    }

    /** Size of the model file. */
    public long modelBytes() {
        return headerBytes + layers.stream().mapToLong(PlannedLayer::bytes).sum();
    }
}
