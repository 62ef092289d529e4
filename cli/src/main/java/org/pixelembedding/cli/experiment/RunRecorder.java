package org.pixelembedding.cli.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.pixelembedding.data.Distortion;
import org.pixelembedding.data.ImageSet;
import org.pixelembedding.data.ImageSource;
import org.pixelembedding.data.SizedImages;
import org.pixelembedding.data.UnreadablePolicy;
import org.pixelembedding.format.ModelReader;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.TensorSpec;
import org.pixelembedding.train.Checkpoint;
import org.pixelembedding.train.Environment;
import org.pixelembedding.train.EpochMetrics;
import org.pixelembedding.train.Evaluation;
import org.pixelembedding.train.ParityCheck;
import org.pixelembedding.train.ParityReport;
import org.pixelembedding.train.RunDirectory;
import org.pixelembedding.train.TrainedNetwork;
import org.pixelembedding.train.TrainingData;

/**
 * Makes a {@link RunResult} of a finished run: proves its model, if it is not one in full precision, on the test part and writes
 * down what the run directory and that proof say.
 */
public final class RunRecorder {
    private static final int FORMAT = 1;

    /** So many test pictures go through the slow interpreter too, as {@code pixemb verify} does. */
    private static final int INTERPRETED = 256;

    private final String grid;
    private final GridRun run;
    private final Path file;

    /**
     * Writes nothing yet.
     *
     * @param file of the result
     */
    public RunRecorder(String grid, GridRun run, Path file) {
        this.grid = grid;
        this.run = run;
        this.file = file;
    }

    /** A training that ended without a model: counted in the tables, not run again. */
    public RunResult failed(String why) {
        Map<String, Object> values = head(Settings.toMap(run.settings().resolved()));
        values.put("failure", why);
        return new RunResult(file, values);
    }

    /**
     * A training that reached its end.
     *
     * @param test of the last epoch, on the exact graph; empty if the pictures have no test part
     * @param distorted accuracies of the engine on distorted test pictures; may be empty
     */
    public RunResult finished(
            RunDirectory directory, ImageSource source, Optional<Evaluation> test, Map<Distortion, Double> distorted)
            throws IOException {
        long start = System.nanoTime();
        TrainedNetwork network = TrainedNetwork.of(Checkpoint.read(directory.checkpoint(RunDirectory.Which.LAST)));
        List<EpochMetrics> epochs = directory.readMetrics();
        Map<String, Object> configuration = Settings.toMap(network.config());
        // As the grid has it: where it lies on this machine says nothing.
        configuration.put("teacher", run.settings().distillation().teacher());
        Map<String, Object> values = head(configuration);
        values.put("data", data(source, network));
        values.put(
                "environment",
                Environment.parse(network.checkpoint().environment()).entries());
        Map<String, Object> accuracy = new LinkedHashMap<>();
        accuracy.put("epoch", epochs.getLast().epoch());
        put(accuracy, "validation", epochs.getLast().validationAccuracy());
        boolean topFive = network.checkpoint().labels().size() > 5;
        test.ifPresent(it -> {
            accuracy.put("test", it.accuracy());
            if (topFive) {
                accuracy.put("testTop5", it.topFive());
            }
        });
        epochs.stream()
                .filter(epoch -> !Double.isNaN(epoch.validationAccuracy()))
                .max(Comparator.comparingDouble(EpochMetrics::validationAccuracy))
                .ifPresent(best -> {
                    accuracy.put("bestValidation", best.validationAccuracy());
                    accuracy.put("bestValidationEpoch", best.epoch());
                });
        values.put("accuracy", accuracy);
        if (!distorted.isEmpty()) {
            values.put("distorted", distorted(distorted));
        }
        if (!network.config().fullPrecision()) {
            Model model = ModelReader.read(directory.model());
            values.put("model", model(directory.model(), model));
            values.put("verify", verify(prove(source, network, model)));
        }
        values.put("curves", curves(epochs));
        Map<String, Object> times = new LinkedHashMap<>();
        times.put(
                "trainSeconds",
                epochs.stream().mapToDouble(EpochMetrics::seconds).sum());
        times.put("verifySeconds", (System.nanoTime() - start) * 1e-9);
        times.put("epochSeconds", column(epochs, EpochMetrics::seconds));
        epochs.stream()
                .mapToDouble(EpochMetrics::peakMemoryMegabytes)
                .filter(Double::isFinite)
                .max()
                .ifPresent(megabytes -> times.put("peakMemoryBytes", Math.round(megabytes * 1e6)));
        values.put("times", times);
        return new RunResult(file, values);
    }

    private Map<String, Object> head(Map<String, Object> configuration) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("format", FORMAT);
        values.put("grid", grid);
        values.put("row", run.row());
        values.put("seed", run.seed());
        run.from().ifPresent(from -> values.put("from", from));
        values.put("configuration", configuration);
        return values;
    }

    private static Map<String, Object> data(ImageSource source, TrainedNetwork network) throws IOException {
        TrainingData.Division division = TrainingData.divide(source, network.config());
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("name", String.valueOf(Path.of(source.name()).getFileName()));
        data.put("sha256", network.checkpoint().fingerprint());
        data.put("classes", network.checkpoint().labels().size());
        data.put("training", division.train().size());
        data.put("validation", division.validation().map(ImageSet::size).orElse(0));
        data.put("test", division.test().map(ImageSet::size).orElse(0));
        return data;
    }

    private static Map<String, Map<String, Double>> distorted(Map<Distortion, Double> accuracies) {
        Map<String, Map<String, Double>> byKind = new LinkedHashMap<>();
        accuracies.forEach((distortion, accuracy) -> byKind.computeIfAbsent(
                        distortion.kind().option(), kind -> new LinkedHashMap<>())
                .put(distortion.number(), accuracy));
        return byKind;
    }

    private static Map<String, Object> model(Path file, Model model) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("bytes", bytes.length);
        values.put("sha256", sha256(bytes));
        values.put("macs", macs(model));
        values.put("fullyQuantized", model.fullyQuantized());
        return values;
    }

    private static long macs(Model model) {
        List<TensorSpec> specs = model.specs(model.inputHeight(), model.inputWidth());
        long macs = 0;
        for (int i = 0; i < specs.size(); i++) {
            macs += model.nodes()
                    .get(i)
                    .layer()
                    .macs(model.inputsOf(i, specs, model.inputHeight(), model.inputWidth()));
        }
        return macs;
    }

    private static ParityReport prove(ImageSource source, TrainedNetwork network, Model model) throws IOException {
        ImageSet pictures = TrainingData.testPart(source, network.config().seed())
                .or(source::train)
                .orElseThrow(() -> new IOException(source.name() + ": has no pictures to verify on"));
        SizedImages sized = SizedImages.of(pictures, network.size(), network.size(), UnreadablePolicy.FAIL);
        return ParityCheck.ofRun(network, model, sized, Integer.MAX_VALUE, INTERPRETED, done -> {});
    }

    private static Map<String, Object> verify(ParityReport proof) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("images", proof.images());
        values.put("layers", proof.layers());
        values.put("differences", proof.differences());
        values.put("interpretedImages", proof.interpreted());
        proof.first().ifPresent(first -> values.put("first", first.toString()));
        proof.floatEnds().ifPresent(ends -> values.put("answersDiffering", ends.answersDiffering()));
        return values;
    }

    private static Map<String, Object> curves(List<EpochMetrics> epochs) {
        Map<String, Object> curves = new LinkedHashMap<>();
        curves.put("trainLoss", column(epochs, EpochMetrics::trainLoss));
        curves.put("trainAccuracy", column(epochs, EpochMetrics::trainAccuracy));
        curves.put("validationLoss", column(epochs, EpochMetrics::validationLoss));
        curves.put("validationAccuracy", column(epochs, EpochMetrics::validationAccuracy));
        curves.put("codesChanged", column(epochs, EpochMetrics::codesChanged));
        return curves;
    }

    /** Empty if a value is not there: JSON has no NaN. */
    private static List<Double> column(List<EpochMetrics> epochs, ToDoubleFunction<EpochMetrics> value) {
        List<Double> column = new ArrayList<>();
        epochs.forEach(epoch -> column.add(value.applyAsDouble(epoch)));
        return column.stream().allMatch(Double::isFinite) ? column : List.of();
    }

    private static void put(Map<String, Object> values, String key, double value) {
        if (!Double.isNaN(value)) {
            values.put(key, value);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
