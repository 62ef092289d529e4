package org.pixelembedding.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.pixelembedding.export.ExportFolder;
import org.pixelembedding.export.ExportOptions;
import org.pixelembedding.export.c.CExporter;
import org.pixelembedding.export.c.CToolchain;
import org.pixelembedding.export.c.CToolchains;
import org.pixelembedding.format.ModelReader;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.TensorSpec;

/**
 * Instructions that a picture takes on microcontrollers, counted by QEMU, for exported C and for a float first layer in
 * plain C (soft float) before the same other layers:
 *
 * <pre>{@code
 * java -cp bench/target/benchmarks.jar org.pixelembedding.bench.InstructionCounts MODEL
 * }</pre>
 *
 * <p>Wants {@code arm-none-eabi-gcc} and {@code qemu-system-arm}. Marks between the steps of model.c read a timer of the board
 * ({@code count.c}); class sums are compared by the self-test's picture in {@code CTargetsTest}, not here.
 */
public final class InstructionCounts {
    private static final Pattern STEP =
            Pattern.compile("pix_(?:convolve|look_up|pool|work_on_sums)\\(&pix_step_(\\d+)(?:, rgb)?\\);");
    /** Flash and memory of the emulated board. */
    private static final int BOARD_BYTES = 4 << 20;

    private final Model model;
    private final QuantConv2d first;
    private final TensorSpec input;
    private final TensorSpec output;
    private final long products;
    private final long firstProducts;

    private InstructionCounts(Model model) {
        this.model = model;
        List<TensorSpec> specs = model.specs(model.inputHeight(), model.inputWidth());
        long all = 0;
        int firstNode = -1;
        for (int i = 0; i < specs.size(); i++) {
            if (model.nodes().get(i).layer() instanceof QuantConv2d conv) {
                firstNode = firstNode < 0 ? i : firstNode;
                all += specs.get(i).pixelCount() * conv.weights().count();
            }
        }
        first = (QuantConv2d) model.nodes().get(firstNode).layer();
        input = specs.get(0);
        output = specs.get(firstNode);
        products = all;
        firstProducts = output.pixelCount() * first.weights().count();
    }

    /** Counts and prints a table. */
    public static void main(String[] args) throws IOException {
        new InstructionCounts(ModelReader.read(Path.of(args[0]))).print();
    }

    private void print() throws IOException {
        System.out.printf(
                "%s: %,d products of a weight and an activation, %,d of them in the first layer%n",
                model.name(), products, firstProducts);
        System.out.printf(
                "%-11s %-4s %-12s %13s %13s %8s %8s %8s%n",
                "core", "", "first layer", "first", "all", "/product", "float/", "all");
        for (String core : List.of("c-cortex-m0", "c-cortex-m4")) {
            for (String level : List.of("-Os", "-O2")) {
                CToolchain toolchain = CToolchains.all().stream()
                        .filter(each -> each.name().equals(core))
                        .findFirst()
                        .orElseThrow()
                        .with(core, flags(level));
                long floats = last(run(toolchain, floatFirst(), List.of("float_first.c")));
                for (String flash : List.of("0", String.valueOf(Integer.MAX_VALUE))) {
                    List<long[]> steps = run(toolchain, exported(flash), List.of("model.c", "model_run.c"));
                    long ours = steps.get(1)[1];
                    long total =
                            steps.stream().skip(1).mapToLong(step -> step[1]).sum();
                    System.out.printf(
                            "%-11s %-4s %-12s %,13d %,13d %8.2f %8.2f %8.2f%n",
                            core.substring(2),
                            level,
                            flash.equals("0") ? "bit-serial" : "look-up",
                            ours,
                            total,
                            (double) total / products,
                            (double) floats / ours,
                            (double) (floats + total - ours) / total);
                }
            }
        }
    }

    private static long last(List<long[]> steps) {
        return steps.get(steps.size() - 1)[1];
    }

    private List<String> flags(String level) {
        return List.of(
                level,
                "-mfloat-abi=soft",
                "-DCOUNT_INPUT_BYTES=" + model.inputHeight() * model.inputWidth() * 3,
                "-DFIRST_KERNEL=" + first.weights().kernelHeight(),
                "-DFIRST_STRIDE=" + first.stride(),
                "-DFIRST_PADDING=" + first.padding(),
                "-DFIRST_IN=" + input.height(),
                "-DFIRST_OUT=" + output.height(),
                "-DFIRST_OUTPUTS=" + output.channels(),
                "-Wl,--defsym=FLASH_BYTES=" + BOARD_BYTES,
                "-Wl,--defsym=RAM_BYTES=" + BOARD_BYTES);
    }

    private static Path floatFirst() throws IOException {
        return Files.createTempDirectory("pixemb-count");
    }

    /** The exported folder, its steps marked. */
    private Path exported(String flash) throws IOException {
        Path folder = Files.createTempDirectory("pixemb-count");
        CExporter exporter = new CExporter();
        ExportFolder.write(exporter, model, ExportOptions.of(exporter, Map.of("flash", flash)), folder, true);
        Path source = folder.resolve("model.c");
        String text = Files.readString(source);
        int entry = text.indexOf("void model_sums");
        Files.writeString(
                source,
                "#include \"count.h\"\n" + text.substring(0, entry)
                        + STEP.matcher(text.substring(entry)).replaceAll("$0 count_mark($1);"));
        return folder;
    }

    /** What was marked and the instructions up to there, in order; the first is what a mark takes. */
    private List<long[]> run(CToolchain toolchain, Path folder, List<String> sources) throws IOException {
        for (String file : List.of("count.c", "count.h", "model_run.c", "float_first.c")) {
            copy(InstructionCounts.class, "count/" + file, folder.resolve(file));
        }
        for (String file : List.of("bare.c", "memory.c", "bare.ld")) {
            copy(CToolchain.class, "run/" + file, folder.resolve(file));
        }
        byte[] picture = CheckedSession.picture(model.inputHeight() * model.inputWidth() * 3);
        Files.write(folder.resolve("in"), picture);
        List<String> command = new ArrayList<>(toolchain.compiler());
        List<String> more =
                new ArrayList<>(List.of("-std=c99", "-T", "bare.ld", "-o", "program", "count.c", "bare.c", "memory.c"));
        more.addAll(sources);
        command.addAll(1, more);
        command.add("-lgcc");
        String _ = CompiledC.run(command, folder);
        command = new ArrayList<>(toolchain.runner());
        command.addAll(1, List.of("-icount", "shift=6"));
        command.add("program");
        String _ = CompiledC.run(command, folder);
        ByteBuffer out =
                ByteBuffer.wrap(Files.readAllBytes(folder.resolve("out"))).order(ByteOrder.LITTLE_ENDIAN);
        List<long[]> steps = new ArrayList<>();
        for (int count = out.getInt(); count > 0; count--) {
            steps.add(new long[] {out.getInt(), Integer.toUnsignedLong(out.getInt())});
        }
        return steps;
    }

    private static void copy(Class<?> beside, String name, Path to) throws IOException {
        try (InputStream in = beside.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + ": is not in the jar; build it again");
            }
            Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
