package org.pixelembedding.train;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.pixelembedding.model.FloatClassifier;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.train.Topology.Step;

/** A frozen model as a network that can be trained: finds out its configuration, then thaws it. */
final class ThawedModel {
    private static final String TIMES = " x ";

    private ThawedModel() {}

    /**
     * Brings a model back to life.
     *
     * @param source of the model, for messages
     * @param given network and width are looked for here, as YAML, if the model does not know them
     * @throws ConfigException if it has no embedding, is of an unknown network, or cannot be thawed
     */
    static TrainedNetwork of(Model model, String source, Map<String, String> given) throws IOException {
        if (!(model.nodes().get(0).layer() instanceof PixelEmbedding table)) {
            throw new ConfigException(source + ": has no pixel embedding (its first layer is a "
                    + model.nodes().get(0).layer().kind().tag()
                    + "), so its integers cannot be turned back; start from the run or a checkpoint instead");
        }
        NetworkSpec network = network(model, source, given);
        TrainingConfig config = config(model, table, network, given);
        int stemBits = config.fit(network).stemBits().activation();
        Topology topology =
                TrainedNetwork.topology(config, network, model.labels().size());
        config = config.with("bits", Integer.toString(bits(model, topology, stemBits == 0 ? table.bits() : 0)));
        LinearQuantizer quantizer = TrainedNetwork.quantizer(config);
        int tableBits = TrainedNetwork.tableQuantizer(config, network).bits();
        if (table.bits() != tableBits) {
            throw new ConfigException(source + ": layer '" + Topology.EMBEDDING + "' has codes of " + table.bits()
                    + " bits, network " + network.name() + " wants " + tableBits + "; name its network with --network");
        }
        Parameters arrays = new Parameters();
        // Read by float stems only, which have no embedding.
        arrays.put(InputLayers.NORMALIZATION, new float[] {0, 0, 0, 1, 1, 1});
        Parameters learned = ModelThawer.thaw(model, source, topology, quantizer);
        learned.names().forEach(name -> arrays.put(name, learned.get(name)));
        InputLayers.put(input(config, table, quantizer), arrays);
        return TrainedNetwork.of(new Checkpoint(
                config.toYaml(),
                network.toYaml(),
                model.provenance().entries().getOrDefault("data.sha256", ""),
                model.labels(),
                "",
                arrays,
                Checkpoint.Progress.START));
    }

    private static NetworkSpec network(Model model, String source, Map<String, String> given) throws IOException {
        if (given.containsKey("network")) {
            String name = TrainingConfig.parse("options", "network: " + given.get("network"))
                    .network();
            return NetworkSpec.load(name);
        }
        if (!NetworkSpec.SHIPPED.contains(model.name())) {
            throw new ConfigException(source + ": is of network '" + model.name()
                    + "', which does not ship with this program; give its YAML file with --network");
        }
        return NetworkSpec.load(model.name());
    }

    private static TrainingConfig config(
            Model model, PixelEmbedding table, NetworkSpec network, Map<String, String> given) {
        Map<String, String> provenance = model.provenance().entries();
        Map<String, String> values = new LinkedHashMap<>();
        values.put("network", given.getOrDefault("network", "\"" + network.name() + "\""));
        String known = provenance.getOrDefault("network", "");
        if (known.startsWith(model.name() + TIMES)) {
            values.put("width", known.substring(model.name().length() + TIMES.length()));
        } else if (given.containsKey("width")) {
            values.put("width", given.get("width"));
        }
        values.put("size", Integer.toString(model.inputHeight()));
        InputKind kind = provenance.containsKey("input")
                ? InputKind.of(provenance.get("input"))
                : table.tables() == 1 && table.dimensions() == 1 ? InputKind.DIRECT : InputKind.PIXEL_EMBEDDING;
        values.put("input", kind.option());
        if (kind.dimensions(0) == 0) {
            values.put("dimensions", Integer.toString(table.dimensions()));
        }
        values.put(TrainingConfig.TABLE_BITS, provenance.getOrDefault(TrainingConfig.TABLE_BITS, "0"));
        values.put(TrainingConfig.CLASSIFIER_CODES, provenance.getOrDefault(TrainingConfig.CLASSIFIER_CODES, "1"));
        values.put(TrainingConfig.CLASSIFIER_BITS, provenance.getOrDefault(TrainingConfig.CLASSIFIER_BITS, "0"));
        if (kind.fitsColours()) {
            values.put("table", table.tables() == 1 ? "shared" : "per-colour");
        }
        boolean isFloat = model.nodes().stream().map(Node::layer).anyMatch(FloatClassifier.class::isInstance);
        values.put("classifier", isFloat ? "float" : "binary");
        values.put("stemTie", "0.0"); // signs do not say how far apart their latents were
        return TrainingConfig.parse("model", "").with(values);
    }

    /** Bits of the first codes for which the network says none. */
    private static int bits(Model model, Topology topology, int ofTable) {
        if (ofTable > 0) {
            return ofTable;
        }
        for (Step step : topology.steps()) {
            if (step instanceof Step.Activation activation && activation.bits().activation() == 0) {
                Optional<Node> node = model.node(activation.name());
                if (node.isPresent() && node.get().layer() instanceof MultiThreshold layer) {
                    return layer.thresholds().bits();
                }
            }
        }
        return LinearQuantizer.DEFAULT.bits();
    }

    /** A learned table's latents lie in the middle of their codes. */
    private static InputLayer input(TrainingConfig config, PixelEmbedding table, LinearQuantizer base) {
        if (config.input() == InputKind.LEARNED_THERMOMETER) {
            return LearnedThermometer.startingAt(table);
        }
        if (config.input() != InputKind.PIXEL_EMBEDDING) {
            return FixedInput.codes(table);
        }
        byte[] codes = table.toCodes();
        LinearQuantizer quantizer = new LinearQuantizer(table.bits(), base.ceiling());
        float[] latents = new float[codes.length];
        for (int i = 0; i < latents.length; i++) {
            latents[i] = (codes[i] & 0xff) * quantizer.step();
        }
        return new LookupEmbedding(
                table.tables(),
                table.dimensions(),
                quantizer,
                latents,
                new float[latents.length],
                new float[table.tables() * table.dimensions()],
                codes,
                config.tableSmoothing());
    }
}
