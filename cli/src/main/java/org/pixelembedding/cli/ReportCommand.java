package org.pixelembedding.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.pixelembedding.cli.report.Activity;
import org.pixelembedding.cli.report.Answers;
import org.pixelembedding.cli.report.Report;
import org.pixelembedding.cli.report.Subject;
import org.pixelembedding.data.DataException;
import org.pixelembedding.data.ImageSet;
import org.pixelembedding.data.ImageSource;
import org.pixelembedding.data.SizedImages;
import org.pixelembedding.data.UnreadablePolicy;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.run.Classifier;
import org.pixelembedding.train.LearnedInput;
import org.pixelembedding.train.RunDirectory;
import org.pixelembedding.train.TableInput;
import org.pixelembedding.train.TrainedNetwork;
import org.pixelembedding.train.TrainingData;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A page about a model. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "Writes one HTML page that shows a model: curves, mistakes, the learned table, what the network sees, activations,"
                    + " weights, bytes and times; the same pictures as PNG and SVG, and a model card in Markdown.",
            "With a run the pictures are those that it was tested on; a model file alone wants --data for all that needs pictures."
        },
        footer = {"", "Example:  pixemb report runs/quickstart"})
final class ReportCommand implements Callable<Integer> {
    /** Pictures whose activations are counted. */
    private static final int TRACED = 64;

    private static final int EXAMPLES = 6;
    private static final int MISTAKES = 24;

    @Parameters(paramLabel = "RUN|MODEL", description = "A run directory, or a model file (.pxm).")
    private Path target;

    @Option(
            names = "--data",
            paramLabel = "DATA",
            description = "Labelled pictures; their test part is taken if there is one.")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Where the report goes (default: report, in the run or beside the model file).")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--skip-unreadable", description = "Leave unreadable pictures out (they are counted and listed).")
    private boolean skipUnreadable;

    @Option(names = "--json", description = "One JSON object on stdout.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        boolean file = Files.isRegularFile(target);
        Path directory = out.orElse(file ? target.resolveSibling("report") : target.resolve("report"));
        RunDirectory.checkPossible(directory);
        Report report = file ? ofModel() : ofRun();
        report.write(directory);
        answer(directory);
        return 0;
    }

    private Report ofModel() throws IOException {
        Model model = ModelFile.read(target);
        Optional<Report.Seen> seen = Optional.empty();
        if (data.isPresent()) {
            try (ImageSource source = ImageSource.open(data.get())) {
                ImageSet set = source.test()
                        .or(source::validation)
                        .or(source::everything)
                        .or(source::train)
                        .orElseThrow(() -> new DataException(source.name() + ": has no pictures"));
                seen = Optional.of(look(model, set, source, skipUnreadable));
            }
        } else {
            err().println("No --data: answers, activations and what the network sees are left out.");
        }
        List<String> commands = new ArrayList<>();
        commands.add("pixemb report " + target
                + data.map(path -> " --data " + path.getFileName()).orElse(""));
        return report(model.name() + " (" + target.getFileName() + ")", model, Optional.empty(), commands, seen);
    }

    private Report ofRun() throws IOException {
        RunDirectory run = RunDirectory.open(target);
        Model model = ModelFile.of(run);
        TrainedNetwork network =
                TrainedNetwork.of(NewestCheckpoint.of(run, err()).checkpoint());
        RunDirectory.DataLocation location = run.dataLocation();
        Path pictures = data.orElse(location.data());
        if (!Files.exists(pictures)) {
            throw new DataException(target + ": the pictures it was trained on are no longer at " + pictures
                    + "; say where they are with --data");
        }
        Optional<Report.Seen> seen;
        try (ImageSource source = ImageSource.open(pictures)) {
            ImageSet test = TrainingData.testPart(source, network.config().seed())
                    .or(source::train)
                    .orElseThrow(() -> new DataException(source.name() + ": has no pictures"));
            seen = Optional.of(look(model, test, source, skipUnreadable || location.skipUnreadable()));
        }
        String name = String.valueOf(target.toAbsolutePath().normalize().getFileName());
        List<String> commands = List.of(
                "pixemb train --config config.yaml --data " + pictures.getFileName() + " --out " + name,
                "pixemb verify " + name,
                "pixemb report " + name);
        return report(name + ": " + model.name(), model, Optional.of(history(run, network)), commands, seen);
    }

    private static Subject.History history(RunDirectory run, TrainedNetwork network) throws IOException {
        Optional<PixelEmbedding> before = Optional.empty();
        if (network.input() instanceof LearnedInput learned
                && network.input() instanceof TableInput table
                && table.frozen().isPresent()) {
            PixelEmbedding now = table.frozen().get();
            before =
                    Optional.of(new PixelEmbedding(now.tables(), now.dimensions(), now.bits(), learned.initialCodes()));
        }
        Map<String, String> settings = new LinkedHashMap<>();
        for (String line : Files.readAllLines(run.config(), StandardCharsets.UTF_8)) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                settings.put(line.substring(0, colon), line.substring(colon + 2).replace("\"", ""));
            }
        }
        String environment =
                Files.exists(run.environment()) ? Files.readString(run.environment(), StandardCharsets.UTF_8) : "";
        return new Subject.History(settings, run.readMetrics(), before, environment);
    }

    /** Runs all pictures for the answers, some for the rest. */
    private Report.Seen look(Model model, ImageSet set, ImageSource source, boolean skip) throws IOException {
        Notes.ignored(err(), source);
        SizedImages pictures = SizedImages.of(
                set, model.inputHeight(), model.inputWidth(), skip ? UnreadablePolicy.SKIP : UnreadablePolicy.FAIL);
        Notes.unreadable(err(), pictures.unreadable());
        if (pictures.size() == 0) {
            throw new DataException(source.name() + ": want at least one readable picture, got none");
        }
        Confusion confusion = Confusion.of(
                Classifier.of(model),
                pictures,
                source.name(),
                Runtime.getRuntime().availableProcessors(),
                UnreadablePolicy.FAIL,
                done -> {});
        List<Answers.Mistake> mistakes = new ArrayList<>();
        for (Confusion.Wrong wrong : confusion.surestMistakes(MISTAKES)) {
            mistakes.add(new Answers.Mistake(
                    picture(pictures, wrong.picture()),
                    pictures.name(wrong.picture()),
                    wrong.truth(),
                    wrong.answer(),
                    wrong.probability()));
        }
        Answers answers = new Answers(
                String.valueOf(Path.of(source.name()).getFileName()),
                model.labels(),
                confusion.counts(),
                confusion.top5(),
                mistakes);
        Activity activity = Activity.of(model, spread(pictures, TRACED));
        return new Report.Seen(answers, activity, spread(pictures, EXAMPLES));
    }

    /** Every n-th picture, so that all classes are seen. */
    private static List<RgbImage> spread(SizedImages pictures, int most) throws IOException {
        int count = Math.min(most, pictures.size());
        List<RgbImage> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            chosen.add(picture(pictures, (int) ((i + 0.5) * pictures.size() / count)));
        }
        return chosen;
    }

    private static RgbImage picture(SizedImages pictures, int index) throws IOException {
        return new RgbImage(pictures.height(), pictures.width(), pictures.pixels(index));
    }

    private static Report report(
            String name,
            Model model,
            Optional<Subject.History> history,
            List<String> commands,
            Optional<Report.Seen> seen) {
        return new Report(new Subject(name, model, history, Machine.line(), commands), seen, MeasuredCost.of(model));
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    private void answer(Path directory) throws IOException {
        Path page = directory.resolve(Report.PAGE);
        PrintWriter to = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("page", page.toString());
            answer.put("pageBytes", Files.size(page));
            answer.put("card", directory.resolve(Report.CARD).toString());
            to.println(Json.of(answer));
        } else {
            to.printf("%s (%,d kB), %s and pictures in %s%n", page, Files.size(page) / 1000, Report.CARD, directory);
        }
    }
}
