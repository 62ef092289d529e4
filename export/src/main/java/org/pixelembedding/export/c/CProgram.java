package org.pixelembedding.export.c;

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
import java.util.Map;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.TensorSpec;

/**
 * A model's exported C, built by one toolchain, in a directory of its own. Pictures go in as raw bytes, class sums come out; a
 * second build tells every number of every layer that it keeps.
 */
public final class CProgram {
    private static final Path IN = Path.of("in");
    private static final Path OUT = Path.of("out");
    /** Stands in a trace where the class sums come. */
    private static final int NO_LAYER = -1;

    private final Model model;
    private final CToolchain toolchain;
    private final Path directory;
    private final String program;

    private CProgram(Model model, CToolchain toolchain, Path directory, String program) {
        this.model = model;
        this.toolchain = toolchain;
        this.directory = directory;
        this.program = program;
    }

    /**
     * Writes and compiles a model as strictly as exports promise.
     *
     * @param directory there; files of the program's are written into it
     * @throws IOException if the compiler refuses it; says what the compiler said
     */
    public static CProgram build(Model model, CToolchain toolchain, Path directory) throws IOException {
        return build(model, CFiles.model(model), toolchain, directory, "program");
    }

    /** The same, telling all numbers: for {@link #trace}. */
    public static CProgram buildTracing(Model model, CToolchain toolchain, Path directory) throws IOException {
        return build(
                model,
                CFiles.model(model),
                toolchain.with(toolchain.name(), List.of("-DMODEL_TRACE")),
                directory,
                "tracing");
    }

    /** The same of given sources, by file name. */
    static CProgram build(
            Model model, Map<String, String> sources, CToolchain toolchain, Path directory, String program)
            throws IOException {
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Files.writeString(directory.resolve(source.getKey()), source.getValue());
        }
        List<String> files = new ArrayList<>(List.of("model.c", "harness.c"));
        Files.writeString(directory.resolve("harness.c"), CTemplates.read("run/harness.c"));
        String around = toolchain.bare() ? "bare.c" : "hosted.c";
        Files.writeString(directory.resolve(around), CTemplates.read("run/" + around));
        Files.writeString(directory.resolve("memory.c"), CTemplates.read("run/memory.c"));
        files.add(around);
        List<String> command = new ArrayList<>(toolchain.compiler());
        command.addAll(1, CToolchain.STRICT);
        if (toolchain.bare()) {
            Files.writeString(directory.resolve("bare.ld"), CTemplates.read("run/bare.ld"));
            command.addAll(1, List.of("-T", "bare.ld", "-Wl,-Map=" + program + ".map"));
            files.add("memory.c");
        }
        // In front of the libraries, which only serve what stands before them.
        command.addAll(1, files);
        command.addAll(List.of("-o", program));
        run(toolchain, command, directory, nothing(directory), directory.resolve(program + ".log"));
        return new CProgram(model, toolchain, directory, program);
    }

    private static Path nothing(Path directory) throws IOException {
        return Files.write(directory.resolve("none"), new byte[0]);
    }

    /** Runs a command to its end, both outputs into one file. */
    private static void run(CToolchain toolchain, List<String> command, Path directory, Path in, Path out)
            throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .start();
        try {
            int code = process.waitFor();
            if (code != 0) {
                String said = new String(Files.readAllBytes(out), StandardCharsets.ISO_8859_1);
                throw new IOException(toolchain.name() + ": '" + String.join(" ", command) + "' ended with " + code
                        + ": "
                        + said.substring(0, Math.min(said.length(), 2000)).strip());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(toolchain.name() + ": interrupted", e);
        }
    }

    /**
     * Class sums of each picture.
     *
     * @param pictures raw, each of the model's size
     */
    public List<int[]> sums(List<byte[]> pictures) throws IOException {
        ByteBuffer answer = answer(pictures);
        int classes = model.labels().size();
        if (answer.remaining() != (long) pictures.size() * classes * Integer.BYTES) {
            throw new IOException(toolchain.name() + ": gave " + answer.remaining() + " bytes for " + pictures.size()
                    + " pictures, want " + (long) pictures.size() * classes * Integer.BYTES);
        }
        List<int[]> sums = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            int[] ofOne = new int[classes];
            answer.asIntBuffer().get(ofOne);
            answer.position(answer.position() + classes * Integer.BYTES);
            sums.add(ofOne);
        }
        return sums;
    }

    /**
     * What each layer gave for a picture, of a program built by {@link #buildTracing}, in the order of the model's nodes; empty
     * where a layer is fused into another and its numbers never leave the registers.
     */
    public List<int[]> trace(byte[] picture) throws IOException {
        ByteBuffer answer = answer(List.of(picture));
        List<TensorSpec> specs = model.specs(model.inputHeight(), model.inputWidth());
        int[][] values = new int[specs.size()][];
        Arrays.setAll(values, i -> new int[0]);
        while (answer.remaining() >= 3 * Integer.BYTES) {
            int layer = answer.getInt();
            int at = answer.getInt();
            int value = answer.getInt();
            if (layer != NO_LAYER) {
                if (values[layer].length == 0) {
                    values[layer] = new int[specs.get(layer).size()];
                }
                values[layer][at] = value;
            }
        }
        return List.of(values);
    }

    private ByteBuffer answer(List<byte[]> pictures) throws IOException {
        try (OutputStream in = Files.newOutputStream(directory.resolve(IN))) {
            for (byte[] picture : pictures) {
                in.write(picture);
            }
        }
        List<String> command = new ArrayList<>(toolchain.runner());
        command.add(
                toolchain.runner().isEmpty()
                        ? directory.resolve(program).toAbsolutePath().toString()
                        : program);
        Path out = directory.resolve(OUT);
        Files.deleteIfExists(out);
        Path said = toolchain.bare() ? directory.resolve(program + ".log") : out;
        run(toolchain, command, directory, directory.resolve(IN), said);
        return ByteBuffer.wrap(Files.readAllBytes(out)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The linker's map, of a bare toolchain. */
    Path map() {
        return directory.resolve(program + ".map");
    }
}
