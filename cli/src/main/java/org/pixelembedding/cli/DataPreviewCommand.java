package org.pixelembedding.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.pixelembedding.cli.picture.PreviewSheet;
import org.pixelembedding.data.CacheFolder;
import org.pixelembedding.data.ImageSource;
import org.pixelembedding.data.SizedImages;
import org.pixelembedding.data.UnreadablePolicy;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.train.ConfigException;
import org.pixelembedding.train.NetworkSpec;
import org.pixelembedding.train.TrainedNetwork;
import org.pixelembedding.train.TrainingConfig;
import org.pixelembedding.train.TrainingData;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Training pictures as the training will see them. */
@Command(
        name = "preview",
        mixinStandardHelpOptions = true,
        modelTransformer = DataPreviewCommand.KeyOptions.class,
        sortOptions = false,
        description = {
            "Draws some training pictures and what augmentation makes of them in the first epochs, to the pixel: the",
            "training with the same settings and seed sees these (unless it leaves unreadable pictures out)."
        },
        footer = {
            "",
            "Examples:",
            "  pixemb data preview pictures/ --out preview.png --random-crop 0.5 --policy 2",
            "  pixemb data preview pictures/ --out preview.png --config mine.yaml"
        })
final class DataPreviewCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "DATA",
            description = "Folder, zip or tar of pictures, folder of tars, list of path,label, or CIFAR.")
    private Path data;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "PNG file to write.")
    private Path out;

    @Option(names = "--pictures", defaultValue = "6", description = "How many (default: ${DEFAULT-VALUE}).")
    private int pictures;

    @Option(names = "--variants", defaultValue = "8", description = "Epochs to show (default: ${DEFAULT-VALUE}).")
    private int variants;

    @Option(names = "--config", paramLabel = "FILE", description = "Settings as YAML, as for 'train'.")
    private Optional<Path> config = Optional.empty();

    @Spec
    private CommandSpec spec;

    /** Settings that change what a training sees. */
    static final class KeyOptions implements CommandLine.IModelTransformer {
        @Override
        public CommandSpec transform(CommandSpec spec) {
            return ConfigOptions.add(
                    spec,
                    Stream.concat(
                                    Stream.of("network", "size", "validation", "seed"),
                                    TrainingConfig.AUGMENTATION_KEYS.stream())
                            .toList());
        }
    }

    @Override
    public Integer call() throws IOException {
        WantedNumber.atLeast(1, pictures, "--pictures", spec);
        WantedNumber.atLeast(1, variants, "--variants", spec);
        TrainingConfig settings = ConfigOptions.read(spec, config);
        int size = TrainedNetwork.sizeOf(settings, NetworkSpec.load(settings.network()));
        try {
            settings.augmentation().checkSize(size, size);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(e.getMessage());
        }
        try (ImageSource source = ImageSource.open(data, CacheFolder.ofUser())) {
            SizedImages train =
                    SizedImages.of(TrainingData.divide(source, settings).train(), size, size, UnreadablePolicy.FAIL);
            List<PreviewSheet.Row> rows = new ArrayList<>();
            int count = Math.min(pictures, train.size());
            for (int i = 0; i < count; i++) {
                rows.add(row(train, (int) ((i + 0.5) * train.size() / count), settings));
            }
            PreviewSheet.write(rows, out);
            spec.commandLine().getOut().println("Preview of " + count + " pictures in " + variants + " epochs: " + out);
        }
        return 0;
    }

    private PreviewSheet.Row row(SizedImages train, int index, TrainingConfig settings) throws IOException {
        byte[] source = train.pixels(index);
        List<RgbImage> seen = new ArrayList<>();
        for (int epoch = 0; epoch < variants; epoch++) {
            byte[] target = new byte[source.length];
            settings.augmentation()
                    .apply(source, train.height(), train.width(), target, 0, settings.seed(), epoch, index);
            seen.add(new RgbImage(train.height(), train.width(), target));
        }
        return new PreviewSheet.Row(
                train.labels().get(train.label(index)), new RgbImage(train.height(), train.width(), source), seen);
    }
}
