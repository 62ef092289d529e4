package org.pixelembedding.data;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A folder on disk. Symbolic links are followed. */
final class FolderTree implements FileTree {
    private final Path root;
    private final List<String> files = new ArrayList<>();
    private final SortedSet<String> folders = new TreeSet<>();

    FolderTree(Path root) throws IOException {
        this.root = root;
        try (Stream<Path> paths = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
            paths.forEach(this::add);
        } catch (UncheckedIOException e) {
            throw unlisted(e.getCause());
        } catch (IOException e) {
            throw unlisted(e);
        }
        Collections.sort(files);
    }

    private DataException unlisted(IOException e) {
        return new DataException(root + ": cannot be listed (" + e + "); check its rights and links", e);
    }

    private void add(Path path) {
        String relative = root.relativize(path).toString().replace(File.separatorChar, '/');
        if (relative.isEmpty() || FileTree.hidden(relative)) {
            return;
        }
        if (Files.isDirectory(path)) {
            folders.add(relative);
        } else {
            files.add(relative);
        }
    }

    @Override
    public String name() {
        return root.toString();
    }

    @Override
    public List<String> files() {
        return Collections.unmodifiableList(files);
    }

    @Override
    public SortedSet<String> folders() {
        return Collections.unmodifiableSortedSet(folders);
    }

    @Override
    public String nameOf(String file) {
        return contents().nameOf(file);
    }

    @Override
    public byte[] read(String file) throws IOException {
        return contents().read(file);
    }

    @Override
    public void stamp(Stream<String> paths, Fingerprint hash) throws IOException {
        contents().stamp(paths, hash);
    }

    @Override
    public FileContents contents() {
        return new FolderContents(root);
    }

    @Override
    public void close() {}
}
