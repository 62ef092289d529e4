package org.pixelembedding.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.pixelembedding.compare.CheckedTwin;
import org.pixelembedding.compare.Int8Twin;
import org.pixelembedding.compare.TwinNetwork;
import org.pixelembedding.export.ExportFolder;
import org.pixelembedding.export.ExportOptions;
import org.pixelembedding.export.Exporter;
import org.pixelembedding.export.Exporters;
import org.pixelembedding.export.JsonText;
import org.pixelembedding.export.SelfTest;
import org.pixelembedding.model.Model;

/**
 * Writes what {@code bench/web/compare.mjs} times: of each network the export to the browser, and the same shapes as an int8
 * ONNX file with a picture and the scores that it must give, both with random weights.
 *
 * <p>{@code java -cp bench/target/benchmarks.jar org.pixelembedding.bench.WebFiles DIR ern18@224 tiny@64}
 */
public final class WebFiles {
    private static final long SEED = 1;

    private WebFiles() {}

    /**
     * Writes a folder for each network.
     *
     * @param args a directory, then networks as name@size
     */
    public static void main(String[] args) throws IOException {
        if (args.length < 2) {
            throw new IllegalArgumentException("want DIR NETWORK@SIZE..., for example web-files ern18@224 tiny@64");
        }
        for (int i = 1; i < args.length; i++) {
            write(Networks.of(args[i]), Path.of(args[0], args[i]));
        }
    }

    private static void write(Model model, Path directory) throws IOException {
        Exporter exporter = Exporters.named("browser").orElseThrow();
        ExportFolder.write(exporter, model, ExportOptions.of(exporter, Map.of()), directory, true);
        byte[] picture = SelfTest.of(model).picture().rgb();
        Int8Twin twin = new Int8Twin(TwinNetwork.of(model), SEED);
        // ONNX Runtime on this machine gives the plain loops' scores: the file is right.
        float[] scores = new CheckedTwin(twin, picture).twin().scores(picture);
        Files.write(directory.resolve("int8.onnx"), twin.toOnnx().toBytes());
        ByteBuffer input = twin.input(picture);
        byte[] inputBytes = new byte[input.remaining()];
        input.get(inputBytes);
        Files.write(directory.resolve("int8.input"), inputBytes);
        ByteBuffer bytes = ByteBuffer.allocate(scores.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(scores);
        Files.write(directory.resolve("int8.scores"), bytes.array());
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("height", model.inputHeight());
        about.put("width", model.inputWidth());
        about.put("macs", twin.network().macs());
        Files.writeString(directory.resolve("int8.json"), JsonText.of(about) + "\n");
    }
}
