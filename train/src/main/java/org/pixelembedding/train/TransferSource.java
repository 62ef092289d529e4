package org.pixelembedding.train;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pixelembedding.format.ModelReader;
import org.pixelembedding.model.Model;

/**
 * Trained features that a training can start from: a run's last checkpoint, a checkpoint, or a frozen model whose integers
 * were turned back into latent weights and batch norm.
 *
 * @param name where they come from, for messages
 * @param sha256 of a model's file, or of a checkpoint without the environment it was trained in: equal trainings have equal ones
 * @param features the trained network; of a frozen model it freezes to the same integers
 * @param frozen whether batch norm's statistics are not those of any pictures: a frozen model does not hold them
 */
public record TransferSource(String name, String sha256, TrainedNetwork features, boolean frozen) {
    private static final String CLASSIFIER = "classifier";

    /** Keys that the features fix, the codes that a classifier reads among them. What it is made of is free if it is replaced. */
    private static final List<String> FIXED = List.of(
            "width",
            "input",
            "dimensions",
            "table",
            "bits",
            TrainingConfig.TABLE_BITS,
            TrainingConfig.CLASSIFIER_BITS,
            "quantizer");

    /**
     * Opens a source.
     *
     * @param path of a run directory, a checkpoint or a model
     * @param given keys that the user sets, as YAML; the network and width of a model are looked for there if the model
     *     does not know them
     * @throws IOException if there is none or it is damaged
     * @throws ConfigException if a model cannot be turned back; says why
     */
    public static TransferSource open(Path path, Map<String, String> given) throws IOException {
        if (!Files.exists(path)) {
            throw new IOException(path + ": no such run, checkpoint or model to start from");
        }
        if (Files.isDirectory(path)) {
            return of(
                    path, new KeptCheckpoints(RunDirectory.open(path)).newest().checkpoint());
        }
        if (isCheckpoint(path)) {
            return of(path, Checkpoint.read(path));
        }
        Model model = ModelReader.read(path);
        String sha256 = sha256(out -> Files.copy(path, out));
        return new TransferSource(path.toString(), sha256, ThawedModel.of(model, path.toString(), given), true);
    }

    private static TransferSource of(Path path, Checkpoint checkpoint) throws IOException {
        String sha256 = sha256(checkpoint.elsewhere()::writeTo);
        return new TransferSource(path.toString(), sha256, TrainedNetwork.of(checkpoint), false);
    }

    private static boolean isCheckpoint(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return new String(in.readNBytes(4), java.nio.charset.StandardCharsets.ISO_8859_1).equals("PXCP");
        }
    }

    /** Writes what is hashed. */
    @FunctionalInterface
    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private static String sha256(Content content) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            content.writeTo(out);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * The configuration of a training that starts from here: what the features fix comes from them, as do size, classifier,
     * the start of the table and whether first-layer latents are tied (those that learned apart stay apart), unless they are
     * given; the rest is what the user wants.
     *
     * @param wanted with the defaults where nothing was given
     * @param given keys that were given
     * @throws ConfigException if a given key contradicts the features; names all differences
     */
    public TrainingConfig settings(TrainingConfig wanted, Set<String> given) throws IOException {
        Map<String, String> ours = features.config().values();
        Map<String, String> theirs = wanted.values();
        Map<String, String> changes = new LinkedHashMap<>();
        List<String> differences = new ArrayList<>();
        for (String key : FIXED) {
            changes.put(key, ours.get(key));
            if (given.contains(key) && !ours.get(key).equals(theirs.get(key))) {
                differences.add(key + " (" + ours.get(key) + ", " + theirs.get(key) + ")");
            }
        }
        if (given.contains("network")) {
            if (!NetworkSpec.load(wanted.network())
                    .toYaml()
                    .equals(features.network().toYaml())) {
                differences.add("network (" + features.network().name() + ", " + wanted.network() + ")");
            }
        } else {
            changes.put("network", ours.get("network"));
        }
        if (!given.contains("size")) {
            changes.put("size", Integer.toString(features.size()));
        }
        for (String key : List.of(CLASSIFIER, "thresholds", "order", "stemTie")) {
            if (!given.contains(key)) {
                changes.put(key, ours.get(key));
            }
        }
        boolean keep = wanted.transfer().keepClassifier();
        // A new classifier behind features that were read by one code may get more where its classes are many.
        if (wanted.classifierCodes() == 0 && (keep || features.config().classifierCodes() > 1)) {
            changes.put(TrainingConfig.CLASSIFIER_CODES, ours.get(TrainingConfig.CLASSIFIER_CODES));
        }
        if (keep) {
            for (String key : List.of(CLASSIFIER, TrainingConfig.CLASSIFIER_CODES)) {
                boolean open = key.equals(TrainingConfig.CLASSIFIER_CODES) && wanted.classifierCodes() == 0;
                if (given.contains(key) && !open && !ours.get(key).equals(theirs.get(key))) {
                    differences.add(key + " (" + ours.get(key) + ", " + theirs.get(key) + ")");
                }
            }
        }
        if (wanted.transfer().started() && !wanted.transfer().fromSha256().equals(sha256)) {
            differences.add(
                    TransferKeys.FROM + " (" + sha256 + ", " + wanted.transfer().fromSha256() + ")");
        }
        if (!differences.isEmpty()) {
            throw new ConfigException(
                    name + ": its features do not go with these settings: " + String.join(", ", differences)
                            + " (the source's, wanted); leave these out, or start without --from");
        }
        changes.put(TransferKeys.FROM, "\"" + sha256 + "\"");
        return wanted.with(changes);
    }
}
