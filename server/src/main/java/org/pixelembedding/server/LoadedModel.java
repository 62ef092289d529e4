package org.pixelembedding.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.pixelembedding.format.ModelReader;
import org.pixelembedding.kernel.BitKernels;
import org.pixelembedding.model.Model;
import org.pixelembedding.run.Classifier;
import org.pixelembedding.run.Plan;
import org.pixelembedding.run.Planner;

/** One content of a model file, ready to answer. Never changes: a request that has begun with it ends with it. */
final class LoadedModel {
    private final Classifier classifier;
    private final long fileBytes;
    private final String sha256;
    private final Supplier<Plan> timed;
    private final Supplier<Plan> traced;

    private LoadedModel(Model model, long fileBytes, String sha256) {
        classifier = Classifier.of(model);
        this.fileBytes = fileBytes;
        this.sha256 = sha256;
        // Wanted by explanations alone, which most servers are never asked for.
        timed = once(() -> Planner.plan(model, model.inputHeight(), model.inputWidth(), BitKernels.best()));
        traced = once(() -> Planner.planKeepingAll(model, model.inputHeight(), model.inputWidth()));
    }

    /**
     * Reads and plans a model.
     *
     * @throws IOException if the file is not there or no whole model
     */
    static LoadedModel read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Model model = ModelReader.read(bytes, file.toString());
        try {
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            return new LoadedModel(model, bytes.length, hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static Supplier<Plan> once(Supplier<Plan> make) {
        return new Supplier<>() {
            private Plan made;

            @Override
            public synchronized Plan get() {
                if (made == null) {
                    made = make.get();
                }
                return made;
            }
        };
    }

    Model model() {
        return classifier.model();
    }

    Classifier classifier() {
        return classifier;
    }

    /** As {@link #classifier} runs it once warm, for the time of each step. */
    Plan timed() {
        return timed.get();
    }

    /** With every layer's numbers kept. */
    Plan traced() {
        return traced.get();
    }

    /** The line of this model in the list of models. */
    Map<String, Object> summary(String name, int examples) {
        Model model = model();
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("name", name);
        summary.put("network", model.name());
        summary.put("inputHeight", model.inputHeight());
        summary.put("inputWidth", model.inputWidth());
        summary.put("labels", model.labels());
        summary.put("fullyQuantized", model.fullyQuantized());
        summary.put("fileBytes", fileBytes);
        summary.put("sha256", sha256);
        summary.put("kernel", classifier.kernel());
        summary.put("examples", examples);
        return summary;
    }

    /** The summary, the layers, and what the model says of its origin. */
    Map<String, Object> description(String name, int examples) {
        Model model = model();
        Map<String, Object> description = summary(name, examples);
        description.put("layers", LayersAnswer.of(model));
        description.put("provenance", model.provenance().entries());
        return description;
    }
}
