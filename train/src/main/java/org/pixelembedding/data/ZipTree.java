package org.pixelembedding.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** A zip with the list of its files. */
final class ZipTree implements FileTree {
    private final ZipContents contents;
    private final List<String> files = new ArrayList<>();
    private final SortedSet<String> folders = new TreeSet<>();

    ZipTree(Path path) throws IOException {
        int entries;
        try (ZipFile zip =
                new ZipFile(path.toFile())) { // looks closely at the directory, and keeps all of it meanwhile
            entries = zip.size();
        }
        FileChannel channel = FileChannel.open(path);
        try {
            ZipDirectory directory = ZipDirectory.walk(channel, this::add);
            if (directory.size() != entries) {
                throw new ZipException("its end record is damaged");
            }
            contents = new ZipContents(path, channel, directory);
        } catch (IOException | RuntimeException e) {
            try (channel) {
                throw e;
            }
        }
        Collections.sort(files);
    }

    private void add(String path) {
        if (path.endsWith("/")) {
            if (!FileTree.hidden(path.substring(0, path.length() - 1))) {
                FileTree.addParents(path, folders);
            }
        } else if (!FileTree.hidden(path)) {
            files.add(path);
            FileTree.addParents(path, folders);
        }
    }

    @Override
    public String name() {
        return contents.name();
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
        return contents.nameOf(file);
    }

    @Override
    public byte[] read(String file) throws IOException {
        return contents.read(file);
    }

    @Override
    public void stamp(Stream<String> paths, Fingerprint hash) throws IOException {
        contents.stamp(paths, hash);
    }

    @Override
    public FileContents contents() {
        return contents;
    }

    @Override
    public void close() throws IOException {
        contents.close();
    }
}
