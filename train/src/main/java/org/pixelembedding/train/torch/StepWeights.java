package org.pixelembedding.train.torch;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.train.LayerBits;
import org.pixelembedding.train.Topology;
import org.pixelembedding.train.Topology.Step;
import org.pixelembedding.train.WeightQuantizer;

/**
 * Weights as the convolutions of one step take them, from latent ones: scale, unit of the codes and sign in one; or, in full
 * precision, as they are. Made anew for each step, since latent weights move.
 */
final class StepWeights {
    private final Topology topology;
    private final LinearQuantizer quantizer;
    private final GraphState state;
    private final LearnedQuantizers quantizers;
    private final TrainingGraph.Settings settings;
    private boolean rounding = true;

    /**
     * Weights of one graph.
     *
     * @param quantizer of activations that learn none
     * @param state holds the latent weights
     * @param quantizers know the unit of codes whose activation learns one
     */
    StepWeights(
            Topology topology,
            LinearQuantizer quantizer,
            GraphState state,
            LearnedQuantizers quantizers,
            TrainingGraph.Settings settings) {
        this.topology = topology;
        this.quantizer = quantizer;
        this.state = state;
        this.quantizers = quantizers;
        this.settings = settings;
    }

    /** Whether weights are quantized from now on, as they are at first, or stand in full precision. */
    void round(boolean round) {
        rounding = round;
    }

    /**
     * As latent weights are now, by the name of what takes them; the caller holds a pointer scope.
     *
     * @param lookedUp whether the stem's codes are looked up, for which its weights stay float32 in a bf16 step
     */
    Map<String, Tensor> now(boolean lookedUp) {
        Map<String, Tensor> weights = new HashMap<>();
        for (Step step : topology.steps()) {
            switch (step) {
                case Step.Conv conv ->
                    weights.put(
                            conv.name(),
                            levels(conv).isPresent()
                                    ? onlyResult(() -> quantized(conv, lookedUp))
                                    : state.weight(conv));
                case Step.PlaneConv planes ->
                    weights.put(planes.name(), onlyResult(() -> PlaneConvolution.weighted(lowBit(planes), quantizer)));
                case Step.Classifier classifier ->
                    weights.put(
                            classifier.name(),
                            settings.quantized()
                                    ? onlyResult(() -> quantizers.timesUnit(
                                            lowBit(classifier), classifier.input(), classifier.reads(quantizer)))
                                    : state.weight(classifier));
                case Step.Activation activation -> {}
                case Step.Add add -> {}
            }
        }
        return weights;
    }

    /** How latent weights are quantized. */
    private record Levels(WeightQuantizer quantizer, Topology.Scale scale) {
        Levels(LayerBits bits, Topology.Scale scale) {
            this(new WeightQuantizer(bits.weightBits()), scale);
        }

        /** Over which one step is shared. */
        long[] dimensions(Tensor latent) {
            return LongStream.range(scale == Topology.Scale.PER_CHANNEL ? 1 : 0, latent.dim())
                    .toArray();
        }

        /** 0 stands for the step itself. */
        double fixedScale() {
            return scale == Topology.Scale.CONSTANT ? Topology.CONSTANT_SCALE : 0;
        }
    }

    /** Empty where weights are float, or there are none. */
    private Optional<Levels> levels(Step step) {
        if (!settings.quantized()) {
            return Optional.empty();
        }
        return switch (step) {
            case Step.Conv conv when conv.equals(topology.stem()) && topology.floatStem() -> Optional.empty();
            case Step.Conv conv -> Optional.of(new Levels(conv.bits(), conv.scale()));
            case Step.PlaneConv planes -> Optional.of(new Levels(LayerBits.DEFAULT, Topology.Scale.PER_CHANNEL));
            case Step.Classifier classifier when topology.floatClassifier() -> Optional.empty();
            case Step.Classifier classifier -> Optional.of(new Levels(classifier.bits(), Topology.Scale.PER_LAYER));
            case Step.Activation activation -> Optional.empty();
            case Step.Add add -> Optional.empty();
        };
    }

    private Tensor quantized(Step.Conv conv, boolean lookedUp) {
        Tensor scaled = lowBit(conv);
        Tensor weight = conv.scale() == Topology.Scale.CONSTANT
                ? scaled
                : quantizers.timesUnit(scaled, conv.input(), conv.reads(quantizer));
        boolean narrow = settings.bf16() && !(lookedUp && conv.equals(topology.stem()));
        return narrow ? weight.to(torch.ScalarType.BFloat16) : weight;
    }

    /** Latent weights where there are no levels. One bit keeps its own way: its gradient has no window. */
    private Tensor lowBit(Step step) {
        Tensor latent = state.weight(step);
        Optional<Levels> found = levels(step);
        if (found.isEmpty()) {
            return latent;
        }
        Levels levels = found.get();
        long[] dimensions = levels.dimensions(latent);
        if (!rounding) {
            return StraightThrough.unrounded(latent, levels.quantizer(), levels.fixedScale(), dimensions);
        }
        return levels.quantizer().bits() == 1
                ? StraightThrough.signs(latent, levels.fixedScale(), dimensions)
                : StraightThrough.levels(latent, levels.quantizer(), levels.fixedScale(), dimensions);
    }

    /** A new tensor, without those that were made on the way to it: they would live to the end of the step. */
    private static Tensor onlyResult(Supplier<Tensor> making) {
        PointerScope outer = PointerScope.getInnerScope();
        try (PointerScope inner = new PointerScope()) {
            Tensor result = making.get();
            outer.attach(result);
            return result;
        }
    }

    /** Scales the gradients of latent weights that are rounded; the caller holds a no-grad guard. */
    void scaleGradients(ElementwiseScaling by) {
        if (!rounding) {
            return;
        }
        for (Step step : topology.steps()) {
            levels(step).ifPresent(levels -> {
                Tensor latent = state.weight(step);
                by.scale(latent.mutable_grad(), latent, levels.quantizer(), levels.dimensions(latent));
            });
        }
    }
}
