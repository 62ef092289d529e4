package org.pixelembedding.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The directory of a training under way, epoch by epoch, made of that of one that has ended. */
final class GrowingRun {
    private final Path directory;
    private final List<String> metrics;

    /** One epoch is trained, and this process trains on. */
    GrowingRun(Path ended, Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        metrics = Files.readAllLines(ended.resolve("metrics.csv"));
        Files.copy(ended.resolve("config.yaml"), directory.resolve("config.yaml"));
        epochs(1);
        trainedBy(ProcessHandle.current().pid());
    }

    Path directory() {
        return directory;
    }

    /** So many epochs are trained. */
    void epochs(int count) throws IOException {
        Files.write(directory.resolve("metrics.csv"), metrics.subList(0, count + 1));
    }

    /** Whose training it is, as its lock says. */
    void trainedBy(long process) throws IOException {
        Files.writeString(directory.resolve("training.lock"), "process " + process + " since today\n");
    }
}
