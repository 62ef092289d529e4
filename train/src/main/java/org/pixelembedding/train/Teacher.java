package org.pixelembedding.train;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.pixelembedding.train.torch.SoftTargets;
import org.pixelembedding.train.torch.TrainingGraph;

/**
 * A trained network that answers to the pictures of every training step, augmented as the learner sees them, through its
 * own input layer and in evaluation mode. Or nobody, where the configuration names no teacher.
 *
 * <p>Owns native memory. Belongs to one thread.
 */
final class Teacher implements AutoCloseable {
    /** Says nothing. */
    static final Teacher NOBODY = new Teacher(new DistillationConfig("", "", 0, 1), Optional.empty(), Optional.empty());

    private final DistillationConfig settings;
    private final Optional<InputLayer> input;
    private final Optional<TrainingGraph> graph;

    private Teacher(DistillationConfig settings, Optional<InputLayer> input, Optional<TrainingGraph> graph) {
        this.settings = settings;
        this.input = input;
        this.graph = graph;
    }

    /**
     * The configuration with its teacher's hash filled in; the same where there is no teacher.
     *
     * @throws ConfigException if the configuration asks for a teacher with another hash
     * @throws IOException if there is no teacher, or it is damaged
     */
    static TrainingConfig identified(TrainingConfig config) throws IOException {
        DistillationConfig settings = config.distillation();
        if (!settings.on()) {
            return config;
        }
        String hash = hash(read(settings.teacher()));
        if (!settings.teacherHash().isEmpty() && !settings.teacherHash().equals(hash)) {
            throw new ConfigException(
                    settings.teacher() + ": another teacher than the configuration's: it has the SHA-256 "
                            + hash + ", teacherHash is " + settings.teacherHash()
                            + "; give the teacher that this was begun with, or train into another directory");
        }
        return config.with("teacherHash", TrainingConfig.quoted(hash));
    }

    /**
     * The same for a run that is finished and needs its teacher no more: it may be gone.
     *
     * @param trained configuration of the run
     */
    static TrainingConfig assumed(TrainingConfig config, TrainingConfig trained) {
        return config.distillation().on() && config.distillation().teacherHash().isEmpty()
                ? config.with(
                        "teacherHash",
                        TrainingConfig.quoted(trained.distillation().teacherHash()))
                : config;
    }

    /**
     * Refuses a teacher that cannot teach this.
     *
     * @param labels of the learner
     * @param size height and width of the learner's pictures
     * @throws ConfigException if its labels or its picture size are others; says the difference
     */
    static void check(TrainingConfig config, List<String> labels, int size) throws IOException {
        if (config.distillation().on()) {
            fitting(config.distillation().teacher(), labels, size);
        }
    }

    /**
     * Whoever teaches.
     *
     * @param config with {@link #identified} done
     * @param batch largest number of pictures per step
     */
    static Teacher of(TrainingConfig config, List<String> labels, int size, int batch) throws IOException {
        DistillationConfig settings = config.distillation();
        if (!settings.on()) {
            return NOBODY;
        }
        TrainedNetwork network = fitting(settings.teacher(), labels, size);
        boolean bf16 = config.precision().equals("bf16");
        return new Teacher(settings, Optional.of(network.input()), Optional.of(network.trainingGraph(batch, 0, bf16)));
    }

    private static TrainedNetwork fitting(String teacher, List<String> labels, int size) throws IOException {
        TrainedNetwork network = TrainedNetwork.of(read(teacher));
        List<String> theirs = network.checkpoint().labels();
        if (!theirs.equals(labels)) {
            List<String> lacking = new ArrayList<>(labels);
            lacking.removeAll(theirs);
            List<String> besides = new ArrayList<>(theirs);
            besides.removeAll(labels);
            throw new ConfigException(teacher + ": a teacher with other labels: it has " + theirs.size() + ", the data "
                    + labels.size()
                    + (lacking.isEmpty() && besides.isEmpty()
                            ? ", in another order"
                            : "; it lacks " + lacking + " and has " + besides + " besides")
                    + "; take a teacher that was trained on these classes");
        }
        if (network.size() != size) {
            throw new ConfigException(teacher + ": a teacher of pictures of " + network.size() + "x" + network.size()
                    + ", these are " + size + "x" + size + "; set size to " + network.size()
                    + ", or train a teacher at " + size);
        }
        return network;
    }

    /** The last checkpoint of a run directory, or a checkpoint's file. */
    private static Checkpoint read(String teacher) throws IOException {
        Path path = Path.of(teacher);
        if (!Files.exists(path)) {
            throw new ConfigException(
                    "teacher " + teacher + ": there is none, want a run directory or a checkpoint's file");
        }
        if (!Files.isDirectory(path)) {
            return Checkpoint.read(path);
        }
        RunDirectory run = new RunDirectory(path);
        if (!run.hasCheckpoint()) {
            throw new ConfigException(
                    "teacher " + teacher + ": a directory without a checkpoint, want that of a training");
        }
        return new KeptCheckpoints(run).newest().checkpoint();
    }

    /**
     * SHA-256 of all that its answers depend on: network, input layer, labels and parameters; not of its optimizer, its place
     * in a schedule, or the machine it was trained on.
     */
    static String hash(Checkpoint checkpoint) {
        TrainingConfig config = TrainingConfig.recorded("teacher", checkpoint.config());
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            DataOutputStream out =
                    new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            for (String key : List.of("size", "width", "input", "dimensions", "table", "bits", "classifier")) {
                text(out, config.values().get(key));
            }
            // Keys of later versions: a hash from before there were any stays what it was.
            if (config.tableBits() > 0) {
                text(out, TrainingConfig.TABLE_BITS + " " + config.tableBits());
            }
            if (config.classifierCodes() > 1) {
                text(out, TrainingConfig.CLASSIFIER_CODES + " " + config.classifierCodes());
            }
            if (config.classifierBits() > 0) {
                text(out, TrainingConfig.CLASSIFIER_BITS + " " + config.classifierBits());
            }
            if (config.fullPrecision()) {
                text(out, TrainingConfig.FULL_PRECISION);
            }
            text(out, checkpoint.network());
            out.writeInt(checkpoint.labels().size());
            for (String label : checkpoint.labels()) {
                text(out, label);
            }
            for (String name : checkpoint.arrays().names()) {
                if (name.endsWith(".adam1") || name.endsWith(".adam2")) {
                    continue;
                }
                text(out, name);
                float[] values = checkpoint.arrays().get(name);
                out.writeInt(values.length);
                for (float value : values) {
                    out.writeInt(Float.floatToIntBits(value));
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException | IOException e) {
            throw new IllegalStateException("every Java platform has SHA-256, and nothing is written", e);
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** Tells the learner what the teacher says to the pictures of its next step. */
    void teach(TrainingGraph learner, byte[] pixels, int images) {
        if (graph.isPresent() && input.isPresent()) {
            graph.get().encode(input.get(), pixels, pixels.length);
            learner.teach(new SoftTargets(graph.get().logits(images), settings.temperature(), settings.weight()));
        }
    }

    @Override
    public void close() {
        graph.ifPresent(TrainingGraph::close);
    }
}
