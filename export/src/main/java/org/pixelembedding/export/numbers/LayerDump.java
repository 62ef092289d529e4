package org.pixelembedding.export.numbers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.pixelembedding.format.WholeFile;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.model.TensorSpec;
import org.pixelembedding.run.NodeValues;
import org.pixelembedding.run.Planner;
import org.pixelembedding.run.Session;

/** The numbers of single layers, each array in a file of its own: what was learned, or what a picture gives. */
public final class LayerDump {
    private LayerDump() {}

    /**
     * A file that was written.
     *
     * @param shape of the array in it
     * @param meaning order of the dimensions and unit
     */
    public record Dumped(Path file, String layer, String part, List<Integer> shape, String meaning) {
        public Dumped {
            shape = List.copyOf(shape);
        }
    }

    /**
     * Writes what layers have learned: {@code LAYER.PART.ENDING}.
     *
     * @param layers names; those without arrays give no file
     * @param directory is made if it is not there; files of these names are replaced
     */
    public static List<Dumped> parameters(Model model, List<String> layers, DumpFormat format, Path directory)
            throws IOException {
        List<Dumped> files = new ArrayList<>();
        for (String layer : layers) {
            Node node = model.nodes().get(model.indexOf(layer));
            for (ModelArray array : ModelArrays.of(node.layer())) {
                files.add(write(layer, array, format, directory));
            }
        }
        return files;
    }

    /**
     * Writes what layers give for a picture, by the engine: {@code LAYER.codes.ENDING}, {@code .sums} or {@code .logits}.
     *
     * @param picture of the model's size
     */
    public static List<Dumped> activations(
            Model model, RgbImage picture, List<String> layers, DumpFormat format, Path directory) throws IOException {
        Session session = Planner.planKeepingAll(model, model.inputHeight(), model.inputWidth())
                .newSession();
        session.run(picture.rgb());
        NodeValues values = session.trace();
        List<TensorSpec> specs = model.specs(model.inputHeight(), model.inputWidth());
        List<Dumped> files = new ArrayList<>();
        for (String layer : layers) {
            int node = model.indexOf(layer);
            files.add(write(layer, activations(specs.get(node), node, values), format, directory));
        }
        return files;
    }

    private static ModelArray activations(TensorSpec spec, int node, NodeValues values) {
        List<Integer> shape = List.of(spec.height(), spec.width(), spec.channels());
        if (spec.kind() == TensorSpec.Kind.LOGITS) {
            return ModelArray.ofFloats(
                    "logits", "[class]; scores before the softmax", List.of(spec.channels()), values.logits());
        }
        int[] numbers = values.values(node);
        return spec.kind() == TensorSpec.Kind.CODES
                ? ModelArray.ofWholes(
                        "codes", "[y][x][channel]; 0 to " + spec.bound(), ModelArray.Type.UINT8, shape, i -> numbers[i])
                : ModelArray.ofWholes(
                        "sums", "[y][x][channel]; integer accumulators", ModelArray.Type.INT32, shape, i -> numbers[i]);
    }

    private static Dumped write(String layer, ModelArray array, DumpFormat format, Path directory) throws IOException {
        String name = layer + "." + array.part();
        Path file = directory.resolve(name + "." + format.ending());
        Files.createDirectories(directory);
        WholeFile.write(file, out -> format.write(name, array, out));
        return new Dumped(file, layer, array.part(), array.shape(), array.meaning());
    }
}
