package org.pixelembedding.train.torch;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.train.Parameters;
import org.pixelembedding.train.Quantizer;
import org.pixelembedding.train.Topology;
import org.pixelembedding.train.Topology.Step;

/**
 * Activation quantizers of the training step, with what they learn and its optimizer: a step a layer (LSQ, arXiv
 * 1902.08153) or n intervals a layer (N2UQ, arXiv 2111.14826), as the parameters say; fixed where they say nothing.
 *
 * <p>Owns native memory. Belongs to the graph that made it.
 */
final class LearnedQuantizers implements AutoCloseable {
    /** Steps and intervals stay at least this; their slopes then stay below 1000. */
    static final double LEAST = 1e-3;

    private final LinearQuantizer base;
    private final LearnedNumbers learned = new LearnedNumbers();
    private final Map<String, Double> gradientScales = new LinkedHashMap<>();

    private double factor = 1;

    /** Copies what activations learn into native memory. */
    LearnedQuantizers(Topology topology, Parameters parameters, LinearQuantizer base) {
        this.base = base;
        for (Step step : topology.steps()) {
            if (step instanceof Step.Activation activation) {
                double size = activation.quantizer(base).step();
                learn(parameters, Quantizer.stepName(activation.name()), size);
                learn(parameters, Quantizer.intervalsName(activation.name()), size);
            }
        }
    }

    /** Adam moves a number by about the learning rate whatever its gradient, so the rate is a share of its usual size. */
    private void learn(Parameters parameters, String name, double size) {
        if (parameters.has(name)) {
            learned.learn(parameters, name, 0, size, parameters.get(name).length);
        }
    }

    /** Whether an activation has a step or intervals of its own. */
    boolean learns(Step.Activation activation) {
        return learned.has(Quantizer.stepName(activation.name()))
                || learned.has(Quantizer.intervalsName(activation.name()));
    }

    /** Codes of one activation as float32, differentiable in {@code x} and in what the activation learns. */
    Tensor codes(Step.Activation activation, Tensor x) {
        LinearQuantizer fixed = activation.quantizer(base);
        String stepName = Quantizer.stepName(activation.name());
        String intervalsName = Quantizer.intervalsName(activation.name());
        if (learned.has(stepName)) {
            gradientScales.put(stepName, gradientScale(x, fixed));
            return codesOfStep(x, learned.get(stepName), fixed.maxCode());
        }
        if (learned.has(intervalsName)) {
            gradientScales.put(intervalsName, gradientScale(x, fixed));
            return codesOfIntervals(x, learned.get(intervalsName));
        }
        return StraightThrough.codes(x, fixed);
    }

    /** 1 / sqrt(n * numbers a picture): LSQ, section 2.2. */
    private static double gradientScale(Tensor x, LinearQuantizer fixed) {
        return 1 / Math.sqrt((double) fixed.maxCode() * x.numel() / x.size(0));
    }

    /**
     * Code {@code floor(clip(x / s, 0, n) + 0.5)}; gradient 1/s with respect to x inside the window, -x/s^2 with respect to s,
     * and 0 outside. With the value s * code that a convolution reads ({@link #timesUnit}), s gets code - x/s inside, n above
     * and 0 below: LSQ, equation 3.
     *
     * @param step s, one number
     */
    static Tensor codesOfStep(Tensor x, Tensor step, int maxCode) {
        Tensor y = x.mul(step.reciprocal()).clamp(optional(0), optional(maxCode));
        round(y);
        return y;
    }

    /**
     * Code = the rounded value of f, which rises by 1 on a straight line over each interval a_i, from 0 at x = 0 to n at
     * their end; so it changes where f is i - 1/2, in the middle of interval i. Gradients are those of f (generalized
     * straight-through estimator, N2UQ, section 3.3): inside interval i, from d = a_1 + ... + a_(i-1) on, 1/a_i with respect to
     * x, -(x - d)/a_i^2 to a_i and -1/a_i to every interval before it; outside all of them 0.
     *
     * @param intervals a_1 to a_n, above 0
     */
    static Tensor codesOfIntervals(Tensor x, Tensor intervals) {
        int n = Math.toIntExact(intervals.numel());
        Tensor ends = intervals.cumsum(0);
        Tensor slopes = intervals.reciprocal();
        Tensor y = x.mul(slopes.narrow(0, 0, 1)).clamp(optional(0), optional(1));
        for (int i = 1; i < n; i++) {
            y.add_(x.sub(ends.narrow(0, i - 1, 1)).mul(slopes.narrow(0, i, 1)).clamp(optional(0), optional(1)));
        }
        round(y);
        return y;
    }

    /** Behind autograd's back, as in {@link StraightThrough}. */
    private static void round(Tensor y) {
        try (NoGradGuard guard = new NoGradGuard()) {
            y.add_(TensorMemory.scalar(0.5)).floor_();
        }
    }

    /**
     * Weights times the unit of the codes that they read.
     *
     * @param codes name of the activation
     * @param fixed its quantizer if it learns no step
     */
    Tensor timesUnit(Tensor weights, String codes, LinearQuantizer fixed) {
        Tensor step = learned.get(Quantizer.stepName(codes));
        return step == null ? weights.mul(TensorMemory.scalar(fixed.step())) : weights.mul(step);
    }

    /** Sets the factor on the learning rate, 1 until then. */
    void factor(double newFactor) {
        factor = newFactor;
    }

    /** One update; the caller holds a no-grad guard. */
    void update(double learningRate, long stepNumber) {
        learned.all()
                .forEach((name, tensor) -> tensor.mutable_grad().mul_(TensorMemory.scalar(gradientScales.get(name))));
        learned.update(name -> learningRate * factor, stepNumber);
        learned.all().values().forEach(tensor -> tensor.clamp_min_(TensorMemory.scalar(LEAST)));
    }

    /** What they learn. */
    LearnedNumbers learned() {
        return learned;
    }

    private static ScalarOptional optional(double value) {
        return new ScalarOptional(TensorMemory.scalar(value));
    }

    @Override
    public void close() {
        learned.close();
    }
}
