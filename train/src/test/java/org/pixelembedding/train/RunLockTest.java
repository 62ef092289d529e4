package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One training a run directory, also between processes; a dead process holds nothing. */
class RunLockTest {
    @TempDir
    private Path directory;

    private final List<String> notes = new ArrayList<>();
    private RunDirectory run;

    @BeforeEach
    void make() throws IOException {
        run = RunDirectory.create(directory.resolve("run"));
    }

    /** A process that holds the lock until it is killed, or its input ends with the test. */
    static final class Holder {
        private Holder() {}

        @SuppressWarnings("SystemOut") // what the test waits for
        public static void main(String[] args) throws IOException {
            try (var _ = RunLock.take(new RunDirectory(Path.of(args[0])), note -> {})) {
                System.out.println("held");
                System.in.transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    @Test
    void anotherProcessIsNamedWhileItLivesAndForgottenAfterwards() throws IOException, InterruptedException {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        run.path().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = holder.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo("held");
            for (int i = 0; i < 2; i++) { // a refused one leaves the lock as it was
                assertThatThrownBy(() -> RunLock.take(run, notes::add))
                        .isInstanceOf(IOException.class)
                        .hasMessageMatching(java.util.regex.Pattern.quote(run.path() + ": process " + holder.pid())
                                + " since 20[0-9-]+T[0-9:]+(Z|[+-][0-9:]+) trains in it; wait for it, stop it \\(kill "
                                + holder.pid() + "\\), or choose another directory");
            }
            assertThatThrownBy(() -> RunLock.checkFree(run)).hasMessageContaining("process " + holder.pid());
        } finally {
            holder.destroyForcibly();
            assertThat(holder.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(run.lock()).as("a killed process leaves its file").content().contains("process " + holder.pid());
        RunLock.checkFree(run);
        RunLock.take(run, notes::add).close();
        assertThat(notes).isEmpty();
    }

    @Test
    void theSameProcessIsRefusedWithoutLosingTheFirstLock() throws IOException {
        try (var _ = RunLock.take(run, notes::add)) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> RunLock.take(run, notes::add))
                        .hasMessage(
                                run.path() + ": another training of this process uses it; choose another directory");
            }
            assertThat(run.lock())
                    .content()
                    .startsWith("process " + ProcessHandle.current().pid() + " since 20");
        }
        RunLock.take(run, notes::add).close();
    }

    @Test
    void aDirectoryWithoutLockFileIsFreeAndStaysAsItIs() throws IOException {
        RunLock.checkFree(run);
        assertThat(Files.exists(run.lock())).isFalse();
        RunLock.checkFree(new RunDirectory(directory.resolve("none")));
    }
}
