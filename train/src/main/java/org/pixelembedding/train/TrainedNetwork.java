package org.pixelembedding.train;

import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.Provenance;
import org.pixelembedding.train.torch.ExactGraph;
import org.pixelembedding.train.torch.TorchRuntime;
import org.pixelembedding.train.torch.TrainingGraph;

/**
 * A checkpoint brought to life: topology, parameters and input layer, without its data. From here it is trained on,
 * evaluated exactly, or frozen.
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

    /** Names of the arrays beside the steps' own in a checkpoint. */
    static final String NORMALIZATION = "input.normalization";

    static final String CODES = "embedding.codes";
    static final String LATENTS = "embedding.table";
    static final String FIRST = "embedding.adam1";
    static final String SECOND = "embedding.adam2";

    /** A network before its first step; thresholds, mean and deviation come from the training pixels. */
    public static TrainedNetwork start(TrainingConfig config, TrainingData data) throws IOException {
        return start(config, NetworkSpec.load(config.network()), data);
    }

    /** The same with a network that is not in a file. */
    static TrainedNetwork start(TrainingConfig config, NetworkSpec network, TrainingData data) throws IOException {
        return untrained(config, network, data.statistics(), data.train().height(), data.labels(), data.fingerprint());
    }

    /**
     * A network with random weights.
     *
     * @param statistics of the pixels that it will see: thresholds, mean and deviation come from them
     * @param size height and width of the pictures
     * @param fingerprint of the data
     */
    public static TrainedNetwork untrained(
            TrainingConfig config,
            NetworkSpec network,
            PixelStatistics statistics,
            int size,
            List<String> labels,
            String fingerprint) {
        LinearQuantizer quantizer = quantizer(config);
        Parameters arrays = new Parameters();
        float[] normalization = new float[6];
        for (int colour = 0; colour < 3; colour++) {
            normalization[colour] = statistics.mean(colour);
            normalization[3 + colour] = statistics.deviation(colour);
        }
        arrays.put(NORMALIZATION, normalization);
        InputLayer input = firstInput(config, tableQuantizer(network, quantizer), statistics, normalization);
        Topology topology = topology(config, network, input, labels.size());
        Parameters learned =
                Initializer.parameters(topology, quantizer, config.recipe().stemCommon(), config.seed());
        learned.names().forEach(name -> arrays.put(name, learned.get(name)));
        config.quantizers().putStart(topology, quantizer, arrays);
        putInput(input, arrays);
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
        TrainingConfig config = TrainingConfig.parse("checkpoint", checkpoint.config());
        NetworkSpec network = NetworkSpec.parse("the checkpoint's network", checkpoint.network());
        LinearQuantizer quantizer = quantizer(config);
        Parameters arrays = checkpoint.arrays();
        InputLayer input = storedInput(config, tableQuantizer(network, quantizer), arrays);
        Topology topology = topology(config, network, input, checkpoint.labels().size());
        return new TrainedNetwork(config, network, sizeOf(config, network), topology, quantizer, input, checkpoint);
    }

    /** Height and width of pictures: the configuration's, else the network's. */
    public static int sizeOf(TrainingConfig config, NetworkSpec network) {
        return config.size() == 0 ? network.size() : config.size();
    }

    static LinearQuantizer quantizer(TrainingConfig config) {
        return new LinearQuantizer(config.bits(), LinearQuantizer.DEFAULT.ceiling());
    }

    /** Of the codes that the stem reads: as many bits as the network's stem asks for, else the configuration's. */
    static LinearQuantizer tableQuantizer(NetworkSpec network, LinearQuantizer base) {
        int bits = network.blocks().getFirst() instanceof NetworkSpec.Block.Stem stem
                ? stem.bits().activation()
                : 0;
        return LayerBits.quantizer(bits, base);
    }

    static Topology topology(TrainingConfig config, NetworkSpec network, InputLayer input, int classes) {
        return Topology.of(
                network,
                config.width(),
                input.channels(),
                config.input() == InputKind.FLOAT,
                config.floatClassifier(),
                classes);
    }

    private static InputLayer firstInput(
            TrainingConfig config, LinearQuantizer quantizer, PixelStatistics statistics, float[] normalization) {
        return switch (config.input()) {
            case FLOAT -> floatInput(normalization);
            case DIRECT -> FixedInput.direct(quantizer);
            case GENERALIZED_THERMOMETER -> FixedInput.codes(thermometer(config, quantizer.bits(), statistics));
            case PIXEL_EMBEDDING ->
                LookupEmbedding.startingAt(
                        thermometer(config, quantizer.bits(), statistics),
                        quantizer,
                        config.tableSmoothing(),
                        config.seed());
        };
    }

    private static PixelEmbedding thermometer(TrainingConfig config, int bits, PixelStatistics statistics) {
        int tables = config.perColour() ? 3 : 1;
        int d = config.dimensions();
        int count = d * ((1 << bits) - 1);
        byte[] codes = new byte[tables * PixelEmbedding.VALUES * d];
        for (int table = 0; table < tables; table++) {
            double[] thresholds = config.thresholds().equals("uniform")
                    ? Thermometer.uniform(count)
                    : Thermometer.quantiles(tables == 1 ? statistics.pooled() : statistics.histogram(table), count);
            byte[] rows = Thermometer.codes(thresholds, d, bits, config.order().equals("interleaved"));
            System.arraycopy(rows, 0, codes, table * rows.length, rows.length);
        }
        return new PixelEmbedding(tables, d, bits, codes);
    }

    private static InputLayer floatInput(float[] normalization) {
        return FixedInput.floatPixels(
                java.util.Arrays.copyOfRange(normalization, 0, 3), java.util.Arrays.copyOfRange(normalization, 3, 6));
    }

    private static InputLayer storedInput(TrainingConfig config, LinearQuantizer quantizer, Parameters arrays) {
        if (config.input() == InputKind.FLOAT) {
            return floatInput(arrays.get(NORMALIZATION));
        }
        float[] stored = arrays.get(CODES);
        byte[] codes = new byte[stored.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) (int) stored[i];
        }
        if (config.input() == InputKind.PIXEL_EMBEDDING) {
            return new LookupEmbedding(
                    config.perColour() ? 3 : 1,
                    config.dimensions(),
                    quantizer,
                    arrays.get(LATENTS).clone(),
                    arrays.get(FIRST).clone(),
                    arrays.get(SECOND).clone(),
                    codes,
                    config.tableSmoothing());
        }
        boolean direct = config.input() == InputKind.DIRECT;
        int tables = direct || !config.perColour() ? 1 : 3;
        return FixedInput.codes(new PixelEmbedding(tables, direct ? 1 : config.dimensions(), quantizer.bits(), codes));
    }

    /** The input layer's arrays: the codes it started from and, if it learns, latents and Adam's moments. */
    static void putInput(InputLayer input, Parameters arrays) {
        switch (input) {
            case LookupEmbedding table -> {
                arrays.put(CODES, table.initialCodesAsFloats());
                arrays.put(LATENTS, table.latents().clone());
                arrays.put(FIRST, table.first().clone());
                arrays.put(SECOND, table.second().clone());
            }
            case FixedInput fixed ->
                fixed.frozen().ifPresent(codes -> {
                    byte[] bytes = codes.toCodes();
                    float[] values = new float[bytes.length];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = bytes[i] & 0xff;
                    }
                    arrays.put(CODES, values);
                });
        }
    }

    /**
     * The same network at a later checkpoint. Its input layer is the one that went on learning or, where averages are
     * taken, the checkpoint's own.
     */
    TrainedNetwork at(Checkpoint later) {
        InputLayer then = MovingAverage.isIn(later.arrays())
                ? storedInput(config, tableQuantizer(network, quantizer), later.arrays())
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
                        true));
        graph.quantizerFactor(config.quantizers().factor());
        if (checkpoint.progress().step() > 0) {
            graph.loadOptimizer(checkpoint.arrays());
        }
        return graph;
    }

    /** The integer model. */
    public Model freeze() {
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
                checkpoint.arrays().get(NORMALIZATION),
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
