package org.pixelembedding.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.pixelembedding.model.ShapeException;

/**
 * A name under which a model is served, its file, and what that file held when it was last whole. A replaced file is taken
 * over by exchanging one reference, so no request is ever without a model.
 */
public final class ServedModel {
    private final String name;
    private final Path file;
    private final Examples examples;
    private volatile LoadedModel current;
    private Stamp stamp;

    /** What changes when a file is replaced or written to. */
    private record Stamp(long modifiedNanos, long size, Optional<Object> key) {
        static Stamp of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(
                    attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS),
                    attributes.size(),
                    Optional.ofNullable(attributes.fileKey()));
        }
    }

    private ServedModel(String name, Path file, Examples examples, Stamp stamp, LoadedModel current) {
        this.name = name;
        this.file = file;
        this.examples = examples;
        this.stamp = stamp;
        this.current = current;
    }

    /**
     * Reads a model and its examples.
     *
     * @param name letters, digits, dot, dash and underscore, 1 to 64
     * @param examplesFolder pictures to try it with; else those in the folder {@code examples} beside the file, if it
     *     is there
     * @throws IOException if the file is not there or no whole model, or the folder cannot be read
     * @throws IllegalArgumentException if the name is not of that form
     */
    public static ServedModel read(String name, Path file, Optional<Path> examplesFolder) throws IOException {
        if (!name.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}")) {
            throw new IllegalArgumentException(
                    "want a name of 1 to 64 letters, digits, dots, dashes and underscores, got '" + name
                            + "'; give one: NAME=" + file);
        }
        Stamp stamp = Stamp.of(file);
        LoadedModel model = LoadedModel.read(file);
        Path beside = file.toAbsolutePath().resolveSibling("examples");
        Optional<Path> folder = examplesFolder.or(() -> Optional.of(beside).filter(Files::isDirectory));
        return new ServedModel(
                name, file, folder.isEmpty() ? Examples.NONE : Examples.read(folder.get()), stamp, model);
    }

    public String name() {
        return name;
    }

    LoadedModel current() {
        return current;
    }

    Examples examples() {
        return examples;
    }

    /**
     * Looks at the file; for one thread. What is no whole model (it may be half written) leaves the one before it in
     * place.
     *
     * @return what happened, if the file has changed: empty text if its model is served from now on, else why not
     */
    Optional<String> reload() {
        try {
            Stamp now = Stamp.of(file);
            if (now.equals(stamp)) {
                return Optional.empty();
            }
            stamp = now;
            current = LoadedModel.read(file);
            return Optional.of("");
        } catch (IOException | ShapeException e) {
            if (!Files.exists(file)) {
                return Optional.empty(); // being replaced, or taken away: the model stays served
            }
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
