package org.pixelembedding.train;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pixelembedding.train.Topology.Step;
import org.pixelembedding.train.torch.ExactGraph;
import org.pixelembedding.train.torch.TrainingGraph;

/** The network with which a training on trained features begins. */
final class TransferStart {
    /** Pictures whose sums are looked at behind a frozen model. */
    private static final int PICTURES = 1024;

    private static final int PICTURES_AT_ONCE = 16;

    private TransferStart() {}

    /**
     * Body and table of the source, its classifier if that is wanted, else a new one for these labels. Batch norm is still the
     * source's.
     *
     * @param asked as {@link TransferSource#settings} gives it, resolved; the network keeps it with what the number of labels
     *     decides
     * @throws ConfigException if the classifier is to be kept and the labels differ
     */
    static TrainedNetwork network(
            TrainingConfig asked, TransferSource source, List<String> labels, String fingerprint) {
        TrainingConfig config = asked.forClasses(labels.size());
        TrainedNetwork features = source.features();
        boolean keep = config.transfer().keepClassifier();
        List<String> theirs = features.checkpoint().labels();
        if (keep && !theirs.equals(labels)) {
            throw new ConfigException(
                    "keepClassifier wants the labels of " + source.name() + ", " + theirs.size() + " from '"
                            + theirs.getFirst() + "' to '" + theirs.getLast() + "', got " + labels.size() + " from '"
                            + labels.getFirst() + "' to '" + labels.getLast() + "'; leave it out for a new classifier");
        }
        Topology topology = TrainedNetwork.topology(config, features.network(), labels.size());
        Parameters trained = features.checkpoint().arrays();
        Parameters fresh =
                Initializer.parameters(topology, features.quantizer(), TrainedNetwork.stem(config), config.seed());
        config.quantizers().putStart(topology, features.quantizer(), fresh);
        Parameters arrays = new Parameters();
        arrays.put(
                InputLayers.NORMALIZATION,
                trained.get(InputLayers.NORMALIZATION).clone());
        Map<String, String> firstCode = codesOfTheFirst(features.topology(), topology);
        for (String name : fresh.names()) {
            int dot = name.lastIndexOf('.');
            String first = firstCode.get(name.substring(0, dot));
            if (topology.classifies(name) && !keep) {
                arrays.put(name, fresh.get(name));
            } else if (first == null) {
                arrays.put(name, trained.get(name).clone());
            } else {
                float[] values = trained.get(first + name.substring(dot)).clone();
                arrays.put(name, name.endsWith(".bias") ? moved(values, fresh.get(name)) : values);
            }
        }
        InputLayers.put(startingHere(features.input(), config), arrays);
        return TrainedNetwork.of(new Checkpoint(
                config.toYaml(),
                features.network().toYaml(),
                fingerprint,
                labels,
                Environment.here(config).toText(),
                arrays,
                Checkpoint.Progress.START));
    }

    /**
     * Where the classifier reads another number of codes than the source's: for each activation that it reads, the source's
     * first. All start as that one, moved as those of a new network are.
     */
    private static Map<String, String> codesOfTheFirst(Topology source, Topology here) {
        Step.Classifier theirs = (Step.Classifier) source.steps().getLast();
        Step.Classifier ours = (Step.Classifier) here.steps().getLast();
        Map<String, String> first = new HashMap<>();
        if (theirs.codes() != ours.codes()) {
            for (int code = 0; code < ours.codes(); code++) {
                first.put(ours.input(code), theirs.input());
            }
        }
        return first;
    }

    private static float[] moved(float[] bias, float[] by) {
        for (int i = 0; i < bias.length; i++) {
            bias[i] += by[i];
        }
        return bias;
    }

    /** A learned table without the moments of its former training, and with the codes it has now as those it starts from. */
    private static InputLayer startingHere(InputLayer input, TrainingConfig config) {
        return input instanceof LearnedInput learned ? learned.startingHere(config) : input;
    }

    /**
     * Estimates batch norm on the new pictures, in place. Where the statistics of the source are known they are replaced, as at a
     * training's end. A frozen model does not hold them, only the line A sum + B that they fold into: mean and variance of the
     * frozen network's own sums are then measured, and gain and bias chosen with them so that the line stays where it is.
     * Without that, the first step, which normalizes by its batch, would compute another function than the model.
     */
    static void settle(TrainedNetwork network, TransferSource source, TrainingBatches batches) throws IOException {
        if (source.frozen()) {
            keepLines(network, sums(network, batches));
        } else {
            StatisticsEstimate.renew(network, batches, 0);
        }
    }

    /** Mean and variance of each channel of one step's sums. */
    private static final class Moments {
        private final double[] sum;
        private final double[] squares;
        private long count;

        Moments(int channels) {
            sum = new double[channels];
            squares = new double[channels];
        }

        void add(float[] values) {
            int channel = 0;
            for (float value : values) {
                sum[channel] += value;
                squares[channel] += (double) value * value;
                channel = channel + 1 == sum.length ? 0 : channel + 1;
            }
            count += values.length / sum.length;
        }

        double mean(int channel) {
            return sum[channel] / count;
        }

        double variance(int channel) {
            return Math.max(0, squares[channel] / count - mean(channel) * mean(channel));
        }
    }

    private static Map<String, Moments> sums(TrainedNetwork network, TrainingBatches batches) throws IOException {
        Map<String, Moments> moments = new HashMap<>();
        int steps = Math.clamp(PICTURES / batches.batch(), 1, batches.perEpoch());
        int size = network.size();
        int bytes = size * size * InputLayer.COLOURS;
        try (ExactGraph graph = network.exactGraph()) {
            for (int step = 0; step < steps; step++) {
                batches.load(0, step);
                for (int from = 0; from < batches.batch(); from += PICTURES_AT_ONCE) {
                    int images = Math.min(PICTURES_AT_ONCE, batches.batch() - from);
                    byte[] pixels =
                            java.util.Arrays.copyOfRange(batches.pixels(), from * bytes, (from + images) * bytes);
                    float[] encoded = new float[pixels.length * network.input().dimensions()];
                    network.input().encode(pixels, pixels.length, FloatBuffer.wrap(encoded));
                    Map<String, float[]> nodes =
                            graph.run(encoded, images, size, size, true).nodes();
                    for (Step each : network.topology().steps()) {
                        if (each instanceof Step.Activation activation) {
                            moments.computeIfAbsent(activation.name(), name -> new Moments(activation.channels()))
                                    .add(nodes.get(activation.input()));
                        }
                    }
                }
            }
        }
        return moments;
    }

    private static void keepLines(TrainedNetwork network, Map<String, Moments> moments) {
        Parameters arrays = network.checkpoint().arrays();
        for (Step step : network.topology().steps()) {
            if (step instanceof Step.Activation activation) {
                Folding.Affine line = Folding.affine(network.topology(), arrays, network.quantizer(), activation);
                double[] scales = Folding.scales(network.topology(), arrays, network.quantizer(), activation.input());
                Moments seen = moments.get(activation.name());
                for (int c = 0; c < scales.length; c++) {
                    double mean = seen.mean(c) * scales[c];
                    double variance = seen.variance(c) * scales[c] * scales[c];
                    double slope = line.gain()[c] / scales[c];
                    arrays.get(activation.name() + ".mean")[c] = (float) mean;
                    arrays.get(activation.name() + ".variance")[c] = (float) variance;
                    arrays.get(activation.name() + ".gain")[c] =
                            (float) (slope * Math.sqrt((float) variance + TrainingGraph.EPSILON));
                    arrays.get(activation.name() + ".bias")[c] = (float) (line.bias()[c] + (float) mean * slope);
                }
            }
        }
    }
}
