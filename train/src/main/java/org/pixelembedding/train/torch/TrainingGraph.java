package org.pixelembedding.train.torch;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.train.InputLayer;
import org.pixelembedding.train.Parameters;
import org.pixelembedding.train.Recipe;
import org.pixelembedding.train.TableInput;
import org.pixelembedding.train.Topology;
import org.pixelembedding.train.Topology.Step;
import org.pixelembedding.train.WrittenInput;
import org.pixelembedding.train.torch.StageTimes.Stage;

/**
 * The network as a training step sees it: float32, library convolutions and batch norm, straight-through quantizers.
 * Works on encoded pictures (codes, or normalized pixels, as floats in NHWC order, which libtorch takes as
 * channels_last without a transpose).
 *
 * <p>Owns native memory: the parameters, the optimizer's state and one input buffer. Belongs to one thread.
 */
public final class TrainingGraph implements AutoCloseable {
    /** Added to variances under the root; the same number folds into thresholds. */
    public static final double EPSILON = 1e-5;

    private static final OptionalDouble MOMENTUM = OptionalDouble.of(0.1);
    /** Of the library's reductions of a loss over a batch. */
    private static final long MEAN = 1;

    private static final long IGNORE_NO_INDEX = -100;

    /** Up to so many bits the quantizer of a bf16 step may read bf16: a code is then at least 16 of its roundings wide. */
    private static final int BF16_BITS = 4;

    private static final OptionalDouble EVALUATION = OptionalDouble.empty();

    private final Topology topology;
    private final LinearQuantizer quantizer;
    private final Settings settings;
    private final GraphState state;
    private final LearnedQuantizers quantizers;
    private final StepWeights stepWeights;
    /** Encoded pictures, where the stem is a convolution of the library's. */
    private Optional<Tensor> input = Optional.empty();
    /** The stem on codes of a table, which never makes them. */
    private final LookUpStem lookUp;

    /** The stem on codes that are written out. */
    private final WrittenStem written = new WrittenStem();

    private final StageTimes times = new StageTimes();
    private InputLayer layer;
    private byte[] pixels = {};
    private Optional<Tensor> classWeights = Optional.empty();
    private double bodyFactor = 1;
    private Optional<ElementwiseScaling> scaling = Optional.empty();
    private double labelSmoothing;
    private double stemTie;
    private double gradientClip;
    private boolean inputLearns = true;
    private Optional<SoftTargets> softTargets = Optional.empty();

    /**
     * What one step found.
     *
     * @param loss mean cross-entropy over the batch, mixed with the teacher's if there is one ({@link SoftTargets})
     * @param correct pictures whose largest logit is the label's
     */
    public record StepResult(double loss, int correct) {}

    /** Takes the gradient with respect to the codes of the input layer, summed over the first images of a batch. */
    @FunctionalInterface
    public interface InputGradient {
        /**
         * Called once a step.
         *
         * @param gradient order {@code [colour][value][dimension]}
         */
        void accept(float[] gradient);
    }

    /**
     * What a graph is made for.
     *
     * @param batch largest number of pictures per step
     * @param height of the pictures, pixels
     * @param width of the pictures, pixels
     * @param gradientImages pictures at the head of each batch for which the gradient with respect to the input is
     *     worked out; 0 for input layers that do not learn
     * @param weightDecay coupled, on latent convolution weights
     * @param stemFactor learning-rate factor of the stem's weights
     * @param bf16 whether convolutions run in bf16; everything else is float32
     * @param quantized false for the full-precision twin: latent weights as they are, ReLU for the quantizer
     */
    public record Settings(
            int batch,
            int height,
            int width,
            int gradientImages,
            double weightDecay,
            double stemFactor,
            boolean bf16,
            boolean quantized) {}

    /** Copies the parameters into native memory. */
    public TrainingGraph(Topology topology, Parameters parameters, LinearQuantizer quantizer, Settings settings) {
        this.topology = topology;
        this.quantizer = quantizer;
        this.settings = settings;
        quantizers = new LearnedQuantizers(topology, parameters, quantizer);
        state = new GraphState(topology, parameters, settings.weightDecay(), settings.stemFactor());
        stepWeights = new StepWeights(topology, quantizer, state, quantizers, settings);
        lookUp = new LookUpStem(topology.stem(), settings.height(), settings.width());
    }

    /** What the stem reads codes from, if it looks them up. */
    private Optional<TableInput> table() {
        boolean codes = !topology.floatStem() && topology.planes().isEmpty();
        return codes && layer instanceof TableInput table ? Optional.of(table) : Optional.empty();
    }

    private Tensor newInput() {
        Tensor pictures = torch.empty(settings.batch(), settings.height(), settings.width(), topology.inputChannels());
        if (!settings.bf16()) {
            return pictures;
        }
        Tensor narrow = pictures.to(torch.ScalarType.BFloat16);
        pictures.close();
        return narrow;
    }

    /**
     * Takes the pictures of the next step. Codes of a table are looked up by the step itself, which reads {@code newPixels}
     * until its end; what else stands for pixels is written out, in bf16 if the step is.
     *
     * @param newPixels unsigned bytes, order {@code [image][y][x][colour]}
     * @param count how many of them, a multiple of a picture's
     */
    public void encode(InputLayer newLayer, byte[] newPixels, int count) {
        times.start();
        layer = newLayer;
        pixels = newPixels;
        if (table().isEmpty()) {
            Tensor pictures = input.orElseGet(this::newInput);
            input = Optional.of(pictures);
            if (settings.bf16()) {
                newLayer.encode(newPixels, count, TensorMemory.shortView(pictures));
            } else {
                newLayer.encode(newPixels, count, TensorMemory.view(pictures));
            }
        }
        times.end(Stage.ENCODE);
    }

    /**
     * Forward, backward and update on the first {@code labels.length} pictures of the input.
     *
     * @param stepNumber counts updates from 1
     */
    public StepResult step(int[] labels, double learningRate, long stepNumber, InputGradient inputGradient) {
        try (PointerScope scope = new PointerScope()) {
            int images = labels.length;
            scaling.ifPresent(ElementwiseScaling::begin);
            times.start();
            Map<String, Tensor> weights = weights();
            times.end(Stage.WEIGHTS);
            Tensor stem = stem(images, weights, inputLearns ? Math.min(images, settings.gradientImages()) : 0);
            times.end(Stage.STEM);
            if (table().isPresent()) {
                stem.set_requires_grad(true);
            }
            Loss found = scaling.isPresent() // its way back looks at the activations through their handles here
                    ? loss(stem, weights, labels)
                    : loss(stem, weights, labels, scope);
            times.end(Stage.FORWARD);
            try (LongCalls.Call _ = TorchRuntime.longCall()) {
                found.loss.backward();
            }
            times.end(Stage.BACKWARD);
            if (layer instanceof WrittenInput codes) {
                written.backward(codes, pixels, inputGradient);
            }
            table().ifPresent(codes -> lookUp.backward(
                    codes,
                    pixels,
                    images,
                    weights.get(topology.stem().name()),
                    stem.grad(),
                    inputLearns ? Math.min(images, settings.gradientImages()) : 0,
                    inputGradient));
            times.end(Stage.TABLE);
            double lossValue;
            int correct;
            try (NoGradGuard guard = new NoGradGuard()) {
                lossValue = found.loss.item_double();
                correct = (int) found.logits
                        .argmax(new org.bytedeco.pytorch.LongOptional(1), false)
                        .eq(found.target)
                        .sum()
                        .item_long();
                if (Double.isFinite(lossValue)) {
                    update(learningRate, stepNumber);
                }
            }
            times.end(Stage.UPDATE);
            return new StepResult(lossValue, correct);
        }
    }

    /** What a step finds on its way forward. */
    private record Loss(Tensor loss, Tensor logits, Tensor target) {}

    /**
     * From the stem's sums to the loss, without handles on what lies between. The library's graph holds what the way back wants
     * and lets go of it as it passes; handles would keep all activations to the step's end, beside the gradients.
     *
     * @param step gets the result
     */
    private Loss loss(Tensor stem, Map<String, Tensor> weights, int[] labels, PointerScope step) {
        try (PointerScope between = new PointerScope()) {
            Loss found = loss(stem, weights, labels);
            step.attach(found.loss);
            step.attach(found.logits);
            step.attach(found.target);
            return found;
        }
    }

    private Loss loss(Tensor stem, Map<String, Tensor> weights, int[] labels) {
        Tensor logits = forward(stem, weights, MOMENTUM, Map.of());
        long[] wide = new long[labels.length];
        for (int i = 0; i < labels.length; i++) {
            wide[i] = labels[i];
        }
        Tensor target = torch.tensor(wide);
        Tensor loss = loss(logits, target);
        return new Loss(softTargets.isPresent() ? softTargets.get().mix(loss, logits) : loss, logits, target);
    }

    /** Where the time of the steps so far went. */
    public StageTimes stageTimes() {
        return times;
    }

    /**
     * Makes classes count by these weights in the loss from now on: the mean over a batch becomes sum(weight * loss) /
     * sum(weight).
     *
     * @param weights one a class, at least 0
     */
    public void weighClasses(float[] weights) {
        classWeights.ifPresent(Tensor::close);
        classWeights = Optional.of(TensorMemory.of(weights, weights.length));
    }

    /** Trains by these levers from now on: gradient scaling, label smoothing and clipping; without, plainly. */
    public void follow(Recipe recipe) {
        scaling.ifPresent(ElementwiseScaling::close);
        scaling = recipe.ewgs() == 0 ? Optional.empty() : Optional.of(new ElementwiseScaling(recipe.ewgs()));
        labelSmoothing = recipe.labelSmoothing();
        gradientClip = recipe.gradientClip();
    }

    /**
     * Makes the first-layer latents of one colour and tap move together from now on.
     *
     * @param share of their gradients that becomes their mean, 0 to 1
     */
    public void tieStem(double share) {
        stemTie = share;
    }

    /** Whether weights are quantized from now on, as they are at first, or stand in full precision. */
    public void roundWeights(boolean round) {
        stepWeights.round(round);
    }

    /** Whether steps work out the gradient with respect to their input from now on, as they do at first. */
    public void inputLearns(boolean learns) {
        inputLearns = learns;
    }

    /**
     * Averages of all learned numbers and running statistics of this graph.
     *
     * @param start what they begin with
     */
    public WeightAverage average(Parameters start) {
        return state.average(start);
    }

    /** Sets the factor on the learning rate of learned quantizers, 1 until then. */
    public void quantizerFactor(double factor) {
        quantizers.factor(factor);
    }

    /** Sets what a teacher answers to the pictures of the steps from now on; as many as there are labels. */
    public void teach(SoftTargets targets) {
        softTargets = Optional.of(targets);
    }

    /**
     * Answers to the first {@code images} pictures of the input in evaluation mode, by the library's own batch norm: those of a
     * full-precision network and, for a teacher, near enough to the exact graph's.
     *
     * @return order {@code [image][class]}
     */
    public float[] logits(int images) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Map<String, Tensor> weights = weights();
            return TensorMemory.read(forward(stem(images, weights, 0), weights, EVALUATION, new HashMap<>())
                    .contiguous());
        }
    }

    private Tensor loss(Tensor logits, Tensor target) {
        return classWeights.isEmpty() && labelSmoothing == 0
                ? torch.cross_entropy_loss(logits, target)
                : torch.cross_entropy_loss(
                        logits,
                        target,
                        classWeights.map(TensorOptional::new).orElse(TensorMemory.NONE),
                        MEAN,
                        IGNORE_NO_INDEX,
                        labelSmoothing);
    }

    /**
     * Makes all but the classifier learn at this factor of the learning rate from now on. At 0 the optimizer's moments still
     * follow the gradients, so that the first step of a body that was held fixed is no longer than others.
     */
    public void slowBody(double factor) {
        bodyFactor = factor;
    }

    private void update(double learningRate, long stepNumber) {
        scaling.ifPresent(stepWeights::scaleGradients);
        if (stemTie > 0) {
            TiedLatents.tie(state.weight(topology.stem()).mutable_grad(), InputLayer.COLOURS, stemTie);
        }
        if (gradientClip > 0) {
            GradientNorm.clip(state.learned().gradients(), gradientClip);
        }
        state.learned()
                .update(name -> topology.classifies(name) ? learningRate : learningRate * bodyFactor, stepNumber);
        quantizers.update(learningRate, stepNumber);
    }

    /**
     * Forward only, on the first {@code images} pictures of the input: lets the running statistics see them.
     *
     * @param momentum weight of this batch, 0 to 1: 1/k for the k-th of several makes them count alike
     */
    public void observe(int images, double momentum) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Map<String, Tensor> weights = weights();
            forward(stem(images, weights, 0), weights, OptionalDouble.of(momentum), Map.of());
        }
    }

    /**
     * Codes of every activation in evaluation mode with the library's own batch norm, for the first {@code images}
     * pictures of the input; how far they agree with the exact graph is a figure, not a promise.
     *
     * @return by the activation's name (before pooling), order NHWC
     */
    public Map<String, float[]> plainCodes(int images) {
        Map<String, float[]> result = new LinkedHashMap<>();
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Map<String, Tensor> weights = weights();
            Map<String, Tensor> codes = new LinkedHashMap<>();
            forward(stem(images, weights, 0), weights, EVALUATION, codes);
            codes.forEach((name, tensor) -> result.put(
                    name, TensorMemory.read(tensor.permute(0, 2, 3, 1).contiguous())));
        }
        return result;
    }

    /**
     * The first step's sums.
     *
     * @param learning of so many images, the first ones, codes that are written out will be asked for their gradient
     */
    private Tensor stem(int images, Map<String, Tensor> weights, int learning) {
        Optional<TableInput> table = table();
        if (table.isPresent()) {
            return lookUp.forward(
                    table.get(), pixels, images, weights.get(topology.stem().name()));
        }
        Tensor pictures = input.orElseThrow().narrow(0, 0, images).permute(0, 3, 1, 2);
        if (topology.planes().isPresent()) {
            Step.PlaneConv planes = topology.planes().get();
            return PlaneConvolution.of(pictures, weights.get(planes.name()).to(pictures.scalar_type()), planes);
        }
        return written.forward(pictures, learning, codes -> convolve(topology.stem(), codes, weights));
    }

    private Map<String, Tensor> weights() {
        return stepWeights.now(table().isPresent());
    }

    /**
     * In bf16 the codes are exact (8 significant bits hold 0..255) and so are levels up to their scale's rounding; the
     * sums are rounded to 8 significant bits, which is fine for a step and for nothing else.
     */
    private Tensor convolve(Step.Conv conv, Tensor codes, Map<String, Tensor> weights) {
        Tensor weight = weights.get(conv.name());
        return settings.bf16()
                ? convolve(conv, codes.to(torch.ScalarType.BFloat16), weight.to(torch.ScalarType.BFloat16))
                : convolve(conv, codes, weight);
    }

    private static Tensor convolve(Step.Conv conv, Tensor codes, Tensor weight) {
        return Convolution.of(codes, weight, conv.stride(), conv.padding(), 1);
    }

    /**
     * From the first step's sums to the logits. In training, pooling comes before the quantizer: fewer codes to make.
     *
     * @param momentum weight of this batch in the running statistics; empty in evaluation mode
     */
    private Tensor forward(
            Tensor first, Map<String, Tensor> weights, OptionalDouble momentum, Map<String, Tensor> keepCodes) {
        Map<String, Tensor> results = new HashMap<>();
        results.put(topology.steps().getFirst().name(), first);
        Tensor logits = null;
        for (Step step : topology.steps().subList(1, topology.steps().size())) {
            switch (step) {
                case Step.Conv conv -> results.put(conv.name(), convolve(conv, results.get(conv.input()), weights));
                case Step.PlaneConv planes ->
                    throw new IllegalStateException("'" + planes.name() + "' is none but the first step");
                case Step.Add(String name, String left, String right) ->
                    // In place: the convolution's sums are read by nothing else, and its gradient does not want them.
                    results.put(name, results.get(right).add_(results.get(left)));
                case Step.Activation activation ->
                    results.put(
                            activation.name(),
                            activate(activation, results.get(activation.input()), momentum, keepCodes));
                case Step.Classifier classifier -> {
                    String name = classifier.name();
                    Tensor means = means(classifier, results);
                    logits = topology.floatClassifier()
                            ? torch.linear(means, weights.get(name), new TensorOptional(state.bias(classifier)))
                            : torch.linear(means, weights.get(name));
                }
            }
        }
        if (logits == null) {
            throw new IllegalStateException("the network has no classifier");
        }
        return logits;
    }

    /** Of all codes that the classifier reads, over the picture: order {@code [image][channel]}. */
    private static Tensor means(Step.Classifier classifier, Map<String, Tensor> results) {
        TensorVector means = new TensorVector();
        for (int code = 0; code < classifier.codes(); code++) {
            means.push_back(results.get(classifier.input(code))
                    .to(torch.ScalarType.Float)
                    .mean(2, 3));
        }
        return classifier.codes() == 1 ? means.get(0) : torch.cat(means, 1);
    }

    /**
     * In a bf16 step batch norm takes and gives bf16 (its statistics and its arithmetic are float32 inside), as long as that
     * is fine enough for the codes behind it and nothing but the fixed quantizer looks at its result.
     */
    private Tensor activate(
            Step.Activation activation, Tensor sums, OptionalDouble momentum, Map<String, Tensor> keepCodes) {
        Tensor gain = state.gain(activation);
        Tensor bias = state.bias(activation);
        if (!settings.quantized()) {
            return torch.relu(pool(normalize(activation, sums, gain, bias, momentum), activation.pool()));
        }
        LinearQuantizer fixed = activation.quantizer(quantizer);
        boolean plain = scaling.isEmpty() && !quantizers.learns(activation);
        Tensor x = plain && fixed.bits() <= BF16_BITS ? sums : sums.to(torch.ScalarType.Float);
        if (momentum.isEmpty()) {
            Tensor result = quantizers.codes(activation, normalize(activation, x, gain, bias, momentum));
            keepCodes.put(activation.name(), result);
            return pool(result, activation.pool());
        }
        if (plain) {
            Tensor shifted = normalize(
                    activation,
                    x,
                    StraightThrough.inCodes(gain, fixed),
                    StraightThrough.shifted(bias, fixed),
                    momentum);
            return StraightThrough.shiftedCodes(pool(shifted, activation.pool()), fixed);
        }
        Tensor pooled = pool(normalize(activation, x, gain, bias, momentum), activation.pool());
        Tensor codes = quantizers.codes(activation, pooled);
        if (scaling.isPresent() && codes.requires_grad()) {
            scaling.get().watch(pooled, codes, fixed);
        }
        return codes;
    }

    private Tensor normalize(
            Step.Activation activation, Tensor sums, Tensor gain, Tensor bias, OptionalDouble momentum) {
        return torch.batch_norm(
                sums,
                new TensorOptional(gain),
                new TensorOptional(bias),
                new TensorOptional(state.mean(activation)),
                new TensorOptional(state.variance(activation)),
                momentum.isPresent(),
                momentum.orElse(0),
                EPSILON,
                false);
    }

    private static Tensor pool(Tensor x, int size) {
        if (size == 1) {
            return x;
        }
        return torch.max_pool2d(
                x, new long[] {size, size}, new long[] {size, size}, new long[] {0, 0}, new long[] {1, 1}, false);
    }

    /** Copies the learned numbers and running statistics into {@code target}, under the names they came by. */
    public void save(Parameters target) {
        state.save(target);
        quantizers.learned().save(target);
    }

    /** Copies the optimizer's state: {@code <parameter>.adam1} and {@code .adam2}. */
    public void saveOptimizer(Parameters target) {
        state.learned().saveOptimizer(target);
        quantizers.learned().saveOptimizer(target);
    }

    /** Takes back what {@link #saveOptimizer} gave. */
    public void loadOptimizer(Parameters source) {
        state.learned().loadOptimizer(source);
        quantizers.learned().loadOptimizer(source);
    }

    @Override
    public String toString() {
        return "TrainingGraph of " + topology.steps().size() + " steps, " + settings;
    }

    @Override
    public void close() {
        state.close();
        classWeights.ifPresent(Tensor::close);
        scaling.ifPresent(ElementwiseScaling::close);
        quantizers.close();
        input.ifPresent(Tensor::close);
    }
}
