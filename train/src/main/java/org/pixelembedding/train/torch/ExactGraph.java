package org.pixelembedding.train.torch;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.train.Folding;
import org.pixelembedding.train.LayerBits;
import org.pixelembedding.train.ModelFreezer;
import org.pixelembedding.train.Parameters;
import org.pixelembedding.train.Quantizer;
import org.pixelembedding.train.Topology;
import org.pixelembedding.train.Topology.Step;
import org.pixelembedding.train.WeightQuantizer;

/**
 * The training graph in evaluation mode, exact: convolutions run on whole numbers (codes 0..n and weight levels, held in
 * float32, or float64 where a sum could pass 2^24), so their results do not depend on the order of summation; batch
 * norm is acc * A, then + B, two separately rounded float32 operations. Every code it gives is therefore the code
 * that integer thresholds give.
 *
 * <p>Owns native memory. Belongs to one thread.
 */
public final class ExactGraph implements AutoCloseable {
    /** Up to here float32 holds every whole number. */
    private static final long EXACT_IN_FLOAT = 1L << 24;

    private final Topology topology;
    private final Map<String, Tensor> constants = new HashMap<>();
    /** Of every activation, and of the classifier the one whose codes it reads. */
    private final Map<String, Quantizer> quantizers = new HashMap<>();

    private final Set<String> wide = new java.util.HashSet<>();
    private final float logitScale;

    /** Folds the parameters as they are now; later training does not change this graph. */
    public ExactGraph(Topology topology, Parameters parameters, LinearQuantizer quantizer) {
        this.topology = topology;
        float scale = 1;
        for (Step step : topology.steps()) {
            switch (step) {
                case Step.Conv conv -> {
                    float[] latent = parameters.get(conv.name() + ".weight");
                    boolean isFloat = topology.floatStem() && conv.equals(topology.stem());
                    keep(
                            conv.name(),
                            isFloat ? latent.clone() : floats(Folding.levels(conv, latent)),
                            !isFloat && bound(conv.fanIn(), conv.reads(quantizer), conv.bits()) >= EXACT_IN_FLOAT,
                            conv.out(),
                            conv.in(),
                            conv.kernel(),
                            conv.kernel());
                }
                case Step.PlaneConv planes ->
                    // At most taps * 255 in any sum, so float32 is exact.
                    constants.put(
                            planes.name(),
                            TensorMemory.of(
                                    planeWeights(planes, parameters),
                                    planes.out(),
                                    Step.PlaneConv.PLANES,
                                    planes.kernel(),
                                    planes.kernel()));
                case Step.Activation activation -> {
                    quantizers.put(activation.name(), Quantizer.of(parameters, quantizer, activation));
                    Folding.Affine affine = Folding.affine(topology, parameters, quantizer, activation);
                    constants.put(
                            activation.name() + ".A", TensorMemory.of(affine.gain(), 1, activation.channels(), 1, 1));
                    constants.put(
                            activation.name() + ".B", TensorMemory.of(affine.bias(), 1, activation.channels(), 1, 1));
                }
                case Step.Classifier classifier -> {
                    String name = classifier.name();
                    quantizers.put(name, Quantizer.readBy(parameters, quantizer, classifier));
                    int in = classifier.in();
                    int classes = classifier.classes();
                    float[] latent = parameters.get(name + ".weight");
                    if (topology.floatClassifier()) {
                        constants.put(name, TensorMemory.of(latent, classes, in));
                        constants.put(name + ".bias", TensorMemory.of(parameters.get(name + ".bias"), classes));
                    } else {
                        int[] levels = Folding.levels(classifier, latent);
                        for (int code = 0; code < classifier.codes(); code++) {
                            keep(
                                    classifier.part(code),
                                    floats(classifier.levelsOf(code, levels)),
                                    bound(in, classifier.reads(quantizer), classifier.bits()) >= EXACT_IN_FLOAT,
                                    classes,
                                    classifier.channels(),
                                    1,
                                    1);
                        }
                        scale = Folding.logitScale(classifier, parameters, quantizer);
                    }
                }
                case Step.Add add -> {}
            }
        }
        logitScale = scale;
    }

    private void keep(String name, float[] weights, boolean asDouble, long... shape) {
        Tensor tensor = TensorMemory.of(weights, shape);
        if (asDouble) {
            wide.add(name);
            Tensor narrow = tensor;
            tensor = narrow.to(torch.ScalarType.Double);
            narrow.close();
        }
        constants.put(name, tensor);
    }

    /** Largest absolute sum, every partial one included: taps and channels * largest code * largest weight. */
    private static long bound(int fanIn, LinearQuantizer codes, LayerBits bits) {
        return (long) fanIn * codes.maxCode() * new WeightQuantizer(bits.weightBits()).maxLevel();
    }

    private static float[] floats(int[] levels) {
        float[] floats = new float[levels.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = levels[i];
        }
        return floats;
    }

    /** Signs times 2^p, order {@code [out][plane][ky][kx]}. */
    private static float[] planeWeights(Step.PlaneConv planes, Parameters parameters) {
        float[] weights = floats(Folding.levels(planes, parameters.get(planes.name() + ".weight")));
        int taps = planes.kernel() * planes.kernel();
        for (int i = 0; i < weights.length; i++) {
            int plane = i / taps % Step.PlaneConv.PLANES;
            weights[i] *= 1 << plane;
        }
        return weights;
    }

    /**
     * What a batch gave.
     *
     * @param nodes by node name, order {@code [image][y][x][channel]}: codes and sums as whole numbers, all
     *     below 2^24; empty unless everything was to be kept
     * @param classSums likewise: sums of a low-bit classifier before and after they are summed over the picture, which no
     *     threshold reads and which may therefore pass 2^24
     * @param logits order {@code [image][class]}, ready for a softmax
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    public record Result(Map<String, float[]> nodes, Map<String, double[]> classSums, float[] logits) {}

    /** Looks at the codes of activations as they come. */
    @FunctionalInterface
    public interface CodeObserver {
        /**
         * Takes what the steps behind an activation read: its codes, pooled where it pools.
         *
         * @param codes whole numbers, order {@code [image][y][x][channel]}
         */
        void see(String activation, float[] codes);
    }

    /**
     * Runs encoded pictures.
     *
     * @param encoded order {@code [image][y][x][channel]}: codes, or normalized pixels for a float stem
     * @param keepAll whether to hand back every node's numbers
     */
    public Result run(float[] encoded, int images, int height, int width, boolean keepAll) {
        return run(encoded, images, height, width, keepAll, 0, (_, _) -> {});
    }

    /**
     * Runs encoded pictures and shows the codes of the first few.
     *
     * @param encoded order {@code [image][y][x][channel]}
     * @param shown number of pictures whose codes the observer sees
     * @return order {@code [image][class]}, ready for a softmax
     */
    public float[] logits(float[] encoded, int images, int height, int width, int shown, CodeObserver observer) {
        return run(encoded, images, height, width, false, shown, observer).logits();
    }

    private Result run(
            float[] encoded, int images, int height, int width, boolean keepAll, int shown, CodeObserver observer) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor pictures = torch.empty(images, height, width, topology.inputChannels());
            FloatPointer target = pictures.data_ptr_float();
            target.put(encoded, 0, images * height * width * topology.inputChannels());
            Map<String, Tensor> results = new LinkedHashMap<>();
            results.put(Topology.EMBEDDING, pictures.permute(0, 3, 1, 2));
            Map<String, Tensor> classSums = new LinkedHashMap<>();
            Tensor logits = null;
            for (Step step : topology.steps()) {
                switch (step) {
                    case Step.Conv conv ->
                        results.put(
                                conv.name(),
                                convolve(conv.name(), codesOf(conv.input(), results), conv.stride(), conv.padding()));
                    case Step.PlaneConv planes ->
                        results.put(
                                planes.name(),
                                PlaneConvolution.of(results.get(planes.input()), constants.get(planes.name()), planes));
                    case Step.Add(String name, String left, String right) ->
                        results.put(name, results.get(left).add(results.get(right)));
                    case Step.Activation activation -> {
                        activate(activation, results);
                        if (shown > 0) {
                            Tensor codes = codesOf(activation.name(), results).narrow(0, 0, Math.min(shown, images));
                            observer.see(
                                    activation.name(),
                                    TensorMemory.read(codes.permute(0, 2, 3, 1).contiguous()));
                        }
                    }
                    case Step.Classifier classifier -> logits = classify(classifier, results, classSums);
                }
            }
            if (logits == null) {
                throw new IllegalStateException("the network has no classifier");
            }
            Map<String, float[]> nodes = new LinkedHashMap<>();
            if (keepAll) {
                results.forEach((name, tensor) -> nodes.put(
                        name, TensorMemory.read(tensor.permute(0, 2, 3, 1).contiguous())));
            }
            Map<String, double[]> sums = new LinkedHashMap<>();
            if (keepAll) {
                classSums.forEach((name, tensor) -> sums.put(
                        name,
                        TensorMemory.readDoubles(tensor.permute(0, 2, 3, 1).contiguous())));
            }
            return new Result(nodes, sums, TensorMemory.read(logits.contiguous()));
        }
    }

    /** Sums stay float32 whichever width they were worked out in: they are whole and their bound is checked at freezing. */
    private Tensor convolve(String name, Tensor codes, int stride, int padding) {
        Tensor sums = exactSums(name, codes, stride, padding);
        return wide.contains(name) ? sums.to(torch.ScalarType.Float) : sums;
    }

    private Tensor exactSums(String name, Tensor codes, int stride, int padding) {
        boolean asDouble = wide.contains(name);
        return Convolution.of(
                asDouble ? codes.to(torch.ScalarType.Double) : codes, constants.get(name), stride, padding, 1);
    }

    private void activate(Step.Activation activation, Map<String, Tensor> results) {
        String name = activation.name();
        Tensor x = results.get(activation.input()).mul(constants.get(name + ".A"));
        x.add_(constants.get(name + ".B"));
        x = switch (quantizers.get(name)) {
            case Quantizer.Linear linear -> codes(x, linear.formula());
            case Quantizer.Thresholded thresholded -> codes(x, thresholded);
        };
        results.put(name, x);
        if (activation.pool() > 1) {
            int size = activation.pool();
            results.put(
                    ModelFreezer.poolName(name),
                    torch.max_pool2d(
                            x,
                            new long[] {size, size},
                            new long[] {size, size},
                            new long[] {0, 0},
                            new long[] {1, 1},
                            false));
        }
    }

    private static Tensor codes(Tensor x, LinearQuantizer formula) {
        Tensor codes = x.clamp(
                new ScalarOptional(TensorMemory.scalar(0)), new ScalarOptional(TensorMemory.scalar(formula.ceiling())));
        return codes.mul_(TensorMemory.scalar(formula.codesPerUnit()))
                .add_(TensorMemory.scalar(0.5))
                .floor_();
    }

    /** Comparisons are exact, and so is the count of a few. */
    private static Tensor codes(Tensor x, Quantizer.Thresholded quantizer) {
        Tensor codes = torch.zeros_like(x);
        for (float threshold : quantizer.values()) {
            codes.add_(x.ge(TensorMemory.scalar(threshold)));
        }
        return codes;
    }

    /** What the steps behind an activation read: its pooled codes where it pools. */
    private static Tensor codesOf(String name, Map<String, Tensor> results) {
        Tensor pooled = results.get(ModelFreezer.poolName(name));
        return pooled != null ? pooled : results.get(name);
    }

    private Tensor classify(Step.Classifier classifier, Map<String, Tensor> results, Map<String, Tensor> classSums) {
        String name = classifier.name();
        Tensor codes = codesOf(classifier.input(), results);
        double pixels = (double) codes.size(2) * codes.size(3);
        if (topology.floatClassifier()) {
            Tensor sums = codes.sum(2, 3);
            Tensor means =
                    sums.mul_(TensorMemory.scalar((float) (quantizers.get(name).unit() / pixels)));
            return torch.linear(means, constants.get(name), new TensorOptional(constants.get(name + ".bias")));
        }
        // Whole numbers summed in float64: exact whatever the order.
        Tensor sums = exactSums(name, codes, 1, 0).to(torch.ScalarType.Double);
        classSums.put(name, sums);
        for (int code = 1; code < classifier.codes(); code++) {
            String part = classifier.part(code);
            Tensor more = exactSums(part, codesOf(classifier.input(code), results), 1, 0)
                    .to(torch.ScalarType.Double);
            classSums.put(part, more);
            sums = sums.add(more);
            classSums.put(ModelFreezer.additionName(part), sums);
        }
        Tensor total = sums.sum(new long[] {2, 3}, true, new org.bytedeco.pytorch.ScalarTypeOptional());
        classSums.put(ModelFreezer.sumName(name), total);
        return total.to(torch.ScalarType.Float).flatten(1, -1).mul(TensorMemory.scalar((float) (logitScale / pixels)));
    }

    /** Scale of one class sum before division by the number of pixels; 1 for a float classifier. */
    public float logitScale() {
        return logitScale;
    }

    @Override
    public void close() {
        constants.values().forEach(Tensor::close);
    }
}
