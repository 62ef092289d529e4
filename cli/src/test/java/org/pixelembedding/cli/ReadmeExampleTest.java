package org.pixelembedding.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.format.ModelWriter;
import org.pixelembedding.model.GlobalSumPool;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.Provenance;
import org.pixelembedding.model.QuantConv2d;

/** The example in the README compiles and runs as it stands there. */
class ReadmeExampleTest {
    @Test
    void compilesAndAnswers(@TempDir Path directory) throws IOException, InterruptedException {
        String readme = Files.readString(Path.of("..", "README.md"), StandardCharsets.UTF_8);
        Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme);
        assertThat(block.find()).as("a java block in README.md").isTrue();
        Path source = Files.writeString(directory.resolve("Example.java"), block.group(1));
        Path model = directory.resolve("model.pxm");
        ModelWriter.write(brightOrDark(), model);
        Path pictures = PaintedFolder.write(directory.resolve("pictures"), 1, "any");
        assertThat(java(source, model, pictures.resolve("any/picture-0.png")).strip())
                .isEqualTo("bright");
    }

    /** Two classes: the sum of all codes, and its opposite. */
    private static Model brightOrDark() {
        byte[] codes = new byte[256];
        for (int value = 0; value < 256; value++) {
            codes[value] = (byte) (value / 64);
        }
        PackedWeights weights = PackedWeights.pack(1, 2, 1, 1, 3, index -> index < 3);
        return new Model(
                "bright",
                8,
                8,
                List.of(
                        new Node("embedding", new PixelEmbedding(1, 1, 2, codes), List.of(Model.INPUT)),
                        new Node("classifier", new QuantConv2d(weights, 1, 0), List.of("embedding")),
                        new Node("sum", new GlobalSumPool(), List.of("classifier"))),
                List.of("bright", "dark"),
                1,
                Provenance.NONE);
    }

    /** Runs a source file by the JDK's launcher, which compiles it first. */
    private static String java(Path source, Path... args) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                source.toString()));
        for (Path arg : args) {
            command.add(arg.toString());
        }
        File errors = File.createTempFile("example", ".err");
        Process process = new ProcessBuilder(command).redirectError(errors).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(errors.toPath())).isZero();
        return out;
    }
}
