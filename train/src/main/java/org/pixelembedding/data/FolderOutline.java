package org.pixelembedding.data;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The folders of a tree, with one picture named in each that has any: enough to recognise a layout, small for any set. */
final class FolderOutline implements FileTree {
    private final String name;
    private final List<String> files;
    private final SortedSet<String> folders = new TreeSet<>();

    /** @param picturesIn folders that hold pictures; empty, or ending with {@code /} */
    FolderOutline(String name, List<String> picturesIn) {
        this.name = name;
        files = picturesIn.stream()
                .map(folder -> folder + "picture.png")
                .sorted()
                .toList();
        files.forEach(file -> FileTree.addParents(file, folders));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String nameOf(String file) {
        return name + "!/" + file;
    }

    @Override
    public List<String> files() {
        return files;
    }

    @Override
    public SortedSet<String> folders() {
        return folders;
    }

    @Override
    public byte[] read(String file) {
        throw new UnsupportedOperationException("an outline has no files");
    }

    @Override
    public void stamp(Stream<String> paths, Fingerprint hash) {
        throw new UnsupportedOperationException("an outline has no files");
    }

    @Override
    public FileContents contents() {
        return this;
    }

    @Override
    public void close() {}
}
