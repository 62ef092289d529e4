package org.pixelembedding.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A zip, read in place by random access; {@link ZipFile} lets several threads read at a time. Nothing is extracted. */
final class ZipTree implements FileTree {
    private final String name;
    private final ZipFile zip;
    private final List<String> files = new ArrayList<>();
    private final SortedSet<String> folders = new TreeSet<>();

    ZipTree(Path path) throws IOException {
        name = path.toString();
        zip = new ZipFile(path.toFile());
        zip.stream().forEach(this::add);
        Collections.sort(files);
    }

    private void add(ZipEntry entry) {
        String path = entry.getName();
        if (entry.isDirectory()) {
            String folder = path.substring(0, path.length() - 1);
            if (!FileTree.hidden(folder)) {
                FileTree.addParents(path, folders);
            }
        } else if (!FileTree.hidden(path)) {
            files.add(path);
            FileTree.addParents(path, folders);
        }
    }

    @Override
    public String name() {
        return name;
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
        return name + "!/" + file;
    }

    @Override
    public byte[] read(String file) throws IOException {
        ZipEntry entry = zip.getEntry(file);
        if (entry == null) {
            throw new NoSuchFileException(nameOf(file));
        }
        // The size in the directory may lie: read one byte more than is allowed, whatever it says.
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw new IOException("want at most " + MAX_FILE_BYTES + " bytes, got more");
            }
            return bytes;
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
