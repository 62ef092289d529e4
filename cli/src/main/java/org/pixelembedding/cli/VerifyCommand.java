package org.pixelembedding.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.pixelembedding.data.SizedImages;
import org.pixelembedding.export.verify.ComparisonReport;
import org.pixelembedding.export.verify.MissingTarget;
import org.pixelembedding.export.verify.PictureSequence;
import org.pixelembedding.export.verify.TargetComparison;
import org.pixelembedding.export.verify.VerifyTarget;
import org.pixelembedding.model.Layer;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.train.ConfigException;
import org.pixelembedding.train.ParityCheck;
import org.pixelembedding.train.ParityReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Proof that training graph, interpreter, engine and exported forms give the same integers. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Proves that the engine gives the training graph's integers, on every layer, for the test pictures.",
            "Compares the training graph in evaluation mode, the reference interpreter and the engine: every code and every",
            "sum. Exit code 1 if a single number differs.",
            "A model file alone is compared between interpreter and engine.",
            "With --targets: exports the model, builds and runs each target, and compares the class sums of the same decoded",
            "pictures; on a difference the layers are searched. A target that this machine cannot run is skipped, and said why."
        },
        footer = {
            "",
            "Examples:",
            "  pixemb verify runs/quickstart",
            "  pixemb verify runs/quickstart --all --json",
            "  pixemb verify model.pxm --data samples/eurosat-mini.zip --images 50",
            "  pixemb verify runs/quickstart/model.pxm --targets all",
            "  pixemb verify model.pxm --data samples/eurosat-mini.zip --targets vector,onnx,c-gcc,c-cortex-m4"
        })
final class VerifyCommand implements Callable<Integer> {
    private static final int INTERPRETED = 256;

    @Parameters(paramLabel = "RUN|MODEL", description = "A run directory, or a model file.")
    private Path target;

    @Option(names = "--data", paramLabel = "DATA", description = "Pictures; default: those the run was trained on.")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--images", paramLabel = "N", description = "Compare the first N pictures only.")
    private Optional<Integer> images = Optional.empty();

    @Option(
            names = "--targets",
            paramLabel = "all|LIST",
            description =
                    "Compare class sums over all targets, or over those of a list with commas: graph, interpreter, "
                            + "scalar, vector, onnx, onnx-int2, c-gcc, c-clang, c-aarch64, c-cortex-m4 ...")
    private Optional<String> targets = Optional.empty();

    @Option(
            names = "--all",
            description =
                    "Run slow targets on all pictures too: the interpreter takes the first 256, emulated boards 20.")
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
        PrintWriter err = spec.commandLine().getErr();
        var request = new TestedModel.Request(target, data, modelFile, skipUnreadable, targets.isPresent());
        try (TestedModel subject = TestedModel.open(request, err)) {
            return targets.isPresent() ? compareTargets(subject, targets.get()) : compareLayers(subject);
        }
    }

    /** Every number of every layer, of what runs in this process. */
    private int compareLayers(TestedModel subject) throws IOException {
        int interpreted = all ? Integer.MAX_VALUE : INTERPRETED;
        ParityReport report = subject.ofRun()
                ? ParityCheck.ofRun(
                        subject.network().orElseThrow(),
                        subject.model(),
                        subject.pictures(),
                        images.orElse(Integer.MAX_VALUE),
                        interpreted,
                        this::progress)
                : ParityCheck.ofModel(subject.model(), subject.pictures(), images.orElse(interpreted), this::progress);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.of(VerifyAnswer.json(report)));
        } else {
            VerifyAnswer.print(out, report);
        }
        return report.differences() == 0 ? 0 : 1;
    }

    private void progress(int done) {
        if (done % 500 == 0) {
            spec.commandLine().getErr().println(done + " images compared");
        }
    }

    /** Class sums, of everything that runs the model anywhere. */
    private int compareTargets(TestedModel subject, String wanted) throws IOException {
        Node last = subject.model().lastNode();
        if (last.layer().kind() == Layer.Kind.FLOAT_CLASSIFIER) {
            throw new ConfigException(
                    "layer '" + last.name() + "' gives floats, and --targets compares whole class sums; "
                            + "verify this model without --targets");
        }
        VerifyTarget graph = subject.network()
                .<VerifyTarget>map(GraphTarget::new)
                .orElseGet(() -> new MissingTarget(
                        GraphTarget.NAME, "the run is not there; name a run directory, or the model.pxm in one"));
        List<VerifyTarget> chosen = new VerifyTargets(graph).named(wanted);
        ProgressLine line = new ProgressLine(spec.commandLine().getErr());
        ComparisonReport report = TargetComparison.of(
                subject.model(), chosen, sequence(subject.pictures()), all, new TargetComparison.Progress() {
                    @Override
                    public void starting(String name) {
                        line.show("building " + name);
                    }

                    @Override
                    public void compared(int done, int total) {
                        line.show(done + " of " + total + " images compared");
                    }
                });
        line.clear();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.of(VerifyAnswer.json(report)));
        } else {
            VerifyAnswer.print(out, report);
        }
        return report.passed() ? 0 : 1;
    }

    private PictureSequence sequence(SizedImages pictures) {
        int count = Math.min(pictures.size(), images.orElse(Integer.MAX_VALUE));
        return new PictureSequence() {
            @Override
            public int count() {
                return count;
            }

            @Override
            public String name(int index) {
                return pictures.name(index);
            }

            @Override
            public RgbImage picture(int index) throws IOException {
                return new RgbImage(pictures.height(), pictures.width(), pictures.pixels(index));
            }
        };
    }
}
