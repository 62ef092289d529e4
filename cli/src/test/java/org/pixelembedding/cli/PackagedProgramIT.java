package org.pixelembedding.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as it is packaged: its jar and the libraries beside it, in a process of its own. Runs after packaging. */
class PackagedProgramIT {
    private record Outcome(int code, String out, String err) {}

    private static List<String> command(List<Path> libraries, Object... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--add-modules=jdk.incubator.vector",
                "-cp",
                classPath(libraries),
                "org.pixelembedding.cli.Main"));
        for (Object arg : args) {
            command.add(arg.toString());
        }
        return command;
    }

    private static Outcome pixemb(Path directory, Object... args) throws IOException, InterruptedException {
        return pixemb(directory, List.of(), args);
    }

    private static Outcome pixemb(Path directory, List<Path> libraries, Object... args)
            throws IOException, InterruptedException {
        Path errors = directory.resolve("stderr");
        Process process = new ProcessBuilder(command(libraries, args))
                .redirectError(errors.toFile())
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), out, Files.readString(errors));
    }

    /** The jar names the libraries beside it. */
    private static String classPath(List<Path> libraries) {
        StringBuilder path = new StringBuilder(Path.of("target", "pixemb.jar").toString());
        libraries.forEach(
                library -> path.append(File.pathSeparator).append(library).append("/*"));
        return path.toString();
    }

    @Test
    void aWidthThatNoCpuHasIsRefusedInOneLine() throws IOException, InterruptedException {
        List<String> command = command(List.of(), "--version");
        command.add(1, "-Dpixemb.vector.bits=1024");
        Process process = new ProcessBuilder(command).start();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(err.lines().filter(line -> line.startsWith("pixemb:")))
                .singleElement()
                .asString()
                .contains("pixemb.vector.bits is 1024, want 128, 256 or 512");
    }

    @Test
    void comparesOnlyWhereOnnxRuntimeIs(@TempDir Path directory) throws IOException, InterruptedException {
        Object[] bench = {
            "bench", "--network", "tiny", "--size", 16, "--seconds", "0.01", "--threads", 1, "--compare", "onnxruntime"
        };
        Outcome without = pixemb(directory, bench);
        assertThat(without.code()).isEqualTo(1);
        assertThat(without.err().lines().filter(line -> line.startsWith("pixemb:")))
                .singleElement()
                .asString()
                .contains("ONNX Runtime is not on the class path");
        assertThat(without.err()).doesNotContain("\tat ");
        Outcome with = pixemb(directory, List.of(Path.of("target", "compare-lib")), bench);
        assertThat(with.code()).as(with.err()).isZero();
        assertThat(with.out()).contains("onnxruntime-int8");
    }

    @Test
    void trainsVerifiesAndPredicts(@TempDir Path directory) throws IOException, InterruptedException {
        Path pictures = PaintedFolder.write(directory.resolve("pictures"), 12, "across", "down");
        Path run = directory.resolve("run");
        Outcome train = pixemb(
                directory,
                "train",
                "--data",
                pictures,
                "--out",
                run,
                "--size",
                16,
                "--width",
                "0.25",
                "--epochs",
                1,
                "--batch",
                8);
        assertThat(train.code()).as(train.err()).isZero();
        Outcome verify = pixemb(directory, "verify", run, "--json");
        assertThat(verify.code()).as(verify.err()).isZero();
        assertThat(JSON.std.mapFrom(verify.out())).containsEntry("differences", 0);
        Outcome predict = pixemb(
                directory, "predict", run.resolve("model.pxm"), pictures.resolve("down/picture-1.png"), "--json");
        Map<String, Object> answer = JSON.std.mapFrom(predict.out());
        assertThat((List<?>) answer.get("results")).hasSize(1);
        assertThat(pixemb(directory, "inspect", directory.resolve("none.pxm")).code())
                .isEqualTo(1);
        assertThat(pixemb(directory, "nonsense").code()).isEqualTo(2);
        // The engine inside the package carries its parser under our name.
        try (var jar = new java.util.jar.JarFile(
                Path.of("target", "lib", "engine-0.1.0-SNAPSHOT.jar").toFile())) {
            assertThat(jar.stream().map(java.util.zip.ZipEntry::getName))
                    .noneMatch(name -> name.startsWith("com/grack"))
                    .anyMatch(name -> name.startsWith("org/pixelembedding/format/json/JsonParser"));
        }
    }

    /** SIGTERM, which is what Java sends: the JSON answer is still given, and the run can go on. */
    @Test
    void aSignalLeavesACheckpointToGoOnFrom(@TempDir Path directory) throws IOException, InterruptedException {
        Path pictures = PaintedFolder.write(directory.resolve("pictures"), 12, "across", "down");
        Path run = directory.resolve("run");
        Object[] train = {"train", "--data", pictures, "--out", run, "--size", 16, "--width", "0.25", "--json"};
        Object[] all = Arrays.copyOf(train, train.length + 4);
        System.arraycopy(new Object[] {"--batch", 8, "--epochs", 100_000}, 0, all, train.length, 4);
        Process process = new ProcessBuilder(command(List.of(), all)).start();
        try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
            String line = err.readLine();
            while (line != null && !line.startsWith("epoch ")) {
                line = err.readLine();
            }
            assertThat(line).as("the training is under way").isNotNull();
            process.toHandle().destroy(); // Process.destroy would close the streams too
            String rest = err.lines().collect(Collectors.joining("\n"));
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(rest).isEqualTo(143);
            assertThat(rest).contains("Stopping after this step", "Go on with: pixemb train --data");
            assertThat(JSON.std.mapFrom(answer)).containsEntry("finished", false);
        }
        assertThat(run.resolve("checkpoints/last.ckpt")).isRegularFile();
        assertThat(run.resolve("curves.png")).isRegularFile();
        assertThat(run.resolve("model.pxm")).doesNotExist();
        Outcome early = pixemb(directory, "verify", run);
        assertThat(early.code()).isEqualTo(1);
        assertThat(early.err()).contains("its training has not finished", "--resume", "pixemb freeze");
        assertThat(pixemb(directory, "freeze", run, "-o", run.resolve("model.pxm"))
                        .code())
                .isZero();
        assertThat(pixemb(directory, "verify", run).out()).contains(" 0 differences");
    }
}
