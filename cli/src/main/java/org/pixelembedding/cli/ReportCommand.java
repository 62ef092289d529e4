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
import org.pixelembedding.data.SizedImages;
import org.pixelembedding.data.UnreadablePolicy;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.run.Classifier;
import org.pixelembedding.train.RunDirectory;
import org.pixelembedding.train.TableInput;
import org.pixelembedding.train.TrainedNetwork;
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
        List<String> commands = List.of("pixemb report " + target
                + data.map(path -> " --data " + path.getFileName()).orElse(""));
        if (data.isEmpty()) {
            err().println("No --data: answers, activations and what the network sees are left out.");
            Model model = ModelFile.read(target);
            return report(name(model), model, Optional.empty(), commands, Optional.empty());
        }
        try (TestedModel tested = tested()) {
            Model model = tested.model();
            return report(name(model), model, Optional.empty(), commands, Optional.of(look(tested)));
        }
    }

    private String name(Model model) {
        return model.name() + " (" + target.getFileName() + ")";
    }

    private Report ofRun() throws IOException {
        RunDirectory run = RunDirectory.open(target);
        try (TestedModel tested = tested()) {
            Model model = tested.model();
            String name = String.valueOf(target.toAbsolutePath().normalize().getFileName());
            Path pictures = data.orElse(run.dataLocation().data());
            List<String> commands = List.of(
                    "pixemb train --config config.yaml --data " + pictures.getFileName() + " --out " + name,
                    "pixemb verify " + name,
                    "pixemb report " + name);
            Subject.History history = history(run, tested.network().orElseThrow());
            return report(name + ": " + model.name(), model, Optional.of(history), commands, Optional.of(look(tested)));
        }
    }

    private TestedModel tested() throws IOException {
        return TestedModel.open(new TestedModel.Request(target, data, Optional.empty(), skipUnreadable, false), err());
    }

    private static Subject.History history(RunDirectory run, TrainedNetwork network) throws IOException {
        Optional<PixelEmbedding> before =
                network.input() instanceof TableInput table ? table.atTheStart() : Optional.empty();
        String environment =
                Files.exists(run.environment()) ? Files.readString(run.environment(), StandardCharsets.UTF_8) : "";
        return new Subject.History(run.readSettings(), run.readMetrics(), before, environment);
    }

    /** Runs all pictures for the answers, some for the rest. */
    private Report.Seen look(TestedModel tested) throws IOException {
        Model model = tested.model();
        SizedImages pictures = tested.pictures();
        String source = tested.source().name();
        Notes.ignored(err(), tested.source());
        Confusion confusion = Confusion.of(
                Classifier.of(model),
                pictures,
                source,
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
                String.valueOf(Path.of(source).getFileName()),
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
