package org.pixelembedding.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.pixelembedding.cli.report.Comparison;
import org.pixelembedding.data.DataException;
import org.pixelembedding.data.ImageSet;
import org.pixelembedding.data.ImageSource;
import org.pixelembedding.data.SizedImages;
import org.pixelembedding.data.UnreadablePolicy;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.run.Classifier;
import org.pixelembedding.train.RunDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Models side by side. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = {
            "Runs models on the same pictures: accuracy, bytes, multiply-accumulates, time, and where they disagree.",
            "The test part of DATA is used if it has one. With -o also as an HTML page with the pictures that divide them."
        },
        footer = {
            "",
            "Example:  pixemb compare runs/quickstart/model.pxm runs/quickstart/float-ends/model.pxm"
                    + " --data samples/eurosat-mini.zip -o compared"
        })
final class CompareCommand implements Callable<Integer> {
    private static final int SHOWN = 48;

    @Parameters(arity = "2..*", paramLabel = "MODEL", description = "Model files (.pxm).")
    private List<Path> files = List.of();

    @Option(names = "--data", paramLabel = "DATA", required = true, description = "Labelled pictures.")
    private Path data;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Write the page compare.html and its pictures there.")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--json", description = "One JSON object on stdout.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (files.size() < 2) {
            throw new ParameterException(spec.commandLine(), "want at least two models, got " + files.size());
        }
        List<Model> models = new ArrayList<>();
        for (Path file : files) {
            models.add(ModelFile.read(file));
        }
        requireSameLabels(models);
        if (out.isPresent()) {
            RunDirectory.checkPossible(out.get());
        }
        Comparison comparison;
        try (ImageSource source = ImageSource.open(data)) {
            ImageSet set = source.toTestOn()
                    .orElseThrow(() -> new DataException(source.name() + ": has no pictures to test on"));
            comparison = compare(models, set);
        }
        if (out.isPresent()) {
            comparison.write(out.get());
        }
        answer(comparison);
        return 0;
    }

    private void requireSameLabels(List<Model> models) {
        for (int i = 1; i < models.size(); i++) {
            if (!new HashSet<>(models.get(i).labels())
                    .equals(new HashSet<>(models.getFirst().labels()))) {
                throw new ParameterException(
                        spec.commandLine(),
                        files.get(i) + " has other labels than " + files.getFirst() + ": "
                                + models.get(i).labels().size() + " ("
                                + String.join(
                                        ", ",
                                        models.get(i).labels().stream().limit(5).toList()) + ", ...) and "
                                + models.getFirst().labels().size() + "; compare models of the same classes");
            }
        }
    }

    private Comparison compare(List<Model> models, ImageSet set) throws IOException {
        List<Comparison.Contender> contenders = new ArrayList<>();
        List<String> truths = List.of();
        List<Comparison.Disputed> disputed = new ArrayList<>();
        for (int m = 0; m < models.size(); m++) {
            Model model = models.get(m);
            SizedImages pictures = SizedImages.of(set, model.inputHeight(), model.inputWidth(), UnreadablePolicy.FAIL);
            Confusion confusion = Confusion.of(
                    Classifier.of(model),
                    pictures,
                    data.toString(),
                    Runtime.getRuntime().availableProcessors(),
                    UnreadablePolicy.FAIL,
                    done -> {});
            List<String> answers = IntStream.of(confusion.answers())
                    .mapToObj(model.labels()::get)
                    .toList();
            contenders.add(new Comparison.Contender(
                    name(m), model, Files.size(files.get(m)), MeasuredCost.microsPerImage(model), answers));
            if (m == 0) {
                truths = IntStream.range(0, pictures.size())
                        .mapToObj(i -> pictures.labels().get(pictures.label(i)))
                        .toList();
            }
            if (m == models.size() - 1 && out.isPresent()) {
                disputed.addAll(some(disputed(contenders), pictures));
            }
        }
        return new Comparison(String.valueOf(data.getFileName()), contenders, truths, disputed, Machine.line());
    }

    /** Pictures to which not all contenders give the same answer. */
    private static int[] disputed(List<Comparison.Contender> contenders) {
        return IntStream.range(0, contenders.getFirst().answers().size())
                .filter(i -> contenders.stream()
                                .map(each -> each.answers().get(i))
                                .distinct()
                                .count()
                        > 1)
                .toArray();
    }

    /** Every n-th of them, so that all classes are seen. */
    private static List<Comparison.Disputed> some(int[] indices, SizedImages pictures) throws IOException {
        int count = Math.min(SHOWN, indices.length);
        List<Comparison.Disputed> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int index = indices[(int) ((i + 0.5) * indices.length / count)];
            some.add(new Comparison.Disputed(
                    index, new RgbImage(pictures.height(), pictures.width(), pictures.pixels(index))));
        }
        return some;
    }

    /** File name, or as much of the path as tells it from the others. */
    private String name(int index) {
        Path path = files.get(index).toAbsolutePath().normalize();
        for (int parts = 1; parts < path.getNameCount(); parts++) {
            Path end = path.subpath(path.getNameCount() - parts, path.getNameCount());
            if (files.stream()
                            .filter(other -> other.toAbsolutePath().normalize().endsWith(end))
                            .count()
                    == 1) {
                return end.toString();
            }
        }
        return path.getFileName().toString();
    }

    private void answer(Comparison comparison) throws IOException {
        PrintWriter to = spec.commandLine().getOut();
        if (json) {
            List<Object> models = new ArrayList<>();
            for (int i = 0; i < comparison.contenders().size(); i++) {
                Comparison.Contender each = comparison.contenders().get(i);
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("name", each.name());
                one.put("top1", comparison.accuracy(i));
                one.put("bytes", each.fileBytes());
                one.put("macs", each.macs());
                one.put("medianMicros", each.microsPerImage());
                one.put("otherAnswersThanFirst", comparison.disagreements(0, i));
                models.add(one);
            }
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("images", comparison.truths().size());
            answer.put("models", models);
            to.println(Json.of(answer));
            return;
        }
        TextTable table = new TextTable(
                "model",
                "right",
                "bytes",
                "MACs",
                "us a picture",
                "other answers than the first",
                "right, first not",
                "first right, this not");
        for (int i = 0; i < comparison.contenders().size(); i++) {
            Comparison.Contender each = comparison.contenders().get(i);
            table.row(
                    each.name(),
                    String.format("%.2f %%", comparison.accuracy(i) * 100),
                    String.format("%,d", each.fileBytes()),
                    String.format("%,d", each.macs()),
                    String.format("%.0f", each.microsPerImage()),
                    i == 0 ? "" : comparison.disagreements(0, i),
                    i == 0 ? "" : comparison.rightAgainst(i, 0),
                    i == 0 ? "" : comparison.rightAgainst(0, i));
        }
        to.print(table);
        to.printf("%d pictures%n", comparison.truths().size());
        out.ifPresent(directory -> to.println(directory.resolve(Comparison.PAGE)));
    }
}
