package org.pixelembedding.export;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.pixelembedding.model.Model;

/** The files that every exported folder has beside those of its target. */
final class FolderFiles {
    static final String README = "README.md";
    static final String LABELS = "labels.txt";
    static final String SELF_TEST_PNG = "selftest.png";
    static final String SELF_TEST_RAW = "selftest.rgb";
    static final String SELF_TEST_JSON = "selftest.json";

    private FolderFiles() {}

    static void write(Model model, SelfTest selfTest, Path directory) throws IOException {
        Files.write(directory.resolve(SELF_TEST_PNG), selfTest.png());
        Files.write(directory.resolve(SELF_TEST_RAW), selfTest.picture().rgb());
        Files.writeString(directory.resolve(SELF_TEST_JSON), JsonText.of(selfTest.toJson(model)) + "\n");
        // A label is one line here, whatever it holds.
        String labels = String.join(
                "\n",
                model.labels().stream()
                        .map(label -> label.replaceAll("\\R", " "))
                        .toList());
        Files.writeString(directory.resolve(LABELS), labels + "\n", StandardCharsets.UTF_8);
    }
}
