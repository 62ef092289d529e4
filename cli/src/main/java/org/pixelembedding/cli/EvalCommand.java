package org.pixelembedding.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.pixelembedding.data.DataException;
import org.pixelembedding.data.Distortion;
import org.pixelembedding.data.ImageSet;
import org.pixelembedding.data.ImageSource;
import org.pixelembedding.data.SizedImages;
import org.pixelembedding.data.UnreadablePolicy;
import org.pixelembedding.model.Model;
import org.pixelembedding.run.Classifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Accuracy of a model on labelled pictures. */
@Command(
        name = "eval",
        mixinStandardHelpOptions = true,
        description = {
            "Measures a model's accuracy with the engine.",
            "DATA is what train takes; its test part is used if it has one, else its val part, else all."
        },
        footer = {"", "Example:  pixemb eval runs/quickstart/model.pxm samples/eurosat-mini.zip"})
final class EvalCommand implements Callable<Integer> {
    private static final long PROGRESS_NANOS = 10_000_000_000L;

    @Parameters(index = "0", paramLabel = "MODEL", description = "A model file (.pxm).")
    private Path file;

    @Parameters(index = "1", paramLabel = "DATA", description = "Labelled pictures.")
    private Path data;

    @Option(names = "--part", description = "train, val or test instead of the part chosen by the rule above.")
    private Optional<String> part = Optional.empty();

    @Option(names = "--skip-unreadable", description = "Leave unreadable pictures out (they are counted and listed).")
    private boolean skipUnreadable;

    @Option(
            names = "--distorted",
            description = "Also on pictures made darker, brighter, paler, harder, and compressed as JPEG.")
    private boolean distorted;

    @Option(names = "--threads", paramLabel = "T", description = "Threads (default: one a processor).")
    private Optional<Integer> threads = Optional.empty();

    @Option(names = "--json", description = "One JSON object on stdout.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        int workers = threads.isEmpty()
                ? Runtime.getRuntime().availableProcessors()
                : WantedNumber.atLeast(1, threads.get(), "--threads", spec);
        Model model = ModelFile.read(file);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (ImageSource source = ImageSource.open(data)) {
            ImageSet chosen = choose(source);
            // Unreadable pictures are met, and counted, on the way: to look for them first would decode all twice.
            SizedImages pictures =
                    SizedImages.of(chosen, model.inputHeight(), model.inputWidth(), UnreadablePolicy.FAIL);
            Notes.ignored(err, source);
            noteTrainingPictures(source, model);
            long[] last = {System.nanoTime()};
            Classifier classifier = Classifier.of(model);
            UnreadablePolicy policy = skipUnreadable ? UnreadablePolicy.SKIP : UnreadablePolicy.FAIL;
            Confusion confusion = Confusion.of(classifier, pictures, data.toString(), workers, policy, done -> {
                long now = System.nanoTime();
                if (now - last[0] > PROGRESS_NANOS) {
                    last[0] = now;
                    err.println(done + " of " + pictures.size() + " images");
                }
            });
            Notes.unreadable(err, confusion.unreadable());
            if (confusion.images() == 0) {
                throw new DataException(data + ": want at least one readable picture, got none");
            }
            Map<Distortion, Double> accuracies = distorted
                    ? Robustness.of(classifier, chosen, data.toString(), workers, policy, err::println)
                    : Map.of();
            if (json) {
                Map<String, Object> answer = confusion.answer();
                answer.put("unreadable", confusion.unreadable().size());
                if (distorted) {
                    answer.put("distorted", Robustness.answer(accuracies));
                }
                out.println(Json.of(answer));
            } else {
                out.print(confusion);
                if (distorted) {
                    out.printf("%n%s", Robustness.table(accuracies, confusion.top1()));
                }
            }
        }
        return 0;
    }

    /** A source without parts is measured whole, and the model may have learned most of it. */
    private void noteTrainingPictures(ImageSource source, Model model) throws IOException {
        String learned = model.provenance().entries().getOrDefault("data.sha256", "");
        if (source.everything().isPresent() && source.fingerprint().equals(learned)) {
            spec.commandLine()
                    .getErr()
                    .println("Note: this model was trained on most of these pictures; what it makes of new ones is the"
                            + " test accuracy that pixemb train told.");
        }
    }

    private ImageSet choose(ImageSource source) throws DataException {
        Optional<ImageSet> chosen = part.isEmpty()
                ? source.toTestOn()
                : switch (part.get()) {
                    case "train" -> source.train();
                    case "val", "validation" -> source.validation();
                    case "test" -> source.test();
                    default ->
                        throw new picocli.CommandLine.ParameterException(
                                spec.commandLine(), "--part is '" + part.get() + "', want train, val or test");
                };
        return chosen.orElseThrow(
                () -> new DataException(data + ": has no " + part.orElse("test") + " part; leave --part out"));
    }
}
