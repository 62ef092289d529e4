package org.pixelembedding.train;

import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import org.pixelembedding.data.SizedImages;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.Provenance;
import org.pixelembedding.train.torch.ExactGraph;
import org.pixelembedding.train.torch.TorchRuntime;
import org.pixelembedding.train.torch.TrainingGraph;

/**
 * A checkpoint brought to life: topology, parameters and input layer, without its data. From here it is trained on,
 * evaluated exactly, or frozen. A full-precision network is evaluated as the library does, and never frozen.
 *
 * @param network as its YAML says
 * @param size height and width of the pictures
 */
public record TrainedNetwork(
        TrainingConfig config,
        NetworkSpec network,
        int size,
        Topology topology,
        LinearQuantizer quantizer,
        InputLayer input,
        Checkpoint checkpoint) {
    /** Array of a checkpoint whose training ended before its schedule: after which epoch. */
    static final String ENDED_EARLY = "training.ended";

    /** A network before its first step; thresholds, mean and deviation come from {@link TrainingData#statistics}. */
    public static TrainedNetwork start(TrainingConfig config, TrainingData data) throws IOException {
        return start(config, NetworkSpec.load(config.network()), data);
    }

    /** The same with a network that is not in a file. */
    static TrainedNetwork start(TrainingConfig config, NetworkSpec network, TrainingData data) throws IOException {
        PixelStatistics statistics = data.statistics(config.augmentation(), config.seed());
        return untrained(config, network, statistics, data.train().height(), data.labels(), data.fingerprint());
    }

    /**
     * A network with random weights.
     *
     * @param asked what is to be trained; the network keeps it with what the number of labels decides
     * @param statistics of the pixels that it will see: thresholds, mean and deviation come from them
     * @param size height and width of the pictures
     * @param fingerprint of the data
     */
    public static TrainedNetwork untrained(
            TrainingConfig asked,
            NetworkSpec network,
            PixelStatistics statistics,
            int size,
            List<String> labels,
            String fingerprint) {
        TrainingConfig config = asked.forClasses(labels.size());
        LinearQuantizer quantizer = quantizer(config);
        Parameters arrays = new Parameters();
        float[] normalization = new float[6];
        for (int colour = 0; colour < 3; colour++) {
            normalization[colour] = statistics.mean(colour);
            normalization[3 + colour] = statistics.deviation(colour);
        }
        arrays.put(InputLayers.NORMALIZATION, normalization);
        InputLayer input = InputLayers.start(config, tableQuantizer(config, network), statistics, normalization, size);
        Topology topology = topology(config, network, labels.size());
        Parameters learned = Initializer.parameters(topology, quantizer, stem(config), config.seed());
        learned.names().forEach(name -> arrays.put(name, learned.get(name)));
        config.quantizers().putStart(topology, quantizer, arrays);
        InputLayers.put(input, arrays);
        Checkpoint checkpoint = new Checkpoint(
                config.toYaml(),
                network.toYaml(),
                fingerprint,
                labels,
                Environment.here(config).toText(),
                arrays,
                Checkpoint.Progress.START);
        return new TrainedNetwork(config, network, size, topology, quantizer, input, checkpoint);
    }

    /** A network as a checkpoint holds it. */
    public static TrainedNetwork of(Checkpoint checkpoint) {
        TrainingConfig config = TrainingConfig.recorded("checkpoint", checkpoint.config());
        NetworkSpec network = NetworkSpec.parse("the checkpoint's network", checkpoint.network());
        LinearQuantizer quantizer = quantizer(config);
        Parameters arrays = checkpoint.arrays();
        int size = sizeOf(config, network);
        InputLayer input = InputLayers.stored(config, tableQuantizer(config, network), arrays, size);
        Topology topology = topology(config, network, checkpoint.labels().size());
        return new TrainedNetwork(config, network, size, topology, quantizer, input, checkpoint);
    }

    /** Height and width of pictures: the configuration's, else the network's. */
    public static int sizeOf(TrainingConfig config, NetworkSpec network) {
        return config.size() == 0 ? network.size() : config.size();
    }

    /** Of activations where the network says nothing else. */
    public static LinearQuantizer quantizer(TrainingConfig config) {
        return new LinearQuantizer(config.bits(), LinearQuantizer.DEFAULT.ceiling());
    }

    /**
     * Of the codes that the stem reads: as many bits as the input layer is about, else the table's, else as the network's stem
     * asks for, else the configuration's.
     */
    static LinearQuantizer tableQuantizer(TrainingConfig config, NetworkSpec network) {
        return LayerBits.quantizer(config.fit(network).stemBits().activation(), quantizer(config));
    }

    /** Steps of the network behind the input layer that the configuration asks for. */
    public static Topology topology(TrainingConfig config, NetworkSpec network, int classes) {
        InputKind input = config.input();
        return Topology.of(
                config.fit(network),
                config.width(),
                InputLayer.COLOURS * input.dimensions(config.dimensions()),
                input.planeFilters(config.dimensions()),
                input == InputKind.FLOAT,
                config.floatClassifier(),
                config.forClasses(classes).classifierCodes(),
                classes);
    }

    /** How first-layer latents start: with something in common where that makes sense. */
    static Initializer.Stem stem(TrainingConfig config) {
        return config.input().grows()
                ? new Initializer.Stem(config.recipe().stemCommon(), config.stemTie() > 0)
                : new Initializer.Stem(0, false);
    }

    /**
     * The same network at a later checkpoint. Its input layer is the one that went on learning or, where averages are
     * taken, the checkpoint's own.
     */
    TrainedNetwork at(Checkpoint later) {
        InputLayer then = MovingAverage.isIn(later.arrays())
                ? InputLayers.stored(config, tableQuantizer(config, network), later.arrays(), size)
                : input;
        return new TrainedNetwork(config, network, size, topology, quantizer, then, later);
    }

    /** What training goes on with: this, but for a checkpoint with averages, in which it stands beside them. */
    TrainedNetwork underTraining() {
        if (!MovingAverage.isIn(checkpoint.arrays())) {
            return this;
        }
        return of(new Checkpoint(
                checkpoint.config(),
                checkpoint.network(),
                checkpoint.fingerprint(),
                checkpoint.labels(),
                checkpoint.environment(),
                MovingAverage.raw(checkpoint.arrays()),
                checkpoint.progress()));
    }

    /** The same network with its teacher where it lies now. */
    TrainedNetwork taughtBy(DistillationConfig now) {
        return now.equals(config.distillation())
                ? this
                : new TrainedNetwork(
                        config.with("teacher", TrainingConfig.quoted(now.teacher())),
                        network,
                        size,
                        topology,
                        quantizer,
                        input,
                        checkpoint);
    }

    /** Whether its training has come to the end of its schedule, or ended before it. */
    public boolean ended() {
        return checkpoint.progress().epoch() >= config.epochs()
                || checkpoint.arrays().has(ENDED_EARLY);
    }

    /** Accuracy at this checkpoint. */
    public Evaluation evaluate(SizedImages images) throws IOException {
        if (config.fullPrecision()) {
            try (TrainingGraph graph = trainingGraph(Evaluation.BATCH, 0, false)) {
                return Evaluation.of(graph, input, images);
            }
        }
        try (ExactGraph graph = exactGraph()) {
            return Evaluation.of(graph, input, images);
        }
    }

    /** The training graph in evaluation mode. */
    public ExactGraph exactGraph() {
        return new ExactGraph(topology, checkpoint.arrays(), quantizer);
    }

    /**
     * The training graph with its library operations, at this checkpoint.
     *
     * @param batch largest number of pictures per step
     * @param gradientImages as in {@link TrainingGraph}
     * @param bf16 as in {@link TrainingGraph}
     */
    public TrainingGraph trainingGraph(int batch, int gradientImages, boolean bf16) {
        TrainingGraph graph = new TrainingGraph(
                topology,
                checkpoint.arrays(),
                quantizer,
                new TrainingGraph.Settings(
                        batch,
                        size,
                        size,
                        gradientImages,
                        config.weightDecay(),
                        topology.floatStem() ? 1 : config.stemFactor(),
                        bf16,
                        !config.fullPrecision()));
        graph.quantizerFactor(config.quantizers().factor());
        if (checkpoint.progress().step() > 0) {
            graph.loadOptimizer(checkpoint.arrays());
        }
        return graph;
    }

    /**
     * The integer model.
     *
     * @throws ConfigException if the network is in full precision
     */
    public Model freeze() {
        if (config.fullPrecision()) {
            throw new ConfigException(
                    "fullPrecision is true: such a network is a yardstick, there is nothing to freeze; train one without,"
                            + " or one that starts from it (--from)");
        }
        TreeMap<String, String> provenance = new TreeMap<>();
        provenance.put("config.sha256", config.hash());
        provenance.put("data.sha256", checkpoint.fingerprint());
        provenance.put("epochs.trained", Integer.toString(checkpoint.progress().epoch()));
        if (config.transfer().started()) {
            provenance.put("from.sha256", config.transfer().fromSha256());
        }
        provenance.put("input", config.input().option());
        provenance.put("network", network.name() + " x " + config.width());
        provenance.put("precision", config.precision());
        provenance.put("seed", Long.toString(config.seed()));
        if (config.classifierCodes() > 1 && !config.floatClassifier()) {
            provenance.put(TrainingConfig.CLASSIFIER_CODES, Integer.toString(config.classifierCodes()));
        }
        if (config.classifierBits() > 0) {
            provenance.put(TrainingConfig.CLASSIFIER_BITS, Integer.toString(config.classifierBits()));
        }
        if (config.tableBits() > 0) {
            provenance.put(TrainingConfig.TABLE_BITS, Integer.toString(config.tableBits()));
        }
        if (config.distillation().on()) {
            provenance.put("teacher.sha256", config.distillation().teacherHash());
        }
        provenance.put("software", "pixel-embedding " + version() + ", " + TorchRuntime.version());
        provenance.put("threads", Integer.toString(config.threads()));
        return ModelFreezer.freeze(
                network.name(),
                topology,
                checkpoint.arrays(),
                quantizer,
                input,
                checkpoint.arrays().get(InputLayers.NORMALIZATION),
                size,
                checkpoint.labels(),
                new Provenance(provenance));
    }

    /** Of this program. */
    static String version() {
        String version = TrainedNetwork.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
