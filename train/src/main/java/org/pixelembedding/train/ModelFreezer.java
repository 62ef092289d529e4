package org.pixelembedding.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pixelembedding.model.BitPlaneConv2d;
import org.pixelembedding.model.FloatClassifier;
import org.pixelembedding.model.FloatStem;
import org.pixelembedding.model.GlobalSumPool;
import org.pixelembedding.model.Layer;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.model.MaxPool2d;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.Provenance;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.ResidualAdd;
import org.pixelembedding.model.ShapeException;
import org.pixelembedding.model.TensorSpec;
import org.pixelembedding.train.Topology.Step;

/**
 * Turns what was learned into integers: codes, signs and thresholds. Plain Java; the same parameters give the same
 * model. docs/NUMERICS.md derives every fold.
 */
public final class ModelFreezer {
    private final String name;
    private final Topology topology;
    private final Parameters parameters;
    private final LinearQuantizer quantizer;
    private final int size;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, TensorSpec> specs = new HashMap<>();
    /** Node that holds a step's result: differs from the step's name behind pooling and a float stem. */
    private final Map<String, String> results = new HashMap<>();

    private ModelFreezer(String name, Topology topology, Parameters parameters, LinearQuantizer quantizer, int size) {
        this.name = name;
        this.topology = topology;
        this.parameters = parameters;
        this.quantizer = quantizer;
        this.size = size;
    }

    /**
     * Freezes.
     *
     * @param input the codes of a fixed or learned table, or float pixels
     * @param normalization per colour mean, then standard deviation: 6 numbers, read only for a float stem
     * @throws ShapeException if a sum does not fit its accumulator; names the layer
     */
    public static Model freeze(
            String name,
            Topology topology,
            Parameters parameters,
            LinearQuantizer quantizer,
            InputLayer input,
            float[] normalization,
            int size,
            List<String> labels,
            Provenance provenance) {
        return new ModelFreezer(name, topology, parameters, quantizer, size)
                .run(input, normalization, labels, provenance);
    }

    private Model run(InputLayer input, float[] normalization, List<String> labels, Provenance provenance) {
        specs.put(Model.INPUT, TensorSpec.pixels(size, size));
        List<Step> steps = topology.steps();
        int next = 0;
        if (topology.floatStem()) {
            floatStem((Step.Conv) steps.get(0), (Step.Activation) steps.get(1), normalization);
            next = 2;
        } else if (topology.planes().isEmpty()) {
            Layer codes = input.frozen()
                    .orElseThrow(() -> new IllegalStateException("a quantized stem wants an input layer of codes"));
            add(Topology.EMBEDDING, codes, Model.INPUT);
        }
        float logitScale = 1;
        for (Step step : steps.subList(next, steps.size())) {
            switch (step) {
                case Step.Conv conv ->
                    add(
                            conv.name(),
                            new QuantConv2d(
                                    Folding.pack(
                                            Folding.levels(conv, weight(conv.name())),
                                            conv.bits().weightBits(),
                                            conv.out(),
                                            conv.in(),
                                            conv.kernel()),
                                    conv.stride(),
                                    conv.padding()),
                            conv.input());
                case Step.PlaneConv planes ->
                    add(
                            planes.name(),
                            new BitPlaneConv2d(
                                    Folding.pack(
                                            Folding.levels(planes, weight(planes.name())),
                                            1,
                                            planes.out(),
                                            Step.PlaneConv.PLANES,
                                            planes.kernel()),
                                    1,
                                    planes.padding()),
                            Model.INPUT);
                case Step.Add sum -> add(sum.name(), new ResidualAdd(), sum.left(), sum.right());
                case Step.Activation activation -> {
                    int bound = specs.get(resultOf(activation.input())).bound();
                    if (bound >= 1 << 24) {
                        throw new ShapeException("layer '" + activation.name() + "' reads sums up to " + bound
                                + ", which float32 does not hold exactly (want < " + (1 << 24)
                                + "): use fewer channels or fewer bits");
                    }
                    Folding.Affine affine = Folding.affine(topology, parameters, quantizer, activation);
                    add(
                            activation.name(),
                            new MultiThreshold(
                                    Folding.thresholds(affine, Quantizer.of(parameters, quantizer, activation), bound)),
                            activation.input());
                    pool(activation);
                }
                case Step.Classifier classifier -> logitScale = classifier(classifier);
            }
        }
        return new Model(name, size, size, nodes, labels, logitScale, provenance);
    }

    private float[] weight(String step) {
        return parameters.get(step + ".weight");
    }

    private void floatStem(Step.Conv conv, Step.Activation activation, float[] normalization) {
        Folding.Affine affine = Folding.affine(topology, parameters, quantizer, activation);
        float[] latent = weight(conv.name());
        float[] weights = new float[latent.length];
        int taps = conv.kernel() * conv.kernel();
        for (int o = 0; o < conv.out(); o++) {
            for (int tap = 0; tap < taps; tap++) {
                for (int c = 0; c < conv.in(); c++) {
                    weights[(o * taps + tap) * conv.in() + c] = latent[(o * conv.in() + c) * taps + tap];
                }
            }
        }
        add(
                activation.name(),
                new FloatStem(
                        conv.out(),
                        conv.kernel(),
                        conv.stride(),
                        conv.padding(),
                        formula(activation),
                        java.util.Arrays.copyOfRange(normalization, 0, 3),
                        java.util.Arrays.copyOfRange(normalization, 3, 6),
                        weights,
                        affine.gain(),
                        affine.bias()),
                Model.INPUT);
        pool(activation);
    }

    /** Behind a float stem there are no learned thresholds ({@link QuantizerConfig#putStart}). */
    private LinearQuantizer formula(Step.Activation activation) {
        return switch (Quantizer.of(parameters, quantizer, activation)) {
            case Quantizer.Linear linear -> linear.formula();
            case Quantizer.Thresholded thresholded ->
                throw new IllegalStateException("'" + activation.name() + "' stands behind a float stem with "
                        + thresholded.maxCode() + " thresholds, want a formula");
        };
    }

    private void pool(Step.Activation activation) {
        if (activation.pool() > 1) {
            String pooled = poolName(activation.name());
            add(pooled, new MaxPool2d(activation.pool(), activation.pool()), activation.name());
            results.put(activation.name(), pooled);
        }
    }

    private float classifier(Step.Classifier step) {
        float[] latent = weight(step.name());
        if (topology.floatClassifier()) {
            add(
                    step.name(),
                    new FloatClassifier(
                            step.classes(),
                            step.in(),
                            Quantizer.readBy(parameters, quantizer, step).unit(),
                            latent,
                            parameters.get(step.name() + ".bias")),
                    step.input());
            return 1;
        }
        int[] levels = Folding.levels(step, latent);
        String sums = step.name();
        for (int code = 0; code < step.codes(); code++) {
            String part = step.part(code);
            PackedWeights weights = Folding.pack(
                    step.levelsOf(code, levels), step.bits().weightBits(), step.classes(), step.channels(), 1);
            add(part, new QuantConv2d(weights, 1, 0), step.input(code));
            if (code > 0) {
                add(additionName(part), new ResidualAdd(), sums, part);
                sums = additionName(part);
            }
        }
        double pixels = specs.get(step.name()).pixelCount();
        add(sumName(step.name()), new GlobalSumPool(), sums);
        return (float) (Folding.logitScale(step, parameters, quantizer) / pixels);
    }

    private void add(String nodeName, Layer layer, String... inputs) {
        List<String> names = java.util.Arrays.stream(inputs).map(this::resultOf).toList();
        try {
            specs.put(nodeName, layer.output(names.stream().map(specs::get).toList()));
        } catch (ShapeException e) {
            throw new ShapeException("layer '" + nodeName + "': " + e.getMessage());
        }
        nodes.add(new Node(nodeName, layer, names));
    }

    private String resultOf(String step) {
        return results.getOrDefault(step, step);
    }

    /** Name of the pooling node behind an activation. */
    public static String poolName(String activation) {
        return activation + ".pool";
    }

    /** Name of the node that adds the sums of one more code of a classifier to those before. */
    public static String additionName(String part) {
        return part + ".add";
    }

    /** Name of the global sum behind a binary classifier. */
    public static String sumName(String classifier) {
        return classifier + ".sum";
    }
}
