package org.pixelembedding.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.pixelembedding.data.DataException;
import org.pixelembedding.data.ImageSet;
import org.pixelembedding.data.ImageSource;
import org.pixelembedding.data.SizedImages;
import org.pixelembedding.data.UnreadablePolicy;
import org.pixelembedding.model.Model;
import org.pixelembedding.train.KeptCheckpoints;
import org.pixelembedding.train.ParityCheck;
import org.pixelembedding.train.ParityReport;
import org.pixelembedding.train.RunDirectory;
import org.pixelembedding.train.TrainedNetwork;
import org.pixelembedding.train.TrainingData;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Proof that training graph, interpreter and engine give the same integers. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Proves that the engine gives the training graph's integers, on every layer, for the test pictures.",
            "Compares the training graph in evaluation mode, the reference interpreter and the engine: every code and every",
            "sum. Exit code 1 if a single number differs.",
            "A model file alone is compared between interpreter and engine."
        },
        footer = {
            "",
            "Examples:",
            "  pixemb verify runs/quickstart",
            "  pixemb verify runs/quickstart --all --json",
            "  pixemb verify model.pxm --data samples/eurosat-mini.zip --images 50"
        })
final class VerifyCommand implements Callable<Integer> {
    private static final int INTERPRETED = 256;

    @Parameters(paramLabel = "RUN|MODEL", description = "A run directory, or a model file.")
    private Path target;

    @Option(names = "--data", paramLabel = "DATA", description = "Pictures; default: those the run was trained on.")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--images", paramLabel = "N", description = "Compare the first N pictures only.")
    private Optional<Integer> images = Optional.empty();

    @Option(names = "--all", description = "Run the slow interpreter on all pictures, not on the first 256.")
    private boolean all;

    @Option(names = "--model", description = "With a run: compare this model instead of the run's model.pxm.")
    private Optional<Path> modelFile = Optional.empty();

    @Option(names = "--skip-unreadable", description = "Leave unreadable pictures out (they are counted and listed).")
    private boolean skipUnreadable;

    @Option(names = "--json", description = "One JSON object on stdout.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        images.ifPresent(count -> WantedNumber.atLeast(1, count, "--images", spec));
        ParityReport report = Files.isRegularFile(target) ? verifyModel() : verifyRun();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.of(answer(report)));
        } else {
            print(out, report);
        }
        return report.differences() == 0 ? 0 : 1;
    }

    private ParityReport verifyRun() throws IOException {
        RunDirectory run = RunDirectory.open(target);
        PrintWriter err = spec.commandLine().getErr();
        KeptCheckpoints.Newest newest = NewestCheckpoint.of(run, err);
        TrainedNetwork network = TrainedNetwork.of(newest.checkpoint());
        Model model = model(run, newest, network, err);
        RunDirectory.DataLocation location = run.dataLocation();
        if (data.isEmpty() && !Files.exists(location.data())) {
            throw new DataException(target + ": the pictures it was trained on are no longer at " + location.data()
                    + "; say where they are with --data");
        }
        try (ImageSource source = ImageSource.open(data.orElse(location.data()))) {
            ImageSet test = TrainingData.testPart(source, network.config().seed())
                    .or(source::train)
                    .orElseThrow(() -> new DataException(source.name() + ": has no pictures to verify on"));
            SizedImages pictures =
                    sized(test, network.size(), network.size(), skipUnreadable || location.skipUnreadable());
            return ParityCheck.ofRun(
                    network, model, pictures, limit(), all ? Integer.MAX_VALUE : INTERPRETED, this::progress);
        }
    }

    /** The model that belongs to the checkpoint: the run's own is of the damaged one. */
    private Model model(RunDirectory run, KeptCheckpoints.Newest newest, TrainedNetwork network, PrintWriter err)
            throws IOException {
        if (modelFile.isPresent()) {
            return ModelFile.read(modelFile.get());
        }
        if (newest.damage().isEmpty()) {
            return ModelFile.of(run);
        }
        err.println("Note: a model frozen from it is verified, not " + run.model()
                + "; make that one anew with pixemb train --resume");
        return network.freeze();
    }

    private ParityReport verifyModel() throws IOException {
        Model model = ModelFile.read(target);
        Path pictures = data.orElseThrow(() ->
                new DataException(target + ": a model file alone needs pictures to run on; give them with --data"));
        try (ImageSource source = ImageSource.open(pictures)) {
            ImageSet set = source.test()
                    .or(source::validation)
                    .or(source::everything)
                    .or(source::train)
                    .orElseThrow(() -> new DataException(source.name() + ": has no pictures to verify on"));
            int limit = images.orElse(all ? Integer.MAX_VALUE : INTERPRETED);
            return ParityCheck.ofModel(
                    model, sized(set, model.inputHeight(), model.inputWidth(), skipUnreadable), limit, this::progress);
        }
    }

    private SizedImages sized(ImageSet set, int height, int width, boolean skip) throws IOException {
        SizedImages pictures = SizedImages.of(set, height, width, skip ? UnreadablePolicy.SKIP : UnreadablePolicy.FAIL);
        Notes.unreadable(spec.commandLine().getErr(), pictures.unreadable());
        if (pictures.size() == 0) {
            throw new DataException("want at least one readable picture to verify on, got none");
        }
        return pictures;
    }

    private int limit() {
        return images.orElse(Integer.MAX_VALUE);
    }

    private void progress(int done) {
        if (done % 500 == 0) {
            spec.commandLine().getErr().println(done + " images compared");
        }
    }

    private static Map<String, Object> answer(ParityReport report) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("images", report.images());
        answer.put("layers", report.layers());
        answer.put("differences", report.differences());
        answer.put("interpretedImages", report.interpreted());
        report.first().ifPresent(first -> answer.put("first", first.toString()));
        report.plainAgreement().ifPresent(share -> answer.put("plainAgreement", share));
        report.floatEnds().ifPresent(ends -> {
            answer.put("stemCodesDiffering", ends.stemCodesDiffering());
            answer.put("answersDiffering", ends.answersDiffering());
        });
        return answer;
    }

    private static void print(PrintWriter out, ParityReport report) {
        out.println(report.summary());
        report.first().ifPresent(first -> out.println("first: " + first));
        out.println("reference interpreter: " + report.interpreted() + " of these images");
        report.plainAgreement()
                .ifPresent(share -> out.printf(
                        "library batch norm agrees with the exact graph on %.5f %% of the codes%n", share * 100));
        report.floatEnds()
                .ifPresent(ends -> out.printf(
                        "float ends: %.5f %% of first-layer codes and %.3f %% of answers differ between engine and"
                                + " training graph (sums of floats depend on their order)%n",
                        ends.stemCodesDiffering() * 100, ends.answersDiffering() * 100));
    }
}
