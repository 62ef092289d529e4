package org.pixelembedding.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.pixelembedding.image.ImageDecoder;
import org.pixelembedding.image.Resize;
import org.pixelembedding.model.Model;
import org.pixelembedding.run.Classifier;
import org.pixelembedding.run.Prediction;
import org.pixelembedding.server.ClassesAnswer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Classes of single pictures. */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        description = "Classifies pictures (JPEG, PNG, WebP, BMP, GIF); other sizes are cropped to shape and resized.",
        footer = {"", "Example:  pixemb predict runs/quickstart/model.pxm photo.jpg --top 3"})
final class PredictCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "MODEL", description = "A model file (.pxm).")
    private Path file;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGE", description = "Pictures.")
    private List<Path> pictures = List.of();

    @Option(names = "--top", defaultValue = "5", description = "Classes per picture (default: ${DEFAULT-VALUE}).")
    private int top;

    @Option(names = "--json", description = "One JSON object on stdout.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        WantedNumber.atLeast(1, top, "--top", spec);
        Model model = ModelFile.read(file);
        Classifier classifier = Classifier.of(model);
        PrintWriter out = spec.commandLine().getOut();
        ClassesAnswer answer = new ClassesAnswer(model, top);
        int unreadable = 0;
        for (Path picture : pictures) {
            Prediction prediction;
            try {
                prediction = classifier.classify(
                        Resize.resize(ImageDecoder.decode(picture), model.inputHeight(), model.inputWidth()));
            } catch (IOException e) {
                unreadable++;
                spec.commandLine().getErr().println("pixemb: " + Failures.line(picture, e));
                continue;
            }
            answer.add(picture.toString(), prediction);
            if (!json) {
                out.println(picture);
                for (Prediction.Ranked ranked : prediction.top(top)) {
                    out.printf("  %5.1f %%  %s%n", ranked.probability() * 100, ranked.label());
                }
            }
        }
        if (json) {
            out.println(Json.of(answer.toMap()));
        }
        return unreadable == 0 ? 0 : 1;
    }
}
