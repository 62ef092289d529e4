package org.pixelembedding.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.pixelembedding.cli.picture.AnswersPicture;
import org.pixelembedding.cli.picture.LearnedTablePicture;
import org.pixelembedding.data.CacheFolder;
import org.pixelembedding.data.ImageSet;
import org.pixelembedding.data.ImageSource;
import org.pixelembedding.data.SizedImages;
import org.pixelembedding.data.UnreadablePolicy;
import org.pixelembedding.format.ModelReader;
import org.pixelembedding.format.WholeFile;
import org.pixelembedding.image.PngEncoder;
import org.pixelembedding.model.Layer;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.run.Classifier;
import org.pixelembedding.run.Planner;
import org.pixelembedding.run.Prediction;
import org.pixelembedding.run.Session;
import org.pixelembedding.train.CheckpointPace;
import org.pixelembedding.train.EpochMetrics;
import org.pixelembedding.train.ParityCheck;
import org.pixelembedding.train.ParityReport;
import org.pixelembedding.train.PeakMemory;
import org.pixelembedding.train.RunDirectory;
import org.pixelembedding.train.TrainedNetwork;
import org.pixelembedding.train.TrainingConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole way on the shipped pictures: train, freeze, prove, measure, show. */
@Command(
        name = "quickstart",
        mixinStandardHelpOptions = true,
        description = {
            "The whole way in five minutes: trains a classifier on 2,400 shipped satellite pictures and its float twin.",
            "Every layer of the first is quantized, its twin has a float first and last layer. Freezes both, proves the",
            "first exact on all 600 test pictures, measures it, draws it.",
            "About five minutes on two cores; an interrupted quickstart goes on where it stopped."
        },
        footer = {"", "Example:  pixemb quickstart --out runs/quickstart"})
final class QuickstartCommand implements Callable<Integer> {
    /** The settings that differ from the defaults: pictures from above have no upright. */
    private static final String SETTINGS = "network: tiny\nturns: true\nvalidation: 0.05\nepochs: 55\n";

    /** System property with the path of the shipped pictures; set by the launcher. */
    private static final String SAMPLE_PROPERTY = "pixemb.sample";

    private static final int SHOWN = 18;

    @Option(
            names = "--out",
            defaultValue = "runs/quickstart",
            description = "Where to put it (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(names = "--seed", defaultValue = "1", description = "Of both trainings (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--epochs", description = "Fewer for a quick look (default: 55).")
    private Optional<Integer> epochs = Optional.empty();

    @Option(names = "--data", description = "Other pictures than the shipped ones.")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--json", description = "The summary as one JSON object on stdout.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    private PrintWriter err;

    @Override
    public Integer call() throws IOException {
        long start = System.nanoTime();
        err = spec.commandLine().getErr();
        Path pictures = data.orElseGet(QuickstartCommand::sample);
        TrainingConfig config = TrainingConfig.parse("quickstart", SETTINGS).with("seed", Long.toString(seed));
        if (epochs.isPresent()) {
            config = config.with("epochs", epochs.get().toString());
        }
        err.println("[1/4] Training with pixel embedding, every layer 1-bit weights and 2-bit activations");
        TrainingJob.Result quantized = train(config, pictures, out);
        if (quantized.exitCode() != 0) {
            return quantized.exitCode();
        }
        err.println("[2/4] Training its twin with a float first and last layer, the same way");
        Path twinPath = out.resolve("float-ends");
        TrainingJob.Result twin = train(config.with("input", "float"), pictures, twinPath);
        if (twin.exitCode() != 0) {
            return twin.exitCode();
        }
        err.println("[3/4] Proving that the engine gives the training graph's integers, on every test picture");
        RunDirectory run = RunDirectory.open(out);
        TrainedNetwork network = TrainedNetwork.of(NewestCheckpoint.of(run, err).checkpoint());
        Model model = ModelReader.read(run.model());
        try (ImageSource source = ImageSource.open(pictures)) {
            SizedImages test = test(source, network);
            ParityReport report = ParityCheck.ofRun(network, model, test, Integer.MAX_VALUE, 256, done -> {});
            err.println("      " + report.summary());
            report.first().ifPresent(first -> err.println("      first: " + first));
            err.println("[4/4] Measuring the engine, drawing the table and the answers");
            double micros = microsPerImage(model, test);
            double twinMicros = microsPerImage(ModelReader.read(twinPath.resolve("model.pxm")), test);
            Confusion confusion = confusion(model, test);
            Confusion twinConfusion = confusion(ModelReader.read(twinPath.resolve("model.pxm")), test);
            drawTable(model, quantized.epochs());
            drawAnswers(model, test);
            keepExamples(test);
            Map<String, Object> summary = new LinkedHashMap<>();
            summary.put("testAccuracy", confusion.top1());
            summary.put("floatEndsAccuracy", twinConfusion.top1());
            summary.put("modelBytes", Files.size(run.model()));
            summary.put("floatEndsBytes", Files.size(twinPath.resolve("model.pxm")));
            summary.put("trainSeconds", quantized.seconds());
            summary.put("floatEndsTrainSeconds", twin.seconds());
            summary.put("totalSeconds", (System.nanoTime() - start) * 1e-9);
            Map<String, Object> verify = new LinkedHashMap<>();
            verify.put("images", report.images());
            verify.put("layers", report.layers());
            verify.put("differences", report.differences());
            summary.put("verify", verify);
            summary.put("engineMicrosPerImage", micros);
            summary.put("floatEndsMicrosPerImage", twinMicros);
            PeakMemory.bytes().ifPresent(bytes -> summary.put("peakMemoryBytes", bytes));
            summary.put("precision", network.config().precision());
            summary.put("seed", seed);
            RunDirectory.writeText(out.resolve("summary.json"), Json.of(summary) + "\n");
            if (json) {
                spec.commandLine().getOut().println(Json.of(summary));
            } else {
                print(summary, report);
            }
            return report.differences() == 0 ? 0 : 1;
        }
    }

    private static Path sample() {
        String path = System.getProperty(SAMPLE_PROPERTY, "samples/eurosat-mini.zip");
        return Path.of(path);
    }

    /** Goes on where an interrupted quickstart stopped; a finished training is not done again. */
    private TrainingJob.Result train(TrainingConfig config, Path pictures, Path directory) throws IOException {
        return new TrainingJob(
                        config,
                        pictures,
                        directory,
                        UnreadablePolicy.FAIL,
                        CacheFolder.ofUser(),
                        CheckpointPace.every(CheckpointPace.DEFAULT),
                        "the same pixemb quickstart again",
                        err)
                .run();
    }

    private static SizedImages test(ImageSource source, TrainedNetwork network) throws IOException {
        ImageSet part = org.pixelembedding.train.TrainingData.testPart(
                        source, network.config().seed())
                .orElseThrow(() -> new IOException(source.name() + ": has no test part to measure on"));
        return SizedImages.of(part, network.size(), network.size(), UnreadablePolicy.FAIL);
    }

    private Confusion confusion(Model model, SizedImages test) throws IOException {
        return Confusion.of(
                Classifier.of(model),
                test,
                data.orElseGet(QuickstartCommand::sample).toString(),
                Runtime.getRuntime().availableProcessors(),
                UnreadablePolicy.FAIL,
                done -> {});
    }

    /** Median over the test pictures, one thread, after a pass of warming up. */
    private static double microsPerImage(Model model, SizedImages test) throws IOException {
        Session session = Planner.plan(model, test.height(), test.width()).newSession();
        double[] micros = new double[test.size()];
        for (int pass = 0; pass < 3; pass++) {
            for (int i = 0; i < test.size(); i++) {
                byte[] pixels = test.pixels(i);
                long start = System.nanoTime();
                session.run(pixels);
                micros[i] = (System.nanoTime() - start) * 1e-3;
            }
        }
        Arrays.sort(micros);
        return micros[micros.length / 2];
    }

    private void drawTable(Model model, List<EpochMetrics> metrics) throws IOException {
        Layer first = model.nodes().get(0).layer();
        if (first instanceof PixelEmbedding table) {
            String note = String.format(
                    "%d codes of %d bits for each value of each colour; training changed %.1f %% of the codes"
                            + " that it started from",
                    table.dimensions(), table.bits(), metrics.getLast().codesChanged() * 100);
            LearnedTablePicture.write(table, note, out.resolve("learned-table.png"));
        }
    }

    /** Every n-th test picture, so that all classes are seen. */
    private void drawAnswers(Model model, SizedImages test) throws IOException {
        Classifier classifier = Classifier.of(model);
        List<AnswersPicture.Answer> answers = new ArrayList<>();
        int count = Math.min(SHOWN, test.size());
        for (int i = 0; i < count; i++) {
            int index = (int) ((i + 0.5) * test.size() / count);
            RgbImage picture = new RgbImage(test.height(), test.width(), test.pixels(index));
            Prediction prediction = classifier.classify(picture);
            answers.add(new AnswersPicture.Answer(
                    picture,
                    test.labels().get(test.label(index)),
                    prediction.label(),
                    prediction.probability(prediction.classIndex())));
        }
        AnswersPicture.write(
                answers, "What the integer model says to pictures it has not seen", out.resolve("answers.png"));
    }

    /** A test picture of each class, for the page of {@code pixemb serve}. */
    private void keepExamples(SizedImages test) throws IOException {
        Path folder = Files.createDirectories(out.resolve("examples"));
        boolean[] kept = new boolean[test.labels().size()];
        for (int i = 0; i < test.size(); i++) {
            int label = test.label(i);
            if (!kept[label]) {
                kept[label] = true;
                RgbImage picture = new RgbImage(test.height(), test.width(), test.pixels(i));
                byte[] png = PngEncoder.encode(picture);
                String name = test.labels().get(label).replaceAll("[^\\p{L}\\p{N} ._-]", "_");
                WholeFile.write(folder.resolve(name + ".png"), file -> file.write(png));
            }
        }
    }

    private void print(Map<String, Object> summary, ParityReport report) {
        PrintWriter text = spec.commandLine().getOut();
        TextTable table = new TextTable("", "pixel embedding", "float ends");
        table.row("test accuracy", percent(summary.get("testAccuracy")), percent(summary.get("floatEndsAccuracy")));
        table.row("model file", kilobytes(summary.get("modelBytes")), kilobytes(summary.get("floatEndsBytes")));
        table.row("training", seconds(summary.get("trainSeconds")), seconds(summary.get("floatEndsTrainSeconds")));
        table.row(
                "engine, 1 thread, an image",
                micros(summary.get("engineMicrosPerImage")),
                micros(summary.get("floatEndsMicrosPerImage")));
        table.row("float parameters on the way", "none", "first and last layer");
        table.row("engine = training graph", report.summary(), "");
        text.println();
        text.print(table);
        text.println();
        text.println("Made in " + out + ":");
        text.println("  model.pxm           the integer model, one file");
        text.println("  learned-table.png   what each pixel value became");
        text.println("  answers.png         test pictures with the model's answers");
        text.println("  curves.png          loss and accuracy over the epochs");
        text.println("  examples/           a test picture of each class");
        text.println("  metrics.csv, summary.json, checkpoints/, float-ends/");
        text.println();
        text.println("Try next:");
        text.println("  ./pixemb serve " + out.resolve("model.pxm") + "    (a page to try it)");
        text.println("  ./pixemb report " + out + "             (a page to look into it)");
        text.println("  ./pixemb eval " + out.resolve("model.pxm") + " samples/eurosat-mini.zip");
        text.println("  ./pixemb train --data YOUR_PICTURES --out runs/mine   (a folder with one folder per class)");
    }

    private static String percent(Object share) {
        return String.format("%.1f %%", (double) share * 100);
    }

    private static String kilobytes(Object bytes) {
        return String.format("%.1f kB", (long) bytes / 1000.0);
    }

    private static String seconds(Object seconds) {
        return String.format("%.0f s", (double) seconds);
    }

    private static String micros(Object micros) {
        return String.format("%.0f us", (double) micros);
    }
}
