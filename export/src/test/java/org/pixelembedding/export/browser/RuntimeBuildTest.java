package org.pixelembedding.export.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The WebAssembly in the jar is what its script makes of the C sources, to the byte. */
class RuntimeBuildTest {
    private static final Path SCRIPT = Path.of("src", "main", "wasm", "build");

    @TempDir
    private Path directory;

    @Test
    void aRebuildGivesTheSameBytes() throws IOException, InterruptedException {
        String wanted = BrowserResource.COMPILER.text();
        String found = said("clang", "--version") + said("wasm-ld", "--version");
        for (String tool : wanted.lines().toList()) {
            String version = tool.substring(tool.lastIndexOf(' ') + 1);
            Assumptions.assumeTrue(
                    found.contains(version),
                    "skipped: the runtime was made by " + wanted.replace("\n", ", ") + "here is "
                            + (found.isBlank()
                                    ? "neither; install clang lld"
                                    : found.lines().toList()));
        }
        Path log = directory.resolve("log");
        Process build = new ProcessBuilder("sh", SCRIPT.toString(), directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(build.waitFor()).as(Files.readString(log)).isZero();
        for (BrowserResource resource :
                new BrowserResource[] {BrowserResource.COMPILER, BrowserResource.PLAIN, BrowserResource.SIMD}) {
            assertThat(Files.readAllBytes(directory.resolve(resource.file())))
                    .as("%s: the C sources have changed; run export/%s", resource.file(), SCRIPT)
                    .isEqualTo(resource.bytes());
        }
    }

    /** What a command prints, nothing if there is no such command. */
    private static String said(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (InputStream out = process.getInputStream()) {
                String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
                process.waitFor();
                return said;
            }
        } catch (IOException e) {
            return ""; // not installed
        }
    }
}
