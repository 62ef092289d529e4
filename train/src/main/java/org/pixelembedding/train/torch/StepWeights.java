package org.pixelembedding.train.torch;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
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
    private boolean rounded = true;

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
        rounded = round;
    }

    /**
     * As latent weights are now, by the name of what takes them; the caller holds a pointer scope.
     *
     * @param lookedUp whether the stem's codes are looked up, for which its weights stay float32 in a bf16 step
     */
    Map<String, Tensor> now(boolean lookedUp) {
        Map<String, Tensor> weights = new HashMap<>();
        for (Step step : topology.steps()) {
            Tensor latent = state.weight(step);
            switch (step) {
                case Step.Conv conv ->
                    weights.put(
                            conv.name(), isFloat(conv) ? latent : onlyResult(() -> quantized(conv, latent, lookedUp)));
                case Step.PlaneConv planes ->
                    weights.put(planes.name(), onlyResult(() -> PlaneConvolution.weighted(planes(latent), quantizer)));
                case Step.Classifier classifier ->
                    weights.put(
                            classifier.name(),
                            settings.quantized() ? onlyResult(() -> quantized(classifier, latent)) : latent);
                case Step.Activation activation -> {}
                case Step.Add add -> {}
            }
        }
        return weights;
    }

    private boolean isFloat(Step.Conv conv) {
        return !settings.quantized() || (conv.equals(topology.stem()) && topology.floatStem());
    }

    private Tensor quantized(Step.Conv conv, Tensor latent, boolean lookedUp) {
        Tensor weight = switch (conv.scale()) {
            case CONSTANT -> lowBit(latent, conv.bits(), Topology.CONSTANT_SCALE, dimensions(conv));
            case PER_LAYER -> throw new IllegalStateException("only the classifier has one scale a layer");
            case PER_CHANNEL ->
                quantizers.timesUnit(
                        lowBit(latent, conv.bits(), 0, dimensions(conv)), conv.input(), conv.reads(quantizer));
        };
        boolean narrow = settings.bf16() && !(lookedUp && conv.equals(topology.stem()));
        return narrow ? weight.to(torch.ScalarType.BFloat16) : weight;
    }

    private Tensor planes(Tensor latent) {
        return settings.quantized() ? lowBit(latent, LayerBits.DEFAULT, 0, 1, 2, 3) : latent;
    }

    private Tensor quantized(Step.Classifier classifier, Tensor latent) {
        return quantizers.timesUnit(
                topology.floatClassifier() ? latent : lowBit(latent, classifier.bits(), 0, 0, 1),
                classifier.input(),
                classifier.reads(quantizer));
    }

    /** One bit keeps its own way: its gradient has no window. */
    private Tensor lowBit(Tensor latent, LayerBits bits, double scale, long... dimensions) {
        if (!rounded) {
            return StraightThrough.unrounded(latent, new WeightQuantizer(bits.weightBits()), scale, dimensions);
        }
        return bits.weightBits() == 1
                ? StraightThrough.signs(latent, scale, dimensions)
                : StraightThrough.levels(latent, new WeightQuantizer(bits.weightBits()), scale, dimensions);
    }

    /** Over which a convolution's weights share one step. */
    private static long[] dimensions(Step.Conv conv) {
        return conv.scale() == Topology.Scale.CONSTANT ? new long[] {0, 1, 2, 3} : new long[] {1, 2, 3};
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
        if (!rounded) {
            return;
        }
        for (Step step : topology.steps()) {
            if (step instanceof Step.PlaneConv planes) {
                scaleGradient(by, planes, LayerBits.DEFAULT, 1, 2, 3);
            } else if (step instanceof Step.Conv conv && !isFloat(conv)) {
                scaleGradient(by, conv, conv.bits(), dimensions(conv));
            } else if (step instanceof Step.Classifier classifier && !topology.floatClassifier()) {
                scaleGradient(by, classifier, classifier.bits(), 0, 1);
            }
        }
    }

    private void scaleGradient(ElementwiseScaling by, Step step, LayerBits bits, long... dimensions) {
        Tensor latent = state.weight(step);
        by.scale(latent.mutable_grad(), latent, new WeightQuantizer(bits.weightBits()), dimensions);
    }
}
