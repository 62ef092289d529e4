package org.pixelembedding.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The models that ship with the program, a folder each; {@code zoo:NAME} stands for one wherever a file may be named. */
final class Zoo implements ITypeConverter<Path> {
    /** Where the launcher says that they are. */
    static final String FOLDER_PROPERTY = "pixemb.models";

    private static final String PREFIX = "zoo:";

    @Override
    public Path convert(String value) {
        return path(value);
    }

    /**
     * A path as a user names it.
     *
     * @throws TypeConversionException if the zoo has no model of that name; says which it has
     */
    static Path path(String value) {
        if (!value.startsWith(PREFIX)) {
            return Path.of(value);
        }
        String name = value.substring(PREFIX.length());
        if (!names().contains(name)) {
            throw new TypeConversionException("the zoo has no model '" + name + "'; it has "
                    + (names().isEmpty() ? "none in " + folder() : PREFIX + String.join(", " + PREFIX, names())));
        }
        return file(name);
    }

    static List<String> names() {
        if (!Files.isDirectory(folder())) {
            return List.of();
        }
        try (Stream<Path> inside = Files.list(folder())) {
            return inside.map(each -> each.getFileName().toString())
                    .filter(name -> Files.isRegularFile(file(name)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder() + ": cannot be read", e);
        }
    }

    private static Path file(String name) {
        return folder().resolve(name).resolve("model.pxm");
    }

    private static Path folder() {
        return Path.of(System.getProperty(FOLDER_PROPERTY, "models"));
    }
}
