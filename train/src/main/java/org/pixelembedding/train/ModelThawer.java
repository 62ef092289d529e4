package org.pixelembedding.train;

import java.util.Optional;
import org.pixelembedding.model.BitPlaneConv2d;
import org.pixelembedding.model.FloatClassifier;
import org.pixelembedding.model.Layer;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.model.MaxPool2d;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.TensorSpec;
import org.pixelembedding.model.Thresholds;
import org.pixelembedding.train.Topology.Step;
import org.pixelembedding.train.torch.TrainingGraph;

/**
 * Turns a frozen model back into numbers that can be trained: latent weights, and batch norm of mean 0 that folds into the
 * same thresholds. Freezing what comes out gives the same integers again. The other way round from
 * {@link ModelFreezer}.
 */
final class ModelThawer {
    /** Of a batch norm's variance, so that its float32 neighbours lie close enough to hit any A. */
    private static final double VARIANCE = 0.9;

    private static final int MOST_NEIGHBOURS = 64;

    private final Model model;
    private final String source;
    private final Topology topology;
    private final LinearQuantizer quantizer;
    private final Parameters parameters = new Parameters();

    private ModelThawer(Model model, String source, Topology topology, LinearQuantizer quantizer) {
        this.model = model;
        this.source = source;
        this.topology = topology;
        this.quantizer = quantizer;
    }

    /**
     * Thaws.
     *
     * @param source of the model, for messages
     * @param topology of its network, with a quantized stem
     * @return what {@link Initializer#parameters} gives, with other numbers
     * @throws ConfigException if the model is not of that network, or its thresholds come from no batch norm; names the
     *     layer
     */
    static Parameters thaw(Model model, String source, Topology topology, LinearQuantizer quantizer) {
        ModelThawer thawer = new ModelThawer(model, source, topology, quantizer);
        thawer.run();
        return thawer.parameters;
    }

    private void run() {
        int nodes = topology.planes().isPresent() ? 0 : 1; // the embedding
        for (Step step : topology.steps()) {
            nodes++;
            switch (step) {
                case Step.Conv conv -> convolution(conv);
                case Step.Activation activation -> {
                    activation(activation);
                    nodes += activation.pool() > 1 ? 1 : 0;
                }
                case Step.PlaneConv planes -> planes(planes);
                case Step.Add add -> node(add.name());
                case Step.Classifier classifier -> {
                    classifier(classifier);
                    nodes += topology.floatClassifier() ? 0 : 2 * classifier.codes() - 1;
                }
            }
        }
        if (model.nodes().size() != nodes) {
            throw new ConfigException(source + ": has " + model.nodes().size() + " layers, the network wants " + nodes
                    + "; it is of another network: name it with --network");
        }
    }

    private Node node(String name) {
        return model.node(name)
                .orElseThrow(() -> new ConfigException(source + ": has no layer '" + name
                        + "', which the network has; it is of another network: name it with --network"));
    }

    private Layer layer(String name) {
        return node(name).layer();
    }

    private ConfigException other(String name, String wanted, Object got) {
        return new ConfigException(source + ": layer '" + name + "' is " + got + ", the network wants " + wanted
                + "; name its network with --network, and its width with --width");
    }

    private void convolution(Step.Conv conv) {
        String wanted = conv.out() + "x" + conv.kernel() + "x" + conv.kernel() + "x" + conv.in() + " weights@"
                + conv.bits().weightBits() + "bit, stride " + conv.stride();
        if (!(layer(conv.name()) instanceof QuantConv2d layer)) {
            throw other(conv.name(), wanted, layer(conv.name()).kind().tag());
        }
        if (!wanted.equals(layer.weights() + ", stride " + layer.stride()) || layer.padding() != conv.padding()) {
            throw other(
                    conv.name(),
                    wanted,
                    layer.weights() + ", stride " + layer.stride() + ", padding " + layer.padding());
        }
        int[] levels = levels(layer.weights());
        int group = conv.scale() == Topology.Scale.PER_CHANNEL ? conv.fanIn() : levels.length;
        float[] latents =
                LatentWeights.of(levels, conv.bits().weightBits(), group, LatentWeights.usualMean(conv.fanIn()));
        if (!java.util.Arrays.equals(levels, Folding.levels(conv, latents))) {
            throw noLatents(conv.name());
        }
        parameters.put(conv.name() + ".weight", latents);
    }

    private void planes(Step.PlaneConv planes) {
        String wanted = planes.out() + "x" + planes.kernel() + "x" + planes.kernel() + "x" + Step.PlaneConv.PLANES
                + " weights@1bit";
        if (!(layer(planes.name()) instanceof BitPlaneConv2d layer)
                || !wanted.equals(layer.weights().toString())
                || layer.stride() != 1
                || layer.padding() != planes.padding()) {
            throw other(planes.name(), wanted, layer(planes.name()));
        }
        int[] levels = levels(layer.weights());
        parameters.put(
                planes.name() + ".weight",
                LatentWeights.of(levels, 1, planes.fanIn(), LatentWeights.usualMean(planes.fanIn())));
    }

    private ConfigException noLatents(String name) {
        return new ConfigException(source + ": layer '" + name + "' has weights that no latent weights quantize to"
                + "; start from a checkpoint instead");
    }

    /** Levels in order {@code [out][in][ky][kx]}. */
    private static int[] levels(PackedWeights weights) {
        int[] levels = new int[Math.toIntExact(weights.count())];
        int at = 0;
        for (int o = 0; o < weights.outChannels(); o++) {
            for (int c = 0; c < weights.inChannels(); c++) {
                for (int y = 0; y < weights.kernelHeight(); y++) {
                    for (int x = 0; x < weights.kernelWidth(); x++) {
                        levels[at++] = weights.weight(o, y, x, c);
                    }
                }
            }
        }
        return levels;
    }

    private void activation(Step.Activation step) {
        LinearQuantizer own = step.quantizer(quantizer);
        String wanted = step.channels() + " channels x " + own.maxCode() + " thresholds";
        if (!(layer(step.name()) instanceof MultiThreshold layer)) {
            throw other(step.name(), wanted, layer(step.name()).kind().tag());
        }
        Thresholds thresholds = layer.thresholds();
        if (!wanted.equals(thresholds.toString())) {
            throw other(step.name(), wanted, thresholds);
        }
        if (step.pool() > 1) {
            String pool = ModelFreezer.poolName(step.name());
            if (!layer(pool).equals(new MaxPool2d(step.pool(), step.pool()))) {
                throw other(pool, "a window of " + step.pool(), layer(pool));
            }
        }
        double[] scales = Folding.scales(topology, parameters, quantizer, step.input());
        int bound = boundAt(step.name());
        int channels = step.channels();
        float[] gain = new float[channels];
        float[] bias = new float[channels];
        float[] variance = new float[channels];
        for (int c = 0; c < channels; c++) {
            int channel = c;
            ThresholdFit.Line line = ThresholdFit.find(thresholds, c, own, bound)
                    .orElseThrow(() -> new ConfigException(source + ": the thresholds of layer '" + step.name()
                            + "', channel " + channel + ", come from no batch norm and evenly spaced levels"
                            + " (learned thresholds do not); start from the run or a checkpoint instead"));
            gain[c] = (float) (Math.sqrt(VARIANCE) * line.a() / scales[c]);
            variance[c] = variance(gain[c], line.a(), scales[c])
                    .orElseThrow(
                            () -> new ConfigException(
                                    source + ": the thresholds of layer '" + step.name() + "', channel " + channel
                                            + ", want a batch norm beyond float32; start from the run or a checkpoint instead"));
            bias[c] = line.b();
        }
        parameters.put(step.name() + ".gain", gain);
        parameters.put(step.name() + ".bias", bias);
        parameters.put(step.name() + ".mean", new float[channels]);
        parameters.put(step.name() + ".variance", variance);
    }

    /** A variance with which a gain folds into exactly this A, as {@link Folding#affine} computes it. */
    private static Optional<Float> variance(float gain, float a, double scale) {
        double root = gain * scale / a;
        float near = (float) (root * root - TrainingGraph.EPSILON);
        for (int distance = 0; distance <= MOST_NEIGHBOURS; distance++) {
            for (int side = -1; side <= 1; side += 2) {
                float variance = near + side * distance * Math.ulp(near);
                if ((float) (gain / Math.sqrt(variance + TrainingGraph.EPSILON) * scale) == a) {
                    return Optional.of(variance);
                }
            }
        }
        return Optional.empty();
    }

    private int boundAt(String activation) {
        int index = model.indexOf(activation);
        TensorSpec in = model.inputsOf(
                        index,
                        model.specs(model.inputHeight(), model.inputWidth()),
                        model.inputHeight(),
                        model.inputWidth())
                .get(0);
        return in.bound();
    }

    private void classifier(Step.Classifier step) {
        String wanted = step.classes() + " classes of " + step.in() + " channels";
        if (layer(step.name()) instanceof FloatClassifier layer && topology.floatClassifier()) {
            if (layer.channels() != step.in()) {
                throw other(step.name(), wanted, layer.channels() + " channels");
            }
            float[] weights = new float[step.classes() * step.in()];
            float[] bias = new float[step.classes()];
            for (int k = 0; k < bias.length; k++) {
                bias[k] = layer.bias(k);
                for (int c = 0; c < step.in(); c++) {
                    weights[k * step.in() + c] = layer.weight(k, c);
                }
            }
            parameters.put(step.name() + ".weight", weights);
            parameters.put(step.name() + ".bias", bias);
            return;
        }
        int[] levels = new int[step.classes() * step.in()];
        for (int code = 0; code < step.codes(); code++) {
            if (!(layer(step.part(code)) instanceof QuantConv2d layer)
                    || layer.weights().inChannels() != step.channels()
                    || layer.weights().bits() != step.bits().weightBits()) {
                throw other(
                        step.part(code), wanted + " at " + step.bits().weightBits() + " bits", layer(step.part(code)));
            }
            int[] part = levels(layer.weights());
            for (int k = 0; k < step.classes(); k++) {
                System.arraycopy(
                        part, k * step.channels(), levels, k * step.in() + code * step.channels(), step.channels());
            }
        }
        WeightQuantizer weights = new WeightQuantizer(step.bits().weightBits());
        // The one scale a layer is in the logits, so the model knows it.
        double pixels = model.specs(model.inputHeight(), model.inputWidth())
                .get(model.indexOf(step.name()))
                .pixelCount();
        double mean = model.logitScale()
                * pixels
                / (weights.stepShare() * step.reads(quantizer).step());
        float[] latents = LatentWeights.of(levels, weights.bits(), levels.length, mean);
        if (!java.util.Arrays.equals(levels, Folding.levels(step, latents))) {
            throw noLatents(step.name());
        }
        parameters.put(step.name() + ".weight", latents);
    }
}
