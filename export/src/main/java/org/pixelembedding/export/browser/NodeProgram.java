package org.pixelembedding.export.browser;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pixelembedding.export.SelfTest;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.TensorSpec;

/**
 * A model's exported WebAssembly, run by Node in a directory of its own. Pictures go in as raw bytes, class sums come out, or
 * every number of every layer that is kept.
 */
public final class NodeProgram {
    private static final String COMMAND = "node";
    private static final Path IN = Path.of("in");
    private static final Path OUT = Path.of("out");

    /** Which of the two runtimes. */
    public enum Kernels {
        /** Without SIMD. */
        PLAIN,
        /** With 128-bit SIMD. */
        SIMD;

        private String option() {
            return this == PLAIN ? "plain" : "simd";
        }
    }

    private final Model model;
    private final Kernels kernels;
    private final Path directory;

    /**
     * Writes the files.
     *
     * @param directory there; files of the program's are written into it
     */
    public NodeProgram(Model model, Kernels kernels, Path directory) throws IOException {
        this.model = model;
        this.kernels = kernels;
        this.directory = directory;
        SelfTest selfTest = SelfTest.of(model);
        Files.write(directory.resolve(ModelFile.NAME), ModelFile.of(model, selfTest, false));
        Files.write(directory.resolve("tracing.bin"), ModelFile.of(model, selfTest, true));
        for (BrowserResource resource : List.of(
                BrowserResource.CLASSIFIER,
                BrowserResource.PLAIN,
                BrowserResource.SIMD,
                BrowserResource.NODE_HARNESS)) {
            Files.write(directory.resolve(resource.file()), resource.bytes());
        }
        // What makes Node read classifier.js as a module.
        Files.writeString(directory.resolve("package.json"), "{\"type\": \"module\"}\n");
    }

    /** Why it cannot be used on this machine, with what to install; empty if it can. */
    public static Optional<String> missing() {
        for (String place : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(place, COMMAND))) {
                return Optional.empty();
            }
        }
        return Optional.of("no " + COMMAND + " on the PATH; install nodejs, version 18 or later");
    }

    /**
     * Class sums of each picture.
     *
     * @param pictures raw, each of the model's size
     */
    public List<int[]> sums(List<byte[]> pictures) throws IOException {
        ByteBuffer answer = run("sums", pictures);
        int classes = model.labels().size();
        if (answer.remaining() != (long) pictures.size() * classes * Integer.BYTES) {
            throw new IOException("node: gave " + answer.remaining() + " bytes for " + pictures.size()
                    + " pictures, want " + (long) pictures.size() * classes * Integer.BYTES);
        }
        List<int[]> sums = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            int[] ofOne = new int[classes];
            Arrays.setAll(ofOne, _ -> answer.getInt());
            sums.add(ofOne);
        }
        return sums;
    }

    /**
     * What each layer gave for a picture, in the order of the model's nodes; empty where a layer is fused into another and its
     * numbers are never kept.
     */
    public List<int[]> trace(byte[] picture) throws IOException {
        ByteBuffer answer = run("trace", List.of(picture));
        List<TensorSpec> specs = model.specs(model.inputHeight(), model.inputWidth());
        int[][] values = new int[specs.size()][];
        Arrays.setAll(values, _ -> new int[0]);
        while (answer.remaining() >= 3 * Integer.BYTES) {
            int layer = answer.getInt();
            int at = answer.getInt();
            int value = answer.getInt();
            if (values[layer].length == 0) {
                values[layer] = new int[specs.get(layer).size()];
            }
            values[layer][at] = value;
        }
        return List.of(values);
    }

    private ByteBuffer run(String task, List<byte[]> pictures) throws IOException {
        try (OutputStream in = Files.newOutputStream(directory.resolve(IN))) {
            for (byte[] picture : pictures) {
                in.write(picture);
            }
        }
        Path out = directory.resolve(OUT);
        Files.deleteIfExists(out);
        Path log = directory.resolve("node.log");
        Process process = new ProcessBuilder(
                        COMMAND,
                        BrowserResource.NODE_HARNESS.file(),
                        task,
                        kernels.option(),
                        IN.toString(),
                        OUT.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            int code = process.waitFor();
            if (code != 0) {
                String said = Files.readString(log, StandardCharsets.UTF_8);
                throw new IOException("node ended with " + code + ": "
                        + said.substring(0, Math.min(said.length(), 2000)).strip());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("node: interrupted", e);
        }
        return ByteBuffer.wrap(Files.readAllBytes(out)).order(ByteOrder.LITTLE_ENDIAN);
    }
}
