package org.pixelembedding.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.pixelembedding.format.WholeFile;
import org.pixelembedding.train.events.EventFile;

/**
 * Where a training keeps what it makes: {@code config.yaml} (as resolved), {@code data.txt} (path of the pictures and
 * whether unreadable ones are skipped), {@code environment.txt} (machine and library), {@code metrics.csv},
 * {@code events.out.tfevents.NNNNNN} (for TensorBoard), {@code curves.png}, {@code checkpoints/last.ckpt}, {@code
 * previous.ckpt} and {@code best.ckpt}, {@code model.pxm}; and {@code training.lock}.
 */
public record RunDirectory(Path path) {
    /** Which of a run's checkpoints. */
    public enum Which {
        LAST,
        /** The one before the last. */
        PREVIOUS,
        BEST;

        /** {@code last}, {@code previous} or {@code best}. */
        public String option() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Pictures of a run. */
    public record DataLocation(Path data, boolean skipUnreadable) {}

    /**
     * Tells early what {@link #create} would tell, without making anything.
     *
     * @throws IOException if the path is, or lies in, something that is no directory or cannot be written to
     */
    public static void checkPossible(Path path) throws IOException {
        Path there = path.toAbsolutePath().normalize();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there)) {
            throw new IOException(path + ": cannot be made a run directory (" + there
                    + " is not a directory); choose another directory with --out");
        }
        if (!Files.isWritable(there)) {
            throw new IOException(path + ": cannot be made a run directory (" + there
                    + " cannot be written to); choose another directory with --out");
        }
    }

    /** Makes the directories. */
    public static RunDirectory create(Path path) throws IOException {
        try {
            Files.createDirectories(path.resolve("checkpoints"));
            if (!Files.isWritable(path)) {
                throw new IOException(path + ": cannot be written to; choose another directory with --out");
            }
            return new RunDirectory(path);
        } catch (java.nio.file.FileSystemException e) {
            throw new IOException(
                    path + ": cannot be made a run directory (" + reason(e) + "); choose another directory with --out",
                    e);
        }
    }

    private static String reason(java.nio.file.FileSystemException e) {
        return e instanceof AccessDeniedException
                ? "access denied"
                : e.getReason() == null ? "the system does not allow it" : e.getReason();
    }

    /**
     * An existing run.
     *
     * @throws IOException if there is no checkpoint in it
     */
    public static RunDirectory open(Path path) throws IOException {
        RunDirectory run = new RunDirectory(path);
        if (!run.hasCheckpoint()) {
            throw new IOException(path + ": not a run directory (no " + Path.of("checkpoints", "last.ckpt")
                    + " in it); make one with pixemb train --out " + path);
        }
        return run;
    }

    /** Whether a directory holds nothing. */
    public static boolean isEmpty(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }

    /**
     * Takes away what a training wrote that ended before its first checkpoint. For a run that began in a new or empty
     * directory: a user's files are not told from ours.
     *
     * @param directory whether the run directory itself may go
     */
    public void discard(boolean directory) throws IOException {
        for (Path file : List.of(config(), metrics(), curves(), environment(), lock(), path.resolve("data.txt"))) {
            Files.deleteIfExists(file);
        }
        for (Path file : EventFile.in(path)) {
            Files.deleteIfExists(file);
        }
        for (Path folder :
                directory ? List.of(path.resolve("checkpoints"), path) : List.of(path.resolve("checkpoints"))) {
            try {
                Files.deleteIfExists(folder);
            } catch (DirectoryNotEmptyException e) {
                return; // not ours alone
            }
        }
    }

    public Path config() {
        return path.resolve("config.yaml");
    }

    public Path metrics() {
        return path.resolve("metrics.csv");
    }

    /** Where the run was trained: a block of lines for every machine or library that it went on with. */
    public Path environment() {
        return path.resolve("environment.txt");
    }

    /** Picture of loss and accuracy over the epochs. */
    public Path curves() {
        return path.resolve("curves.png");
    }

    public Path checkpoint(Which which) {
        return path.resolve("checkpoints").resolve(which.option() + ".ckpt");
    }

    /** See {@link RunLock}. */
    Path lock() {
        return path.resolve("training.lock");
    }

    public Path model() {
        return path.resolve("model.pxm");
    }

    /** Whether there is something to go on from. */
    public boolean hasCheckpoint() {
        return Files.isRegularFile(checkpoint(Which.LAST)) || Files.isRegularFile(checkpoint(Which.PREVIOUS));
    }

    public void writeDataLocation(DataLocation location) throws IOException {
        writeText(
                path.resolve("data.txt"),
                location.data().toAbsolutePath() + "\n" + (location.skipUnreadable() ? "skip-unreadable\n" : ""));
    }

    public DataLocation dataLocation() throws IOException {
        Path file = path.resolve("data.txt");
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        if (lines.isEmpty()) {
            throw new IOException(file + ": want the path of the pictures in its first line, got nothing; pass --data");
        }
        return new DataLocation(Path.of(lines.get(0)), lines.contains("skip-unreadable"));
    }

    /** The settings in {@code config.yaml}, as texts, in the order of the file. */
    public Map<String, String> readSettings() throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String line : Files.readAllLines(config(), StandardCharsets.UTF_8)) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                settings.put(line.substring(0, colon), line.substring(colon + 2).replace("\"", ""));
            }
        }
        return settings;
    }

    /** Finished epochs, in order; empty if there are none yet. */
    public List<EpochMetrics> readMetrics() throws IOException {
        if (!Files.exists(metrics())) {
            return List.of();
        }
        try {
            List<String> lines = Files.readAllLines(metrics(), StandardCharsets.UTF_8);
            return lines.stream()
                    .skip(1)
                    .filter(line -> !line.isBlank())
                    .map(line -> EpochMetrics.parse(lines.getFirst(), line))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new IOException(metrics() + ": damaged (" + e.getMessage() + ")", e);
        }
    }

    /** Replaces the file. */
    public void writeMetrics(List<EpochMetrics> epochs) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(EpochMetrics.CSV_HEADER);
        epochs.forEach(epoch -> lines.add(epoch.toCsv()));
        writeText(metrics(), String.join("\n", lines) + "\n");
    }

    /** Writes beside and moves into place. */
    public static void writeText(Path file, String text) throws IOException {
        WholeFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }
}
