package org.pixelembedding.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.pixelembedding.model.Model;

/** Makes an exported folder: the target's files and those that every folder has, written beside and moved into place. */
public final class ExportFolder {
    private ExportFolder() {}

    /**
     * Exports. A folder that is not there yet appears at once and whole. Into one that is there, files are moved one by one,
     * each whole, when all of them are written.
     *
     * @param options from {@link ExportOptions#of}, for this exporter
     * @param force whether files of a folder that is not empty may be replaced; files of other names stay there
     * @return the files of the export, sorted by path
     * @throws ExportException if the target cannot express the model, or the folder is not empty and may not be touched
     * @throws IOException if a file cannot be written; the folder is then what it was
     */
    public static List<ExportedFile> write(
            Exporter exporter, Model model, ExportOptions options, Path directory, boolean force) throws IOException {
        Path target = directory.toAbsolutePath().normalize();
        boolean there = Files.exists(target);
        if (there && !Files.isDirectory(target)) {
            throw new ExportException(directory + ": is a file, want a folder or a new name for one");
        }
        if (there && !force && !isEmpty(target)) {
            throw new ExportException(directory + ": is not empty; choose another folder, or replace files of the same "
                    + "names with --force");
        }
        Path parent = there ? target : Files.createDirectories(target.getParent());
        Path staging = parent.resolve(
                ".pixemb-export." + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".tmp");
        Files.createDirectory(staging);
        try {
            SelfTest selfTest = SelfTest.of(model);
            String usage = exporter.write(new ExportRequest(model, selfTest, options), staging);
            FolderFiles.write(model, selfTest, staging);
            Files.writeString(
                    staging.resolve(FolderFiles.README),
                    FolderReadme.of(exporter, model, selfTest, options, usage, files(staging)));
            List<ExportedFile> files = files(staging);
            if (there) {
                moveInto(staging, target, files);
            } else {
                Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
            }
            return files;
        } finally {
            delete(staging);
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }

    private static void moveInto(Path staging, Path target, List<ExportedFile> files) throws IOException {
        for (ExportedFile file : files) {
            Path to = target.resolve(file.path());
            Files.createDirectories(to.getParent());
            Files.move(
                    staging.resolve(file.path()),
                    to,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static List<ExportedFile> files(Path directory) throws IOException {
        List<ExportedFile> files = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                files.add(new ExportedFile(directory.relativize(path).toString().replace('\\', '/'), Files.size(path)));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        files.sort(Comparator.comparing(ExportedFile::path));
        return List.copyOf(files);
    }

    /** What is left when the folder was moved is nothing. */
    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
