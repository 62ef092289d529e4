package org.pixelembedding.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import java.util.stream.Stream;

/** Files on disk below a folder; an absolute path is itself. */
record FolderContents(Path root) implements FileContents {
    @Override
    public String name() {
        return root.toString();
    }

    @Override
    public String nameOf(String file) {
        return root.resolve(file).toString();
    }

    @Override
    public byte[] read(String file) throws IOException {
        Path path = root.resolve(file);
        long bytes = Files.size(path);
        if (bytes > FileTree.MAX_FILE_BYTES) {
            throw new IOException("want at most " + FileTree.MAX_FILE_BYTES + " bytes, got " + bytes);
        }
        return Files.readAllBytes(path);
    }

    @Override
    public void stamp(Stream<String> files, Fingerprint hash) throws IOException {
        hash.text(root.toAbsolutePath().normalize().toString());
        for (Iterator<String> each = files.iterator(); each.hasNext(); ) {
            String file = each.next();
            hash.text(file);
            stamp(root.resolve(file), hash);
        }
    }

    /** Hashes size and time of the last change. */
    static void stamp(Path file, Fingerprint hash) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        hash.text(attributes.size() + " " + attributes.lastModifiedTime());
    }

    @Override
    public void close() {}
}
