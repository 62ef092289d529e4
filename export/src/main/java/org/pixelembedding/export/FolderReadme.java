package org.pixelembedding.export;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.pixelembedding.model.Model;

/** The README.md of an exported folder. */
final class FolderReadme {
    private FolderReadme() {}

    static String of(
            Exporter exporter,
            Model model,
            SelfTest selfTest,
            ExportOptions options,
            String usage,
            List<ExportedFile> files) {
        return """
                # %s, exported for %s

                %s. Made by `pixemb export --to %s%s`.

                ## Files

                | file | bytes |
                |---|---|
                %s

                ## Use

                %s

                ## Input

                One picture is %d x %d pixels (height x width), three colours in the order red, green, blue, one unsigned byte a
                colour: %,d bytes, order [y][x][colour], slowest first. The bytes are the stored values 0 to 255 of a decoded
                picture: no mean is taken off, nothing is divided, no colour profile or gamma is applied; transparent pixels lie
                on white.

                A picture of another size H x W is brought to h x w = %d x %d by whole numbers only, so that the bytes are the same
                everywhere:

                1. **Crop** the centre to the aspect ratio. If W h > H w, all rows and floor(H w / h + 1/2) columns (at least 1)
                   stay, from column floor((W - columns) / 2) on; otherwise the same with rows and columns exchanged.
                2. **Scale** each axis from s to d samples. If s >= d by area: output o is the mean of [o s/d, (o + 1) s/d), so
                   sample i has the weight of the overlap of [o s, (o + 1) s) with [i d, (i + 1) d). If s < d bilinearly: output
                   o lies at ((2 o + 1) s - d) / (2 d), clamped to 0 .. s - 1, and the two samples around it have whole weights
                   whose sum is 2 d.
                3. **Round** once: with the weights of both axes multiplied, value = floor(sum / total + 1/2).

                ## Output

                %s

                ## Labels

                %s

                ## Self-test

                `%s` (and `%s`, the same pixels as raw bytes) must give exactly these; `%s` has them for programs:

                | class | label | %s |
                |---|---|---|
                %s

                The answer is class %d, %s.

                ## Where it comes from

                %s
                """.formatted(
                model.name(),
                exporter.target(),
                exporter.summary(),
                exporter.target(),
                given(options),
                files.stream()
                        .map(file -> "| `%s` | %,d |".formatted(file.path(), file.bytes()))
                        .collect(Collectors.joining("\n")),
                usage.strip(),
                model.inputHeight(),
                model.inputWidth(),
                model.inputHeight() * model.inputWidth() * 3,
                model.inputHeight(),
                model.inputWidth(),
                output(model, selfTest),
                "`" + FolderFiles.LABELS + "`, in the order of the class index: "
                        + model.labels().stream().map(FolderReadme::cell).collect(Collectors.joining(", ")) + ".",
                FolderFiles.SELF_TEST_PNG,
                FolderFiles.SELF_TEST_RAW,
                FolderFiles.SELF_TEST_JSON,
                integers(selfTest) ? "sum" : "score",
                IntStream.range(0, model.labels().size())
                        .mapToObj(k -> "| %d | %s | %s |"
                                .formatted(k, cell(model.labels().get(k)), score(selfTest, k)))
                        .collect(Collectors.joining("\n")),
                selfTest.classIndex(),
                cell(model.labels().get(selfTest.classIndex())),
                provenance(model));
    }

    private static String given(ExportOptions options) {
        return options.values().entrySet().stream()
                .map(entry -> " --option " + entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining());
    }

    private static boolean integers(SelfTest selfTest) {
        return selfTest.logits().length == 0;
    }

    private static String output(Model model, SelfTest selfTest) {
        return integers(selfTest)
                ? "One whole number a class, the class sums. The class is the index of the largest, the lowest index of several. "
                        + "Probabilities, where they are wanted, are the softmax of sum * " + model.logitScale() + "."
                : "One float a class. The class is the index of the largest; probabilities are their softmax.";
    }

    private static String score(SelfTest selfTest, int index) {
        return integers(selfTest) ? String.valueOf(selfTest.sums()[index]) : String.valueOf(selfTest.logits()[index]);
    }

    private static String provenance(Model model) {
        Map<String, String> entries = model.provenance().entries();
        return entries.isEmpty()
                ? "The model file says nothing of its origin."
                : entries.entrySet().stream()
                        .map(entry -> "- " + cell(entry.getKey()) + ": " + cell(entry.getValue()))
                        .collect(Collectors.joining("\n"));
    }

    /** Text that may stand in a table. */
    private static String cell(String text) {
        return text.replaceAll("\\R", " ").replace("|", "\\|");
    }
}
